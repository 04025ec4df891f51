"""What is remembered, one file per noun; Django finds its models through this list."""

from orchestrator.models.job_status import JobStatus
from orchestrator.models.login_link import LoginLink
from orchestrator.models.meeting import Meeting
from orchestrator.models.month import MonthWithoutWorkshop
from orchestrator.models.user import User
from orchestrator.models.work import Work
from orchestrator.models.workshop import Workshop

__all__ = [
    "JobStatus",
    "LoginLink",
    "Meeting",
    "MonthWithoutWorkshop",
    "User",
    "Work",
    "Workshop",
]
