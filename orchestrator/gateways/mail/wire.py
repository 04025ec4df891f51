"""A message as the bytes that travel: CRLF, 7 bits, and no header broken by its length."""

from __future__ import annotations

from email.header import Header
from email.policy import SMTP, EmailPolicy
from typing import TYPE_CHECKING, Any

from orchestrator.gateways.mail.errors import Blame, MailError
from orchestrator.rules.address import Address, AddressError, parse_address

if TYPE_CHECKING:
    from email.message import EmailMessage

UNBROKEN = ("message-id", "list-unsubscribe", "list-unsubscribe-post")


class _Wire(EmailPolicy):
    """Writes long addresses of the machine whole: Python would break or encode them (RFC 8058)."""

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 -- the policy's own type
        """Return the header's line or lines."""
        if name.lower() in UNBROKEN:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        if self.utf8 or str(value).isascii():
            return super().fold_binary(name, value)
        return self._encoded(name, value).encode("ascii")

    def _encoded(self, name: str, value: Any) -> str:  # noqa: ANN401 -- as above
        """Return a header beyond ASCII in encoded words; the policy's own folds lose blanks."""
        mailboxes = getattr(value, "addresses", ())
        text = mailboxes[0].display_name if mailboxes else str(value)
        tail = f"{self.linesep} <{mailboxes[0].addr_spec}>" if mailboxes else ""
        words = Header(text, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {words}{tail}{self.linesep}"


def recipient(text: str) -> Address:
    """Return the address to hand a message to; raises MailError for what is none."""
    try:
        return parse_address(text)
    except AddressError as error:
        raise MailError(str(error), Blame.MESSAGE, permanent=True) from error


def to_bytes(message: EmailMessage, *, utf8: bool) -> bytes:
    """Return the whole message; `utf8` leaves headers as they are (SMTPUTF8, RFC 6532)."""
    return message.as_bytes(policy=_Wire(linesep=SMTP.linesep, cte_type="7bit", utf8=utf8))
