"""Letters that tests owe: one that is plain, and whatever a test wants said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from orchestrator.models import OutboxMessage
from orchestrator.services import outbox
from orchestrator.services.letters.letter import Letter, Skip, Writer
from orchestrator.services.letters.writers import WRITERS

KIND = "letter-to-try"


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
    return outbox.owe(**(values | more))  # type: ignore[arg-type]  # as named by the test
