"""The outbox: what e-mail is owed, written in the transaction of its cause.

One row for a cause and a recipient; owing it again changes nothing. Sending is `posting.py`, the
texts are in `letters/`: this file knows neither, so that every service may owe a message.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from calendars import clock
from orchestrator.models import MailTrouble, OutboxMessage, Work
from orchestrator.rules.address import parse_address
from orchestrator.rules.names import named
from orchestrator.rules.outbox import MessageState
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import work

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from orchestrator.models import Workshop

KIND = "mail"


@dataclass(frozen=True, slots=True)
class Owed:
    """One e-mail that one person is owed.

    `cause` is stable text such as `registration:17:confirmed:2`, its parts joined by colons: a
    second message for the same thing needs a cause of its own. `kind` names the letter's writer.
    `recipient` is one bare address, as the caller normalised it. `facts` (JSON, nothing secret) are
    what the writer cannot read from the rows. `language` is the
    recipient's, empty the company's. Not sent before `due` (now), nor after `expires_at`.
    """

    cause: str
    kind: str
    recipient: str
    workshop: Workshop | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    language: str = ""
    due: datetime | None = None
    expires_at: datetime | None = None


def owe(**sides: Any) -> OutboxMessage:  # noqa: ANN401 -- the sides of Owed, by name
    """Owe one person one e-mail; call it in the transaction of its cause, as often as you like.

    The arguments are those of `Owed`. A message that stands already is returned as it is, whatever
    its state.
    """
    message = Owed(**sides)
    owe_all([message])
    return OutboxMessage.objects.get(cause=message.cause, recipient=message.recipient)


@transaction.atomic
def owe_all(messages: Iterable[Owed]) -> None:
    """Owe many people their e-mails; those that stand already stay as they are."""
    wanted = {(one.cause, one.recipient): one for one in messages}
    causes = [cause for cause, _ in wanted]
    known = set(OutboxMessage.objects.filter(cause__in=causes).values_list("cause", "recipient"))
    now = clock.now()
    rows = [
        OutboxMessage(
            cause=one.cause,
            kind=one.kind,
            recipient=one.recipient,
            workshop=one.workshop,
            facts=one.facts,
            language=one.language,
            message_id=_new_message_id(),
            due=one.due or now,
            expires_at=one.expires_at,
            created_at=now,
        )
        for key, one in wanted.items()
        if key not in known
    ]
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)
    made = OutboxMessage.objects.filter(message_id__in=[row.message_id for row in rows])
    work.touch_new(KIND, {str(pk): due for pk, due in made.values_list("pk", "due")})


def withdraw(cause: str, *, reason: str) -> int:
    """Skip what is still owed for that cause, or for one below it; return how many messages.

    `registration:17` stands for itself and for `registration:17:…`, never for `registration:170`.
    `reason` is a sentence for the owner. What is sent stays sent; one that is under way may still
    go out. Call it in the transaction that makes the messages moot.
    """
    named = Q(cause=cause) | Q(cause__startswith=f"{cause}:")
    return _owed().filter(named).update(state=MessageState.SKIPPED, reason=reason[:500])


@transaction.atomic
def send_again(message_id: int) -> None:
    """Try a message anew at once, as if it had never been tried, also past its time.

    Raises RuleBroken (`not_open`) when it is settled, or `unknown_message`.
    """
    message = _open(message_id)
    message.state, message.reason, message.last_error = MessageState.OWED, "", ""
    message.attempts = message.unfinished = message.unanswered = 0
    message.due, message.expires_at, message.doubted_at = clock.now(), None, None
    message.save()
    work.touch(KIND, str(message.pk))


@transaction.atomic
def do_not_send(message_id: int) -> None:
    """Settle a message without sending it. Raises RuleBroken as `send_again` does."""
    message = _open(message_id)
    message.state, message.reason = MessageState.SKIPPED, "Decided in the office."
    message.save()


@transaction.atomic
def ask_server_again() -> None:
    """Let the next tick try the mail server, whatever wait it was given."""
    MailTrouble.objects.update(until=clock.now())


def was_sent(cause: str) -> bool:
    """Say whether a message for that cause went out already."""
    return OutboxMessage.objects.filter(cause=cause, state=MessageState.SENT).exists()


def forget_errors(message_ids: Iterable[int]) -> None:
    """Drop what went wrong with these messages: a server's answer may name its recipient."""
    Work.objects.filter(kind=KIND, key__in=[str(pk) for pk in message_ids]).update(error="")


def unmarked_since() -> datetime | None:
    """Return now when some owed message would never be looked at, else None."""
    return clock.now() if _unmarked().exists() else None


@transaction.atomic
def mark_unmarked() -> int:
    """Have every owed message looked at whose work row is missing; return how many: the sweep."""
    found = list(_unmarked())
    for message in found:
        work.touch(KIND, str(message.pk), due=message.due)
    return len(found)


def _owed() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(state=MessageState.OWED)


def _open(message_id: int) -> OutboxMessage:
    """Return an owed or refused message, locked until the transaction ends."""
    message = OutboxMessage.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise RuleBroken("unknown_message", "There is no such message.")
    if message.state not in (MessageState.OWED, MessageState.REFUSED):
        raise RuleBroken(
            "not_open",
            "This message is settled already: it was {state}.",
            state=named(message.state),
        )
    return message


def _unmarked() -> QuerySet[OutboxMessage]:
    """Return the owed messages without a work row that will come due in time."""
    key = Cast(OuterRef("pk"), CharField())
    marked = Work.objects.filter(kind=KIND, key=key, due__isnull=False)
    return _owed().filter(~Exists(marked))


def _new_message_id() -> str:
    return f"<{uuid.uuid4().hex}@{parse_address(settings.COMPANY.company.sender).domain}>"
