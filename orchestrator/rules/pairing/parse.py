"""Reading pairing-instance/1: the one border where an instance is checked; inside it is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from orchestrator.rules.pairing import instance as values
from orchestrator.rules.pairing.fields import CODE, Field, listed
from orchestrator.rules.pairing.instance import Instance, Lock, Person, RoundRooms, TurnsDone
from orchestrator.rules.refusal import RuleBroken

Choice = TypeVar("Choice", bound=StrEnum)

_KEYS = (
    *("format", "id", "title", "people", "rounds", "odd_mode", "never", "avoid", "history"),
    *("must_share", "org_mode", "locks", "frozen", "past_roles", "previous", "roles", "objective"),
)
_PERSON_KEYS = ["id", "org", "experience", "languages", "modes", "from_round", "to_round"]
_LARGEST_ROOM = 3


def read_instance(document: object) -> Instance:
    """Return the instance in a decoded pairing-instance/1 document.

    Raises RuleBroken (`pairing.format`) with a sentence that names the place and what would be
    right.
    """
    if not isinstance(document, dict):
        raise RuleBroken(
            CODE, 'The file must hold one object with "format": "{format}".', format=values.FORMAT
        )
    top = Field(document, "").object(_KEYS)
    found = top.get("format", Field(None, "format"))
    if found.value != values.FORMAT:
        found.refuse(f'"{values.FORMAT}"')
    rounds = _required(top, "rounds").whole(1, values.MAX_ROUNDS)
    people = _people(_required(top, "people"), rounds)
    reader = _Reader(top, frozenset(person.id for person in people), rounds)
    roles = top.get("roles", Field({}, "roles")).object(("format", "coverage"))
    return Instance(
        id=top["id"].text() if "id" in top else "workshop",
        title=top["title"].text() if _given(top, "title") else "",
        people=people,
        rounds=rounds,
        odd_mode=_choice(top, "odd_mode", values.OddMode.TRIO),
        never=reader.never(),
        avoid=reader.weighted("avoid"),
        history=reader.weighted("history"),
        must_share=_must_share(top),
        org_mode=_choice(top, "org_mode", values.OrgMode.MIX),
        locks=reader.locks(),
        frozen=reader.held("frozen"),
        past_roles=reader.past_roles(),
        previous=reader.held("previous", strangers=True),
        role_format=_choice(roles, "format", values.RoleFormat.ONE_WAY),
        coverage=_choice(roles, "coverage", values.Coverage.REQUIRED),
        objective=_objective(top),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the parts that name people and rounds."""

    top: dict[str, Field]
    known: frozenset[str]
    rounds: int

    def person(self, field: Field) -> str:
        found = field.text()
        if found not in self.known:
            field.refuse("the id of somebody in people")
        return found

    def round(self, fields: dict[str, Field], place: Field) -> int:
        if "round" not in fields:
            place.refuse('an object with "round"')
        return fields["round"].whole(1, self.rounds)

    def pair(self, fields: list[Field], place: Field) -> tuple[str, str]:
        first, second = self.person(fields[0]), self.person(fields[1])
        if first == second:
            place.refuse("about two different people")
        return first, second

    def never(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            self.pair(each.items(2, "a list of two ids"), each)
            for each in listed(self.top, "never")
        )

    def weighted(self, key: str) -> tuple[tuple[str, str, int], ...]:
        found = []
        for each in listed(self.top, key):
            fields = each.items(3, "a list of two ids and a whole number")
            first, second = self.pair(fields[:2], each)
            found.append((first, second, fields[2].whole(0, 1_000_000)))
        return tuple(found)

    def locks(self) -> tuple[Lock, ...]:
        found: list[Lock] = []
        for each in listed(self.top, "locks"):
            fields = each.object(("round", "people"))
            number = self.round(fields, each)
            people = tuple(self.person(one) for one in listed(fields, "people"))
            if not 1 <= len(people) == len(set(people)) <= _LARGEST_ROOM:
                each.refuse("a room of one (with the facilitator), two or three different people")
            found.append(Lock(number, people))
        return tuple(found)

    def held(self, key: str, *, strangers: bool = False) -> tuple[RoundRooms, ...]:
        """Read rounds with rooms; `strangers` may name people who are no longer on the list."""
        found: dict[int, RoundRooms] = {}
        for each in listed(self.top, key):
            fields = each.object(("round", "rooms"))
            number = self.round(fields, each)
            if number in found:
                each.refuse(f"the only entry for round {number}")
            rooms = tuple(
                tuple(one.text() if strangers else self.person(one) for one in room.items())
                for room in listed(fields, "rooms")
            )
            seated = [person for room in rooms for person in room]
            if len(seated) != len(set(seated)) or not all(rooms):
                each.refuse("rooms that are not empty and seat nobody twice")
            found[number] = RoundRooms(number, rooms)
        return tuple(found[number] for number in sorted(found))

    def past_roles(self) -> tuple[tuple[str, TurnsDone], ...]:
        if not _given(self.top, "past_roles"):
            return ()
        found = []
        for person, each in self.top["past_roles"].object().items():
            self.person(Field(person, each.path))
            counts = each.items(3, "three counts: responder, reporter, observer")
            found.append((person, TurnsDone(*(count.whole(0) for count in counts))))
        return tuple(found)


