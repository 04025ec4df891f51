"""What can go wrong with sending mail, as one error that says whose fault it may be.

A mail server refuses single messages, and it refuses us: taking the one for the other would turn
every waiting message into a failure. So each answer is blamed on the message, on the server and our
settings, or on neither yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

SERVICE_CLOSING, TEMPORARY_LOGIN_FAILURE = 421, 454
TOO_LARGE = 552
LOGIN_CODES = (530, 534, 535, 538)
PERMANENT_FROM = 500
LONGEST_ANSWER = 300
# RFC 3463: bad mailbox, mailbox state, message too big, content; 5.1.7 and 5.1.8 mean the sender.
_ABOUT_THE_MESSAGE = re.compile(r"5\.(?:1\.(?![78]\b)\d+|2\.\d+|3\.4|6\.\d+)\b")
_ABOUT_THE_SENDER = re.compile(r"5\.1\.[78]\b")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class Blame(StrEnum):
    """What a failure says something about."""

    MESSAGE = "message"
    SERVER = "server"
    UNCLEAR = "unclear"


@dataclass(slots=True)
class MailError(Exception):
    """A message was not taken, or nobody said that it was.

    `code` and `answer` are the server's own (0 and empty: none came). `permanent`: the same again
    will be answered the same. `doubtful`: the message was handed over and may have been taken.
    SMTP names no time for a retry, so neither does this.
    """

    message: str
    blame: Blame
    code: int = 0
    answer: str = ""
    permanent: bool = False
    doubtful: bool = False

    def __str__(self) -> str:
        told = f": {self.code} {self.answer}".rstrip() if self.code else ""
        return f"{self.message}{told}"


def unreachable(message: str, *, code: int = 0, answer: bytes = b"") -> MailError:
    """Return the error of a server that we could not begin with: connection, TLS, login, sender."""
    return MailError(message, Blame.SERVER, code, one_line(answer), code >= PERMANENT_FROM)


def refused(code: int, answer: bytes) -> MailError:
    """Return what an answer other than yes means, to a recipient or to a message."""
    text = one_line(answer)
    permanent = code >= PERMANENT_FROM
    message = "The mail server refused it" if permanent else "The mail server asks us to wait"
    return MailError(message, _blame(code, text), code, text, permanent)


def one_line(answer: bytes) -> str:
    """Return a server's answer as one bounded line of text."""
    text = answer.decode("utf-8", "replace")
    return _CONTROL.sub(" ", text).strip()[:LONGEST_ANSWER]


def _blame(code: int, text: str) -> Blame:
    about_us = code in (SERVICE_CLOSING, TEMPORARY_LOGIN_FAILURE, *LOGIN_CODES)
    if about_us or _ABOUT_THE_SENDER.match(text):
        return Blame.SERVER
    if code < PERMANENT_FROM or code == TOO_LARGE or _ABOUT_THE_MESSAGE.match(text):
        return Blame.MESSAGE
    return Blame.UNCLEAR
