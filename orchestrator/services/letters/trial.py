"""The letter that the owner sends to themselves, to see that mail works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from orchestrator.rules.sentence import Sentence
from orchestrator.services.letters import wording
from orchestrator.services.letters.letter import Action, Letter

if TYPE_CHECKING:
    from orchestrator.models import OutboxMessage

KIND = "test-message"
ARRIVED = Sentence(
    "this is the test message that you asked for. That you can read it means that our mail "
    "server took it and that yours delivered it."
)
WHERE = Sentence(
    "Please look where it arrived. If it was among the spam, the domain of our address may lack "
    "its SPF or DKIM record; the operations guide says more."
)


def write(_message: OutboxMessage) -> Letter:
    """Write the test message."""
    company = settings.COMPANY.company
    zone = company.timezone
    return Letter(
        subject=Sentence("Mail from {name} works", name=company.name),
        greeting=wording.greeting(""),
        paragraphs=(ARRIVED, WHERE),
        facts=((Sentence("Sent from"), company.sender), (Sentence("Times are shown in"), zone)),
        action=Action(
            Sentence("Open the outbox"),
            f"{company.public_url}/office/outbox",
        ),
    )
