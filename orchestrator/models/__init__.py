"""What is remembered, one file per noun; Django finds its models through this list."""

from orchestrator.models.job_status import JobStatus
from orchestrator.models.join_link import JoinLink
from orchestrator.models.login_link import LoginLink
from orchestrator.models.mail_trouble import MailTrouble
from orchestrator.models.meeting import Meeting
from orchestrator.models.month import MonthWithoutWorkshop
from orchestrator.models.outbox_message import OutboxMessage
from orchestrator.models.retired_meeting import RetiredMeeting
from orchestrator.models.user import User
from orchestrator.models.visit import Visit
from orchestrator.models.work import Work
from orchestrator.models.workshop import Workshop
from orchestrator.models.zoom_budget import ZoomBudget
from orchestrator.models.zoom_event import ZoomEvent

__all__ = [
    "JobStatus",
    "JoinLink",
    "LoginLink",
    "MailTrouble",
    "Meeting",
    "MonthWithoutWorkshop",
    "OutboxMessage",
    "RetiredMeeting",
    "User",
    "Visit",
    "Work",
    "Workshop",
    "ZoomBudget",
    "ZoomEvent",
]
