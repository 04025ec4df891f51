"""What a registration can be, and who can be registered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from orchestrator.rules.email_address import read_address
from orchestrator.rules.refusal import RuleBroken

if TYPE_CHECKING:
    from orchestrator.rules.email_address import EmailAddress

LONGEST_NAME = 129  # what Zoom takes: two names of 64 and a space
LONGEST_PRONOUNS = 40


class RegistrationState(StrEnum):
    """Where one person stands with one workshop."""

    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"  # a freed seat is held until the person answers or the time is over
    LAPSED = "lapsed"  # the offer was not answered in time
    CANCELLED = "cancelled"


LIVE_STATES = (
    RegistrationState.CONFIRMED,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
)
SEATED_STATES = (RegistrationState.CONFIRMED, RegistrationState.OFFERED)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be registered: texts on one line, an address that can be written to.

    `language` is the one they are written to in, empty the company's.
    """

    name: str
    email: EmailAddress
    pronouns: str = ""
    language: str = ""


def read_person(name: str, email: str, pronouns: str = "") -> Person:
    """Return the person as given; raises RuleBroken with what is wrong.

    Codes: `name_missing`, `name_too_long`, `pronouns_too_long`, `email_invalid`.
    """
    name, pronouns = " ".join(name.split()), " ".join(pronouns.split())
    if not name or not name.isprintable():
        raise RuleBroken("name_missing", "Please give the person's name.", allowed="any name")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(
            "name_too_long",
            "Zoom takes a name of at most {longest} characters.",
            allowed="at most {longest} characters",
            longest=LONGEST_NAME,
        )
    if len(pronouns) > LONGEST_PRONOUNS or not pronouns.isprintable():
        raise RuleBroken(
            "pronouns_too_long",
            "Please keep the pronouns to {longest} characters.",
            allowed="pronouns like she/her or they/them, or none",
            longest=LONGEST_PRONOUNS,
        )
    return Person(name, read_address(email), pronouns)
