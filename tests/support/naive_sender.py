"""How many would do it: send all that is owed, then commit. The kills must show that it is wrong."""

from __future__ import annotations

from django.db import transaction

from calendars import clock
from jobs.tools import Tools
from orchestrator.models import OutboxMessage
from orchestrator.rules.outbox import MessageState
from orchestrator.services.letters.rendering import envelope
from orchestrator.services.letters.trial import write


@transaction.atomic
def send_all(tools: Tools) -> None:
    """Send every owed message in one transaction."""
    for message in OutboxMessage.objects.filter(state=MessageState.OWED).order_by("id"):
        tools.mail.send(envelope(write(message), message), to=message.recipient)
        message.state, message.sent_at = MessageState.SENT, clock.now()
        message.save()