def _given(fields: dict[str, Field], key: str) -> bool:
    return key in fields and fields[key].value not in (None, "")


def _required(fields: dict[str, Field], key: str) -> Field:
    if key not in fields:
        raise RuleBroken(CODE, 'The file has no "{key}".', allowed="{key}", key=key)
    return fields[key]


def _choice(fields: dict[str, Field], key: str, default: Choice) -> Choice:
    return fields[key].choice(type(default)) if _given(fields, key) else default


def _objective(top: dict[str, Field]) -> tuple[values.Tier, ...]:
    if not _given(top, "objective"):
        return values.ALL_TIERS
    tiers = tuple(each.choice(values.Tier) for each in listed(top, "objective"))
    if len(tiers) != len(set(tiers)):
        top["objective"].refuse("a list that names each tier once")
    return tiers


def _must_share(top: dict[str, Field]) -> tuple[values.Attribute, ...]:
    return tuple(each.choice(values.Attribute) for each in listed(top, "must_share"))


def _people(field: Field, rounds: int) -> tuple[Person, ...]:
    entries = field.items(what="a list of people")
    if not 1 <= len(entries) <= values.MAX_PEOPLE:
        raise RuleBroken(
            CODE,
            "people must name 1 to {most} people, not {found}.",
            allowed="1 to {most} people",
            most=values.MAX_PEOPLE,
            found=len(entries),
        )
    people: dict[str, Person] = {}
    for each in entries:
        person = _person(each, rounds)
        if person.id in people:
            each.refuse(f'a person with an id of their own; "{person.id}" stands there twice')
        people[person.id] = person
    return tuple(people.values())


def _person(field: Field, rounds: int) -> Person:
    fields = field.object(_PERSON_KEYS)
    if "id" not in fields:
        field.refuse('a person with an "id"')
    first = fields["from_round"].whole(1) if _given(fields, "from_round") else 1
    last = fields["to_round"].whole(0) if _given(fields, "to_round") else rounds
    return Person(
        id=fields["id"].text(),
        org=fields["org"].text() if _given(fields, "org") else None,
        experience=fields["experience"].whole(0) if _given(fields, "experience") else None,
        languages=_spoken(fields, "languages", ("en",)),
        modes=_spoken(fields, "modes", ("voice", "text")),
        from_round=first,
        to_round=min(last, rounds),
    )


def _spoken(fields: dict[str, Field], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    if not _given(fields, key):
        return default
    return tuple(each.text() for each in fields[key].items())
