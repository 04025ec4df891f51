"""What people read about rooms and roles: on their own page, on the console, in the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.rules.sentence import Joined, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orchestrator.rules.pairing.plan import Room, Round, Turn
    from orchestrator.rules.sentence import Spoken

    NameOf = Callable[[str], str]

FACILITATOR = Sentence("the facilitator")


def listed(names: Sequence[str]) -> str:
    """Return names as a person would say them.

    >>> listed(["Ada", "Bo", "Cy"])
    'Ada, Bo and Cy'
    """
    *first, last = names or [""]
    return Sentence("{names} and {last}", names=Joined(first, ", "), last=last) if first else last


def room_number(room: Room) -> int:
    """Return the number in a room's name, by which Zoom and our tables are in one order."""
    return int(room.name.split()[-1])


def in_order(rooms: Sequence[Room]) -> list[Room]:
    """Return rooms in Zoom's order."""
    return sorted(rooms, key=room_number)


def who(room: Room, name_of: NameOf) -> str:
    """Return the people of a room, with the facilitator where one is alone."""
    return listed([*map(name_of, room.people), *([FACILITATOR] if room.facilitator else [])])


def said_of(turn: Turn, name_of: NameOf) -> Spoken:
    """Return one turn as the facilitator reads it."""
    sides = _sides(turn, name_of)
    if turn.observer:
        return Sentence("{responder} takes the report from {reporter}; {observer} watches", **sides)
    return Sentence("{responder} takes the report from {reporter}", **sides)


def said_to(turn: Turn, person: str, name_of: NameOf) -> Spoken:
    """Return one turn as one of the room's people reads it."""
    sides = _sides(turn, name_of)
    watching = [Sentence("{observer} watches.", **sides)] if turn.observer else []
    if person in turn.responder:
        parts = (
            Sentence("You take the report from {reporter}.", **sides),
            Sentence("Then you follow up: {reporter} now plays the reported person.", **sides),
        )
        return Joined([*parts, *watching])
    if person in turn.reporter:
        parts = (
            Sentence("You report to {responder}.", **sides),
            Sentence("Then you play the reported person while {responder} follows up.", **sides),
        )
        return Joined([*parts, *watching])
    return Sentence(
        "You watch {responder} take the report from {reporter}. Afterwards, say what helped.",
        **sides,
    )


def chat_text(each: Round, name_of: NameOf) -> Spoken:
    """Return a round as text for the chat: rooms and who begins, nothing else."""
    lines: list[str] = [Sentence("Round {number}: please choose your room.", number=each.number)]
    for room in in_order(each.rooms):
        line: list[str] = [f"{room.name}: ", who(room, name_of)]
        if room.turns:
            line += [" (", said_of(room.turns[0], name_of), ")"]
        lines.append(Joined(line, ""))
    return Joined(lines, "\n")


def _sides(turn: Turn, name_of: NameOf) -> dict[str, str]:
    return {
        "responder": _side(turn.responder, name_of),
        "reporter": _side(turn.reporter, name_of),
        "observer": _side(turn.observer, name_of),
    }


def _side(people: Sequence[str], name_of: NameOf) -> str:
    return listed([name_of(each) for each in people]) if people else FACILITATOR
