"""A letter before it is an e-mail: what it says, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from orchestrator.models import OutboxMessage


class Method(StrEnum):
    """What an invitation asks of the calendar that gets it (RFC 5546, 3.2)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Invitation:
    """The bytes of an iCalendar file, and the method that stands inside it."""

    content: bytes
    method: Method = Method.REQUEST


@dataclass(frozen=True, slots=True)
class Action:
    """The one thing that the letter asks for: a button's label, and its https address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told; plain text everywhere, one paragraph a string.

    `facts` are pairs of a label and a value. `closing` comes before our name, `footnotes` small
    below it. `addressee` is the person's name for the To line. With an `unsubscribe_url` mail
    programs show a button that posts to it (RFC 8058): it must take a POST without a session.
    """

    subject: str
    greeting: str
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    action: Action | None = None
    closing: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    addressee: str = ""
    invitation: Invitation | None = None
    unsubscribe_url: str | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """The writer's word that the letter is moot; `reason` is a sentence for the owner."""

    reason: str


Writer = Callable[[OutboxMessage], Letter | Skip]
