"""The letter that the owner sends to themselves, to see that mail works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from orchestrator.services.letters.letter import Action, Letter

if TYPE_CHECKING:
    from orchestrator.models import OutboxMessage

KIND = "test-message"
ARRIVED = (
    "this is the test message that you asked for. That you can read it means that our mail server "
    "took it and that yours delivered it."
)
WHERE = (
    "Please look where it arrived. If it was among the spam, the domain of our address may lack "
    "its SPF or DKIM record; the operations guide says more."
)


def write(_message: OutboxMessage) -> Letter:
    """Write the test message."""
    company = settings.COMPANY.company
    zone = company.timezone
    return Letter(
        subject=f"Mail from {company.name} works",
        greeting="Hello,",
        paragraphs=(ARRIVED, WHERE),
        facts=(("Sent from", company.sender), ("Times are shown in", zone)),
        action=Action("Open the outbox", f"{company.public_url}/office/outbox"),
    )
