"""A letter becomes an e-mail: text and HTML, and the invitation as calendar programs expect it."""

from __future__ import annotations

import re
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string

from calendars import clock
from orchestrator.rules.address import parse_address
from orchestrator.services.language import said, spoken_now

if TYPE_CHECKING:
    from orchestrator.models import OutboxMessage
    from orchestrator.services.letters.letter import Invitation, Letter

LONGEST_SUBJECT = 200
LONGEST_NAME = 100
_NOT_IN_A_LINE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def envelope(letter: Letter, message: OutboxMessage) -> EmailMessage:
    """Return the e-mail of the letter, with the message's own Message-ID.

    Raises AddressError when the recipient is none.
    """
    company, letter = settings.COMPANY.company, told(letter)
    email = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    email["Subject"] = one_line(letter.subject, LONGEST_SUBJECT)
    email["From"] = _mailbox(company.name, company.sender)
    email["To"] = _mailbox(letter.addressee, message.recipient)
    email["Date"] = format_datetime(clock.now())
    email["Message-ID"] = message.message_id
    email["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe_url:
        email["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    context = {"letter": letter, "company": company, "LANGUAGE_CODE": spoken_now()}
    email.set_content(render_to_string("mail/letter.txt", context))
    email.add_alternative(render_to_string("mail/letter.html", context), subtype="html")
    if letter.invitation:
        _invite(email, letter.invitation)
    return email


def told(letter: Letter) -> Letter:
    """Return the letter with every text in the language that is spoken now."""
    action = letter.action and replace(letter.action, label=said(letter.action.label))
    return replace(
        letter,
        subject=said(letter.subject),
        greeting=said(letter.greeting),
        paragraphs=tuple(map(said, letter.paragraphs)),
        facts=tuple((said(label), said(value)) for label, value in letter.facts),
        action=action,
        closing=tuple(map(said, letter.closing)),
        footnotes=tuple(map(said, letter.footnotes)),
    )


def one_line(text: str, longest: int) -> str:
    """Return the text as one line without control characters, cut where it is too long."""
    line = _NOT_IN_A_LINE.sub(" ", text).strip()
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _mailbox(name: str, address: str) -> Address:
    found = parse_address(address)
    return Address(one_line(name, LONGEST_NAME), found.local, found.domain)


def _invite(email: EmailMessage, invitation: Invitation) -> None:
    """Add the invitation twice: as the part that programs act on, and as a file to open by hand."""
    method = str(invitation.method)
    text = invitation.content.decode("utf-8")
    email.add_alternative(text, subtype="calendar", params={"method": method})
    name = "cancelled.ics" if method == "CANCEL" else "invitation.ics"
    email.add_attachment(invitation.content, maintype="application", subtype="ics", filename=name)
