"""Sending what endpoints are owed: one claimed row at a time, and what each answer means.

The attempt is counted before it begins. An endpoint in trouble keeps its own news waiting and
nobody else's; after a day of tries a delivery waits for a person, after three days the endpoint is
switched off.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from calendars import clock
from orchestrator.gateways.webhooks.poster import NotTaken, Poster
from orchestrator.models import WebhookDelivery, WebhookEndpoint
from orchestrator.rules.outbox import MessageState
from orchestrator.rules.webhook import GONE, MOST_UNFINISHED, OFF_AFTER, signature, wait_after
from orchestrator.services import work
from orchestrator.services.access import audit
from orchestrator.services.webhooks.endpoints import keys_of, skip_owed

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

UNFINISHED_WAIT = timedelta(minutes=2)
BROKE = "Our own program broke on it; the log says why."
WANTS_NONE = "It answered 410: it wants no more."
FAILED_LONG = "It took nothing for three days."


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt: a status, or why there is none."""

    status: int | None
    error: str

    @property
    def good(self) -> bool:
        """Say whether the endpoint took it; a redirect is no yes."""
        return self.status is not None and HTTPStatus(200) <= self.status < HTTPStatus(300)


def configured_poster() -> Poster:
    """Return the way to endpoints as the settings describe it."""
    said = settings.COMPANY.webhooks
    return Poster(said.timeout_seconds, said.allow_private_addresses)


def send(held: work.Claim, poster: Poster) -> str:
    """Send the claimed news if it is still owed; return what became of it, in a word or two.

    Raises ClaimLost when somebody else took over.
    """
    row = _begun(held)
    if row is None:
        return "nothing to send"
    body = json.dumps(row.payload, separators=(",", ":"), sort_keys=True).encode()
    headers = _headers(row, body)
    work.fence(held)
    try:
        answer = Answer(poster.post(row.endpoint.url, headers, body), "")
    except NotTaken as silence:
        answer = Answer(None, str(silence))
    return _recorded(held, row, answer)


def forget_old() -> int:
    """Drop what was settled long ago; return how many rows."""
    return _old().delete()[0]


def next_to_forget() -> datetime | None:
    """Return when the next settled delivery is old enough (UTC), None when there is none."""
    settled = WebhookDelivery.objects.exclude(state=MessageState.OWED)
    first: datetime | None = settled.aggregate(first=Min("created_at"))["first"]
    return first + _kept() if first else None


def _old() -> QuerySet[WebhookDelivery]:
    old = WebhookDelivery.objects.filter(created_at__lt=clock.now() - _kept())
    return old.exclude(state=MessageState.OWED)


def _kept() -> timedelta:
    return timedelta(days=settings.COMPANY.webhooks.keep_days)


def _headers(row: WebhookDelivery, body: bytes) -> dict[str, str]:
    timestamp = int(clock.now().timestamp())
    signed = [signature(key, row.message_id, timestamp, body) for key in keys_of(row.endpoint)]
    return {
        "webhook-id": row.message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed),
        "User-Agent": f"workshop-orchestrator/{settings.VERSION}",
    }


@transaction.atomic
def _begun(held: work.Claim) -> WebhookDelivery | None:
    """Count one attempt more and return the row; None when it is not to be sent now."""
    work.lock(held)
    rows = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("endpoint")
    row = rows.filter(pk=int(held.key)).first()
    if row is None or row.state != MessageState.OWED:
        work.finish(held)
        return None
    if not row.endpoint.active:
        _settle(held, row, MessageState.SKIPPED, row.endpoint.off_reason)
        return None
    waits = max(filter(None, (row.due, row.endpoint.until)))
    if waits > clock.now():
        work.finish(held, again=waits)
        return None
    if row.unfinished >= MOST_UNFINISHED:
        _settle(held, row, MessageState.REFUSED, BROKE)
        return None
    row.attempts += 1
    row.unfinished += 1
    row.save(update_fields=["attempts", "unfinished"])
    work.back_off(held, clock.now() + UNFINISHED_WAIT * row.unfinished)
    return row


def _settle(held: work.Claim, row: WebhookDelivery, state: MessageState, error: str) -> None:
    work.finish(held)
    row.state, row.last_error, row.unfinished = state, error[:300], 0
    row.save(update_fields=["state", "last_error", "unfinished"])


@transaction.atomic
def _recorded(held: work.Claim, row: WebhookDelivery, answer: Answer) -> str:
    """Write down what the answer means, for this news and for its endpoint."""
    row.last_status, row.last_error, row.unfinished = answer.status, answer.error[:300], 0
    if answer.good:
        work.finish(held)
        row.state, row.sent_at = MessageState.SENT, clock.now()
        row.save()
        WebhookEndpoint.objects.filter(pk=row.endpoint_id).update(failing_since=None, until=None)
        return f"sent {answer.status}"
    row.last_error = row.last_error or f"It answered {answer.status}."
    wait = wait_after(row.attempts)
    _endpoint_failed(row, answer, wait)
    if wait is None:
        _settle(held, row, MessageState.REFUSED, row.last_error)
    else:
        row.due = clock.now() + wait
        work.put_off(held, row.last_error, until=row.due)
    row.save()
    return f"not taken {answer.status or 'silent'}"


def _endpoint_failed(row: WebhookDelivery, answer: Answer, wait: timedelta | None) -> None:
    """Keep the endpoint's other news waiting as long; switch one off that failed for days."""
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=row.endpoint_id)
    now = clock.now()
    endpoint.failing_since = endpoint.failing_since or now
    endpoint.until = now + wait if wait else None
    if answer.status == GONE or now - endpoint.failing_since >= OFF_AFTER:
        endpoint.active = False
        endpoint.off_reason = WANTS_NONE if answer.status == GONE else FAILED_LONG
        audit.record(audit.CLOCK, "webhook endpoint switched", endpoint, before=True, after=False)
        skip_owed(endpoint)
        row.state = MessageState.SKIPPED
    endpoint.save()
