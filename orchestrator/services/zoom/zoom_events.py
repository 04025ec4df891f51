"""Zoom's webhooks: checked and stored at once, worked on later. Hints, never the truth.

Signature and window follow Zoom's page "Using webhooks": `v0=` and the hexadecimal HMAC-SHA256 of
`v0:{timestamp}:{raw body}`. A retry may carry its old timestamp, so 24 hours are let through and
repeats are known by the hash of the body.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from calendars import clock
from calendars.feed import one_line
from orchestrator.models import Meeting, Visit, ZoomEvent
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access import signatures
from orchestrator.services.zoom import meetings

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_PLAIN_TOKEN = 200
URL_VALIDATION = "endpoint.url_validation"
MEETING_EVENTS = frozenset({"created", "updated", "deleted", "started", "ended"})
VISIT_EVENTS = frozenset(
    f"participant_{what}{where}" for what in ("joined", "left") for where in ("", "_breakout_room")
)


def check_signature(secret: str, timestamp: str, signature: str, body: bytes) -> None:
    """Raise RuleBroken (`bad_signature`, `stale`) unless Zoom sent these very bytes lately."""
    message = b"v0:" + timestamp.encode() + b":" + body
    signatures.check_signature(secret, message, signature, prefix="v0=")
    signatures.check_fresh(timestamp)


def receive(secret: str, body: bytes) -> dict[str, str] | None:
    """Store an event whose signature was checked; return the answer to an address validation.

    The same body again is known and not stored twice. Raises RuleBroken (`not_an_event`).
    """
    event = _parsed(body)
    name, payload = event.get("event"), event.get("payload")
    if not isinstance(name, str) or not isinstance(payload, dict):
        raise RuleBroken("not_an_event", "This is no event of Zoom: it has no name or no payload.")
    if name == URL_VALIDATION:
        return _validation(secret, payload)
    try:
        with transaction.atomic():
            ZoomEvent.objects.create(
                digest=hashlib.sha256(body).hexdigest(),
                name=one_line(name)[:100],
                payload=json.dumps(payload),
                received_at=clock.now(),
            )
    except IntegrityError:
        pass  # delivered before
    return None


def next_due() -> datetime | None:
    """Return when the oldest unhandled event came (UTC), or None when all are handled."""
    row = ZoomEvent.objects.filter(handled_at=None).order_by("received_at").first()
    return row.received_at if row else None


@transaction.atomic
def handle_next() -> str | None:
    """Work on the oldest unhandled event and empty it; return its outcome, None without one."""
    rows = ZoomEvent.objects.select_for_update().filter(handled_at=None)
    event = rows.order_by("received_at", "id").first()
    if event is None:
        return None
    try:
        event.outcome = _handle(event.name, json.loads(event.payload).get("object"))
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        event.outcome = "unreadable"
    event.payload, event.handled_at = "", clock.now()
    event.save()
    return event.outcome


def _handle(name: str, content: dict[str, Any]) -> str:
    kind, _, what = name.partition(".")
    if kind != "meeting":
        return "ignored"
    rows = Meeting.objects.select_related("workshop", "consultation")
    meeting = rows.filter(zoom_id=int(content["id"])).first()
    if meeting is None:
        return "not our meeting"
    if what in MEETING_EVENTS:
        meetings.mark(meeting.occasion)
        return "meeting looked at"
    if what in VISIT_EVENTS and meeting.workshop_id is not None:
        return _note_visit(meeting.workshop_id, what, content)
    return "ignored"


def _note_visit(workshop_id: int, what: str, content: dict[str, Any]) -> str:
    """Write down that somebody came, left, or changed rooms; events come in any order."""
    person = content["participant"]
    visit, _ = Visit.objects.get_or_create(
        workshop_id=workshop_id,
        participant_uuid=one_line(str(person["participant_uuid"]))[:64],
        defaults={
            "registrant_id": one_line(str(person.get("registrant_id") or ""))[:64],
            "name": one_line(str(person.get("user_name") or ""))[:200],
            "email": one_line(str(person.get("email") or ""))[:254].lower(),
        },
    )
    came = "joined" in what
    moment = clock.parse_instant(str(person["join_time" if came else "leave_time"]))
    if "room" not in what:
        setattr(visit, "joined_at" if came else "left_at", moment)
    elif visit.room_changed_at and visit.room_changed_at >= moment:
        return "older than what is known"
    else:
        room = one_line(str(content.get("breakout_room_uuid") or ""))[:64]
        visit.room, visit.room_changed_at = room if came else "", moment
    visit.save()
    return "visit noted"


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RuleBroken("not_json", "The body is not JSON.") from error
    if not isinstance(event, dict):
        raise RuleBroken("not_an_event", "This is no event of Zoom.")
    return event


def _validation(secret: str, payload: dict[str, Any]) -> dict[str, str]:
    plain = payload.get("plainToken")
    if not isinstance(plain, str) or not 0 < len(plain) <= LONGEST_PLAIN_TOKEN:
        raise RuleBroken("not_an_event", "The validation has no plainToken.")
    encrypted = signatures.hmac_hex(secret, plain.encode("utf-8", "surrogatepass"))
    return {"plainToken": plain, "encryptedToken": encrypted}
