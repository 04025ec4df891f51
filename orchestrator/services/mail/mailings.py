"""Which e-mail is owed to whom for what: each cause has one line here, each letter one writer.

Nobody is written to about a workshop that is not published. A cause names the registration and
the count of its changes, so that the same thing is never told twice.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.workshop import State
from orchestrator.services.mail import outbox

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from orchestrator.models import Registration, Subscriber, Workshop
    from orchestrator.rules.reminders import Reminder


CERTIFICATE = "certificate"


class Kind(StrEnum):
    """What a letter tells; each has its writer in `letters/`."""

    CONFIRMED = "registration-confirmed"
    WAITLISTED = "registration-waitlisted"
    OFFERED = "seat-offered"
    LAPSED = "offer-lapsed"
    CANCELLED = "registration-cancelled"
    HANDED_ON = "seat-handed-on"
    MOVED = "workshop-moved"
    CHANGED = "workshop-changed"
    CALLED_OFF = "workshop-cancelled"
    REVIVED = "workshop-revived"
    REMINDER = "reminder"
    THANKS = "thank-you"
    CONFIRM_SUBSCRIPTION = "confirm-subscription"
    NEW_DATE = "new-date"


def registered(registrations: Iterable[Registration]) -> None:
    """Owe each new person the news of their seat, or of their place on the waitlist."""
    letters: list[outbox.Owed] = []
    for row in registrations:
        confirmed_now = row.state == RegistrationState.CONFIRMED
        kind = Kind.CONFIRMED if confirmed_now else Kind.WAITLISTED
        letters += _letter(kind, row, row.changes)
    outbox.owe_all(letters)


def confirmed(registration: Registration) -> None:
    """Owe the person the news of their seat, with the calendar entry and the links."""
    _owe(Kind.CONFIRMED, registration, registration.changes)


def waitlisted(registration: Registration) -> None:
    """Owe the person their place on the waitlist."""
    _owe(Kind.WAITLISTED, registration, registration.changes)


def offered(registration: Registration) -> None:
    """Owe the person the offer of a freed seat; of no use once the offer is over."""
    _owe(
        Kind.OFFERED,
        registration,
        registration.changes,
        expires_at=registration.offer_expires_at,
    )


def lapsed(registration: Registration) -> None:
    """Owe the person the word that the offer is over."""
    _owe(Kind.LAPSED, registration, registration.changes)


def cancelled(registration: Registration) -> None:
    """Owe the person the word that their registration ended."""
    _owe(Kind.CANCELLED, registration, registration.changes)


def handed_on(registration: Registration) -> None:
    """Owe the person who gave the seat to somebody else the word that this was done."""
    _owe(Kind.HANDED_ON, registration, registration.changes, name=registration.name)


def changed(
    kind: Kind, registration: Registration, *, before: dict[str, Any] | None = None
) -> None:
    """Owe somebody the change of their workshop; `before` holds what was so until now, as text."""
    _owe(kind, registration, registration.workshop.sequence, before=before or {})


def reminder(registration: Registration, due: Reminder) -> None:
    """Owe a reminder; it names the start it was made for, so that a move makes it moot."""
    _owe(
        Kind.REMINDER,
        registration,
        _reminder_mark(registration, due),
        expires_at=due.expires_at,
        start=registration.workshop.span[0].isoformat(),
        hours=int(due.lead.total_seconds() // 3600),
    )


def reminder_cause(registration: Registration, due: Reminder) -> str:
    """Return the cause under which that reminder is owed."""
    return _cause(Kind.REMINDER, registration, _reminder_mark(registration, due))


def _reminder_mark(registration: Registration, due: Reminder) -> str:
    start, hours = registration.workshop.span[0], int(due.lead.total_seconds() // 3600)
    return f"{start:%Y%m%dT%H%M%SZ}:{hours}"


def thanks(registration: Registration, *, certified: bool) -> None:
    """Owe somebody who came the thanks, with the certificate if there is one.

    `certified` says that it was given just now: whoever was thanked before gets it by itself.
    """
    thanked = outbox.was_sent(_cause(Kind.THANKS, registration, 0))
    _owe(Kind.THANKS, registration, CERTIFICATE if certified and thanked else 0)


def confirm_subscription(subscriber: Subscriber, asked: str, *, expires_at: datetime) -> None:
    """Owe somebody who asked for new dates the question whether it was they who asked."""
    outbox.owe(
        cause=f"subscriber:{subscriber.pk}:confirm:{asked}",
        kind=Kind.CONFIRM_SUBSCRIPTION,
        recipient=subscriber.email,
        facts={"subscriber": subscriber.pk},
        language=subscriber.language,
        expires_at=expires_at,
    )


def new_date(subscribers: Iterable[Subscriber], workshop: Workshop) -> None:
    """Owe subscribers a new date; of no use once the workshop has begun."""
    outbox.owe_all(
        outbox.Owed(
            cause=f"subscriber:{subscriber.pk}:new-date:{workshop.uid}",
            kind=Kind.NEW_DATE,
            recipient=subscriber.email,
            workshop=workshop,
            facts={"subscriber": subscriber.pk},
            language=subscriber.language,
            expires_at=workshop.span[0],
        )
        for subscriber in subscribers
    )


def _owe(
    kind: Kind,
    registration: Registration,
    mark: int | str,
    *,
    expires_at: datetime | None = None,
    **facts: Any,  # noqa: ANN401 -- values of JSON
) -> None:
    outbox.owe_all(_letter(kind, registration, mark, expires_at=expires_at, facts=facts))


def _letter(
    kind: Kind,
    registration: Registration,
    mark: int | str,
    *,
    expires_at: datetime | None = None,
    facts: dict[str, Any] | None = None,
) -> list[outbox.Owed]:
    """Return the letter, or none when nobody is written to about this workshop."""
    workshop = registration.workshop
    told = workshop.state in (State.PUBLISHED, State.CANCELLED) and workshop.was_known
    if not told or not registration.email:
        return []
    return [
        outbox.Owed(
            cause=_cause(kind, registration, mark),
            kind=kind,
            recipient=registration.email,
            workshop=workshop,
            facts={"registration": registration.pk, **(facts or {})},
            language=registration.language,
            expires_at=expires_at,
        )
    ]


def _cause(kind: Kind, registration: Registration, mark: int | str) -> str:
    return f"registration:{registration.pk}:{kind}:{mark}"
