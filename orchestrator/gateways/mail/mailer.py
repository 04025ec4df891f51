"""What the house asks of whoever takes its mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from email.message import EmailMessage


class Mailer(Protocol):
    """Takes messages one at a time; used by one thread at a time."""

    def send(self, message: EmailMessage, *, to: str) -> str:
        """Hand one message over for one recipient; return the last answer. Raises MailError.

        When this returns, the message is somebody else's duty.
        """
        ...

    def close(self) -> None:
        """Let go of what is kept open between two messages; the next one opens it anew."""
        ...
