"""What is asked of the pairing engine: people, rounds, hard rules and soft goals as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FORMAT = "pairing-instance/1"
MAX_PEOPLE = 2000
MAX_ROUNDS = 60


class OddMode(StrEnum):
    """What happens in a round whose head-count is odd."""

    TRIO = "trio"
    FACILITATOR = "facilitator"


class OrgMode(StrEnum):
    """What the `org` tier counts: same-organization pairs, mixed pairs, or nothing."""

    MIX = "mix"
    KEEP = "keep"
    IGNORE = "ignore"


class RoleFormat(StrEnum):
    """How many turns a room takes: one, one per member, or none are written at all."""

    ONE_WAY = "one-way"
    SWAP = "swap"
    NONE = "none"


class Coverage(StrEnum):
    """Whether everybody must play every role, or only what is lacking is reported."""

    REQUIRED = "required"
    REPORT = "report"


class Attribute(StrEnum):
    """What room-mates can be asked to share a value of."""

    LANGUAGES = "languages"
    MODES = "modes"


class Tier(StrEnum):
    """A soft goal; the instance orders them, the first difference decides."""

    REPEAT = "repeat"
    AVOID = "avoid"
    HISTORY = "history"
    ORG = "org"
    EXPERIENCE = "experience"


ALL_TIERS = tuple(Tier)


@dataclass(frozen=True, slots=True)
class Person:
    """One attendee, present from `from_round` to `to_round`, both included, counted from 1.

    `experience` 0 means new to the subject; None means unknown and never counts as new.
    """

    id: str
    org: str | None = None
    experience: int | None = None
    languages: tuple[str, ...] = ("en",)
    modes: tuple[str, ...] = ("voice", "text")
    from_round: int = 1
    to_round: int | None = None

    def is_present(self, number: int) -> bool:
        """Say whether the person attends round `number`.

        >>> Person("ana", from_round=2).is_present(1)
        False
        """
        return self.from_round <= number and (self.to_round is None or number <= self.to_round)


@dataclass(frozen=True, slots=True)
class Lock:
    """A room that must exist in a round; one person alone means a room with the facilitator."""

    round: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundRooms:
    """The rooms of a round that was held (`frozen`) or announced (`previous`)."""

    round: int
    rooms: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TurnsDone:
    """How often a person was responder, reporter and observer in rounds already held."""

    responder: int = 0
    reporter: int = 0
    observer: int = 0


@dataclass(frozen=True, slots=True)
class Instance:
    """One workshop to be paired. Ids are unique; every rule names known people (see `parse`)."""

    id: str
    people: tuple[Person, ...]
    rounds: int
    title: str = ""
    odd_mode: OddMode = OddMode.TRIO
    never: tuple[tuple[str, str], ...] = ()
    avoid: tuple[tuple[str, str, int], ...] = ()
    history: tuple[tuple[str, str, int], ...] = ()
    must_share: tuple[Attribute, ...] = ()
    org_mode: OrgMode = OrgMode.MIX
    locks: tuple[Lock, ...] = ()
    frozen: tuple[RoundRooms, ...] = ()
    past_roles: tuple[tuple[str, TurnsDone], ...] = ()
    previous: tuple[RoundRooms, ...] = ()
    role_format: RoleFormat = RoleFormat.ONE_WAY
    coverage: Coverage = Coverage.REQUIRED
    objective: tuple[Tier, ...] = ALL_TIERS

    def present(self, number: int) -> tuple[str, ...]:
        """Return the ids of the people who attend round `number`, in the order of `people`."""
        return tuple(person.id for person in self.people if person.is_present(number))
