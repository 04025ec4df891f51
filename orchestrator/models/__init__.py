"""What is remembered, one file per noun; Django finds its models through this list."""

from orchestrator.models.api_token import ApiToken
from orchestrator.models.audit_entry import AuditEntry
from orchestrator.models.calendar_source import CalendarEntry, CalendarSource
from orchestrator.models.certificate import Certificate
from orchestrator.models.consultation import (
    Consultation,
    ConsultationHold,
    ConsultationWish,
)
from orchestrator.models.feed_link import FeedLink
from orchestrator.models.invoice import Invoice, InvoiceSeries, Payment, TravelReceipt
from orchestrator.models.job_status import JobStatus
from orchestrator.models.join_link import JoinLink
from orchestrator.models.knock import Knock
from orchestrator.models.live_session import LiveSession, PlanVersion
from orchestrator.models.login_link import LoginLink
from orchestrator.models.mail_trouble import MailTrouble
from orchestrator.models.meeting import Meeting
from orchestrator.models.month import MonthWithoutWorkshop
from orchestrator.models.organization import Organization
from orchestrator.models.outbox_message import OutboxMessage
from orchestrator.models.published_feed import PublishedFeed
from orchestrator.models.registration import Registration
from orchestrator.models.retired_meeting import RetiredMeeting
from orchestrator.models.seat_block import SeatBlock
from orchestrator.models.shown_entry import ShownEntry
from orchestrator.models.subscriber import Interest, Subscriber
from orchestrator.models.ticket import Ticket
from orchestrator.models.time_claim import TimeClaim
from orchestrator.models.time_off import TimeOff
from orchestrator.models.user import User
from orchestrator.models.visit import Visit
from orchestrator.models.webhook import WebhookDelivery, WebhookEndpoint
from orchestrator.models.work import Work
from orchestrator.models.workshop import Workshop
from orchestrator.models.workshop_draft import WorkshopDraft
from orchestrator.models.workshop_request import (
    Acceptance,
    QuoteVersion,
    RequestOrganization,
    WorkshopRequest,
)
from orchestrator.models.zoom_budget import ZoomBudget
from orchestrator.models.zoom_event import ZoomEvent

__all__ = [
    "Acceptance",
    "ApiToken",
    "AuditEntry",
    "CalendarEntry",
    "CalendarSource",
    "Certificate",
    "Consultation",
    "ConsultationHold",
    "ConsultationWish",
    "FeedLink",
    "Interest",
    "Invoice",
    "InvoiceSeries",
    "JobStatus",
    "JoinLink",
    "Knock",
    "LiveSession",
    "LoginLink",
    "MailTrouble",
    "Meeting",
    "MonthWithoutWorkshop",
    "Organization",
    "OutboxMessage",
    "Payment",
    "PlanVersion",
    "PublishedFeed",
    "QuoteVersion",
    "Registration",
    "RequestOrganization",
    "RetiredMeeting",
    "SeatBlock",
    "ShownEntry",
    "Subscriber",
    "Ticket",
    "TimeClaim",
    "TimeOff",
    "TravelReceipt",
    "User",
    "Visit",
    "WebhookDelivery",
    "WebhookEndpoint",
    "Work",
    "Workshop",
    "WorkshopDraft",
    "WorkshopRequest",
    "ZoomBudget",
    "ZoomEvent",
]
