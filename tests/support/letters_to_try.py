"""Letters that tests owe: one that is plain, and whatever a test wants said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from orchestrator.models import OutboxMessage
from orchestrator.services.letters.letter import Action, Letter, Skip, Writer
from orchestrator.services.letters.writers import WRITERS
from orchestrator.services.mail import outbox

KIND = "letter-to-try"
FULL = Letter(
    subject="You are registered: incident response workshop, 9 December",
    greeting="Dear Zoë,",
    paragraphs=(
        "you have a seat in the workshop below. We look forward to meeting you.",
        "The join link is your own, and it opens 15 minutes before the start. Please do not pass it on.",
    ),
    facts=(
        ("Workshop", "Code of Conduct incident response workshop"),
        ("When", "Wednesday 9 December 2026, 5:00 am – 9:00 am PST"),
        ("Where", "Online, with Zoom"),
    ),
    action=Action("Join the workshop", "https://workshops.example.org/join/" + "t" * 43),
    closing=("You cannot come? Please give your seat back, somebody may be waiting for it.",),
    footnotes=("You get this mail because you registered on 22 November 2026.",),
    addressee="Zoë O’Hara",
    unsubscribe_url="https://workshops.example.org/unsubscribe/" + "u" * 90,
)


def plain(message: OutboxMessage) -> Letter | Skip:
    """Say which cause the letter is for."""
    return Letter(subject=f"About {message.cause}", greeting="Hello,", paragraphs=("It is so.",))


@contextmanager
def written_by(writer: Writer = plain, kind: str = KIND) -> Iterator[None]:
    """Let a kind of message be written so inside the block."""
    WRITERS[kind] = writer
    try:
        yield
    finally:
        del WRITERS[kind]


def owe(number: int = 1, **more: object) -> OutboxMessage:
    """Owe the person of that number one message; the cause has the number too."""
    values = {"cause": f"test:{number}", "kind": KIND, "recipient": f"p{number}@example.org"}
    return outbox.owe(**(values | more))
