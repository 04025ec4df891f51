"""Which kind of message is written by which letter-writer: a new letter gets its line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.services.access import accounts as access
from orchestrator.services.consultations.tellings import Kind as Consultation
from orchestrator.services.letters import (
    accounts,
    around,
    changes,
    consultations,
    host,
    money,
    new_dates,
    requests,
    seats,
    trial,
)
from orchestrator.services.mail.mailings import Kind
from orchestrator.services.money.invoicing import ISSUED
from orchestrator.services.requests.tellings import Kind as Request

if TYPE_CHECKING:
    from orchestrator.services.letters.letter import Writer

WRITERS: dict[str, Writer] = {
    trial.KIND: trial.write,
    Kind.CONFIRMED: seats.confirmed,
    Kind.WAITLISTED: seats.waitlisted,
    Kind.OFFERED: seats.offered,
    Kind.LAPSED: seats.lapsed,
    Kind.CANCELLED: seats.cancelled,
    Kind.HANDED_ON: seats.handed_on,
    Kind.MOVED: changes.moved,
    Kind.CHANGED: changes.changed,
    Kind.CALLED_OFF: changes.called_off,
    Kind.REVIVED: changes.revived,
    Kind.REMINDER: around.reminder,
    Kind.THANKS: around.thanks,
    Kind.CONFIRM_SUBSCRIPTION: new_dates.confirm,
    Kind.NEW_DATE: new_dates.new_date,
    access.INVITED: accounts.invited,
    access.CHANGED: accounts.changed,
    access.RESET: accounts.reset,
    ISSUED: money.issued,
    Consultation.BOOKED: consultations.booked,
    Consultation.REQUESTED: consultations.requested,
    Consultation.MOVED: consultations.moved,
    Consultation.CANCELLED: consultations.cancelled,
    Consultation.DECLINED: consultations.declined,
    Consultation.REMINDER: consultations.reminder,
    Consultation.HOST_BOOKED: host.booked,
    Consultation.HOST_REQUESTED: host.requested,
    Consultation.HOST_MOVED: host.moved,
    Consultation.HOST_CANCELLED: host.cancelled,
    Consultation.HOST_LAPSED: host.lapsed,
    Consultation.HOST_WISH: host.wish,
    Request.REVIEW: requests.review,
    Request.QUOTED: requests.quoted,
    Request.ACCEPTED: requests.accepted,
    Request.SCHEDULED: requests.scheduled,
    Request.ENDED: requests.ended,
    Request.LEFT: requests.left,
    Request.HOST: requests.host,
}
