"""What people read about rooms and roles: on their own page, on the console, in the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orchestrator.rules.pairing.plan import Room, Round, Turn

    NameOf = Callable[[str], str]

FACILITATOR = "the facilitator"


def listed(names: Sequence[str]) -> str:
    """Return names as a person would say them.

    >>> listed(["Ada", "Bo", "Cy"])
    'Ada, Bo and Cy'
    """
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last


def room_number(room: Room) -> int:
    """Return the number in a room's name, by which Zoom and our tables are in one order."""
    return int(room.name.split()[-1])


def in_order(rooms: Sequence[Room]) -> list[Room]:
    """Return rooms in Zoom's order."""
    return sorted(rooms, key=room_number)


def who(room: Room, name_of: NameOf) -> str:
    """Return the people of a room, with the facilitator where one is alone."""
    return listed([*map(name_of, room.people), *([FACILITATOR] if room.facilitator else [])])


def said_of(turn: Turn, name_of: NameOf) -> str:
    """Return one turn as the facilitator reads it."""
    text = f"{_side(turn.responder, name_of)} takes the report from {_side(turn.reporter, name_of)}"
    return f"{text}; {_side(turn.observer, name_of)} watches" if turn.observer else text


def said_to(turn: Turn, person: str, name_of: NameOf) -> str:
    """Return one turn as one of the room's people reads it."""
    watching = f" {_side(turn.observer, name_of)} watches." if turn.observer else ""
    if person in turn.responder:
        other = _side(turn.reporter, name_of)
        follow_up = f"Then you follow up: {other} now plays the reported person."
        return f"You take the report from {other}. {follow_up}{watching}"
    if person in turn.reporter:
        other = _side(turn.responder, name_of)
        follow_up = f"Then you play the reported person while {other} follows up."
        return f"You report to {other}. {follow_up}{watching}"
    return (
        f"You watch {_side(turn.responder, name_of)} take the report from "
        f"{_side(turn.reporter, name_of)}. Afterwards, say what helped."
    )


def chat_text(each: Round, name_of: NameOf) -> str:
    """Return a round as text for the chat: rooms and who begins, nothing else."""
    lines = [f"Round {each.number}: please choose your room."]
    for room in in_order(each.rooms):
        begins = f" ({said_of(room.turns[0], name_of)})" if room.turns else ""
        lines.append(f"{room.name}: {who(room, name_of)}{begins}")
    return "\n".join(lines)


def _side(people: Sequence[str], name_of: NameOf) -> str:
    return listed([name_of(each) for each in people]) if people else FACILITATOR
