"""What the office decides about mail by hand, each deed in the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from orchestrator.models import OutboxMessage
from orchestrator.services.access import audit
from orchestrator.services.letters import trial_mail
from orchestrator.services.mail import outbox

if TYPE_CHECKING:
    from collections.abc import Callable


@transaction.atomic
def send_again(message_id: int, actor: str) -> None:
    """Try a message anew at once. Raises RuleBroken as the outbox does."""
    _changed(message_id, actor, "mail owed again", outbox.send_again)


@transaction.atomic
def do_not_send(message_id: int, actor: str) -> None:
    """Settle a message without sending it. Raises RuleBroken as the outbox does."""
    _changed(message_id, actor, "mail not to be sent", outbox.do_not_send)


@transaction.atomic
def ask_server_again(actor: str) -> None:
    """Let the next tick try the mail server."""
    outbox.ask_server_again()
    audit.record_about(actor, "mail server asked again", "mail server")


@transaction.atomic
def owe_test_message(to: str, actor: str) -> None:
    """Owe that address a test message. Raises RuleBroken (`bad_address`)."""
    trial_mail.owe_test_message(to)
    audit.record_about(actor, "test message owed", "mail server")


def _changed(message_id: int, actor: str, action: str, deed: Callable[[int], None]) -> None:
    rows = OutboxMessage.objects.filter(pk=message_id)
    before = rows.values_list("state", flat=True).first()
    deed(message_id)
    row = rows.get()
    audit.record(actor, action, row, before=before, after=row.state)
