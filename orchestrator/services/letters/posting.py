"""Sending what the outbox owes: one claimed message at a time, and what each answer means.

Read the truth, have the letter written, fence, send outside any transaction, record. The attempt is
counted before it begins, so that a message on which our own program breaks sets itself aside. While
the server itself is in trouble nothing is tried: one row says until when.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max

from calendars import clock
from orchestrator.gateways.mail.errors import Blame, MailError
from orchestrator.models import MailTrouble, OutboxMessage
from orchestrator.rules.address import AddressError
from orchestrator.rules.outbox import MOST_UNANSWERED, MOST_UNFINISHED, MessageState, wait_after
from orchestrator.services import work
from orchestrator.services.language import speaking
from orchestrator.services.letters.letter import Skip
from orchestrator.services.letters.rendering import envelope
from orchestrator.services.letters.writers import WRITERS
from orchestrator.services.mail.outbox import KIND

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage

    from orchestrator.gateways.mail.mailer import Mailer

TOO_LATE = "It came too late to be of use."
BROKE = (
    f"Our own program broke {MOST_UNFINISHED} times on this message. The log says why; once that "
    "is mended, send it again."
)
UNANSWERED = (
    f"It was handed over {MOST_UNANSWERED} times, and each time no answer came. It may have "
    "arrived; ask before you send it again."
)


class MailWaits(Exception):  # noqa: N818 -- says what happened
    """The mail server is in trouble: all messages wait, which is recorded already."""


def next_due() -> datetime | None:
    """Return when a message can be sent next (UTC), or None when none is owed."""
    due = work.next_due(KIND)
    trouble = MailTrouble.objects.first()
    return max(due, trouble.until) if due and trouble else due


def post(held: work.Claim, mailer: Mailer) -> str:
    """Send the claimed message if it is still owed; return what became of it, in a word or two.

    Raises ClaimLost when somebody else took over, MailWaits when all messages have to wait. What a
    writer raises is our own fault and rises.
    """
    message = _begun(held)
    if message is None:
        return "nothing to send"
    try:
        mail = written(message)
    except AddressError as error:
        _settle(held, message, MessageState.REFUSED, str(error))
        return "refused, no address"
    if isinstance(mail, Skip):
        _settle(held, message, MessageState.SKIPPED, mail.reason)
        return "skipped"
    work.fence(held)
    try:
        answer = mailer.send(mail, to=message.recipient)
    except MailError as error:
        return _record_failure(held, message, error)
    _record_sent(held, message, answer)
    return "sent"


def written(message: OutboxMessage) -> EmailMessage | Skip:
    """Return the letter as its recipient reads it: this is where the language is chosen."""
    with speaking(message.language):
        letter = WRITERS[message.kind](message)
        return letter if isinstance(letter, Skip) else envelope(letter, message)


@transaction.atomic
def _begun(held: work.Claim) -> OutboxMessage | None:
    """Count one attempt more and return the message; None, all settled, when it is not to be sent.

    Until the attempt is over the row is due again after a growing wait, behind the others.
    """
    work.lock(held)
    now = clock.now()
    message = OutboxMessage.objects.select_for_update().filter(pk=held.key).first()
    if message is None or message.state != MessageState.OWED:
        work.finish(held)
        return None
    if message.due > now:
        work.finish(held, again=message.due)
        return None
    if message.expires_at and message.expires_at <= now:
        _settle(held, message, MessageState.SKIPPED, TOO_LATE)
        return None
    if message.unfinished >= MOST_UNFINISHED:
        _settle(held, message, MessageState.REFUSED, BROKE)
        return None
    message.attempts += 1
    message.unfinished += 1
    message.save(update_fields=["attempts", "unfinished"])
    work.back_off(held, now + wait_after(message.unfinished))
    return message


@transaction.atomic
def _settle(held: work.Claim, message: OutboxMessage, state: MessageState, reason: str) -> None:
    work.finish(held)
    _update(message, state=state, reason=reason[:500], unfinished=0)


@transaction.atomic
def _record_sent(held: work.Claim, message: OutboxMessage, answer: str) -> None:
    """Write down that the message is sent, whoever holds the claim by now: it is the truth."""
    with suppress(work.ClaimLost):
        work.finish(held)
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=MessageState.SENT,
        sent_at=clock.now(),
        answer=answer[:500],
        reason="",
        last_error="",
        unfinished=0,
        doubted_at=None,
    )
    MailTrouble.objects.all().delete()


def _record_failure(held: work.Claim, message: OutboxMessage, error: MailError) -> str:
    """Write down what the answer means. Raises MailWaits when it means all messages."""
    if error.blame is Blame.SERVER:
        _all_wait(held, message, error)
    if error.blame is Blame.UNCLEAR:
        return _record_unclear(held, message, error)
    if error.permanent:
        _settle(held, message, MessageState.REFUSED, str(error))
        return f"refused {error.code}"
    _put_off(held, message, error)
    return f"put off {error.code}"


def _record_unclear(held: work.Claim, message: OutboxMessage, error: MailError) -> str:
    """Decide about an answer that may mean this message or all of ours.

    It means the message when the server has taken another one since it was first heard, and all of
    ours when a second message meets the same without one that was taken in between.
    """
    handed_over = message.unanswered + error.doubtful
    if handed_over >= MOST_UNANSWERED:
        _settle(held, message, MessageState.REFUSED, UNANSWERED)
        return "refused, no answer"
    last_sent = OutboxMessage.objects.aggregate(last=Max("sent_at"))["last"]
    since = message.doubted_at
    if error.permanent and since and last_sent and last_sent > since:
        _settle(held, message, MessageState.REFUSED, str(error))
        return f"refused {error.code}"
    doubts = OutboxMessage.objects.filter(state=MessageState.OWED, doubted_at__isnull=False)
    others = doubts.exclude(pk=message.pk)
    if last_sent:
        others = others.filter(doubted_at__gte=last_sent)
    more = {"doubted_at": since or clock.now(), "unanswered": handed_over}
    if others.exists():
        _all_wait(held, message, error, **more)
    _put_off(held, message, error, **more)
    return f"in doubt {error.code}"


@transaction.atomic
def _put_off(held: work.Claim, message: OutboxMessage, error: MailError, **more: object) -> None:
    until = clock.now() + wait_after(message.attempts)
    work.put_off(held, str(error), until=until)
    _update(message, due=until, last_error=str(error)[:500], unfinished=0, **more)


def _all_wait(held: work.Claim, message: OutboxMessage, error: MailError, **more: object) -> None:
    """Record that nobody's message is taken at present, and raise MailWaits."""
    with transaction.atomic():
        now = clock.now()
        trouble = MailTrouble.objects.select_for_update().first() or MailTrouble(
            pk=1, since=now, attempts=0
        )
        trouble.attempts += 1
        trouble.until = now + wait_after(trouble.attempts)
        trouble.reason = str(error)[:500]
        trouble.save()
        work.put_off(held, str(error), until=trouble.until)
        attempts = {"attempts": F("attempts") - 1, "unfinished": 0}  # it was not the message's
        _update(message, due=trouble.until, last_error=str(error)[:500], **attempts, **more)
    raise MailWaits(f"{error.code}")


def _update(message: OutboxMessage, **fields: object) -> None:
    """Change the message if it is still owed: it may have been withdrawn meanwhile."""
    owed = OutboxMessage.objects.filter(pk=message.pk, state=MessageState.OWED)
    owed.update(**fields)
