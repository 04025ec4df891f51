"""A plan for people: a readable table, Zoom's room CSV, and a page to print.

None of them says who must not meet, nor why; conflicts are for the facilitator's eyes.
"""

from __future__ import annotations

import csv
from html import escape
from io import StringIO
from typing import TYPE_CHECKING

from orchestrator.rules.pairing.explain import listed
from orchestrator.rules.pairing.plan import Status
from orchestrator.rules.refusal import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.rules.pairing.plan import Plan, Room, TierResult, Turn

ZOOM_HEADER = ("Pre-assign Room Name", "Email Address")
_FACILITATOR = "the facilitator"
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
th, td { border: 1px solid #767676; padding: .35rem .6rem; text-align: left; vertical-align: top; }
section { break-inside: avoid; }
"""


def as_table(plan: Plan, title: str = "") -> str:
    """Return the plan as text: rounds, rooms, turns, and what is proven about it."""
    if plan.status is Status.INFEASIBLE:
        lines = [f"No plan is possible for {title or plan.instance}."]
        return "\n".join([*lines, *(f"- {each.text}" for each in plan.conflicts)]) + "\n"
    rows = [
        (str(each.number), room.name, _people(room), describe_turns(room))
        for each in plan.rounds
        for room in each.rooms
    ]
    lines = [title or plan.instance, "", *_aligned([("Round", "Room", "People", "Turns"), *rows])]
    lines += ["", *(_tier(each) for each in plan.tiers)]
    lines += [f"{person} has no turn as {role} in the rounds left" for person, role in plan.lacking]
    return "\n".join(lines) + "\n"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _tier(tier: TierResult) -> str:
    if tier.proven:
        return f"{tier.tier}: {tier.value}, proven optimal ({tier.method})"
    return f"{tier.tier}: {tier.value}, best found (no plan gets below {tier.bound})"


def _people(room: Room) -> str:
    return listed([*room.people, *([_FACILITATOR] if room.facilitator else [])])


def describe_turns(room: Room) -> str:
    """Return who responds to whom in a room, turn by turn."""
    return "; ".join(_turn(turn) for turn in room.turns)


def _turn(turn: Turn) -> str:
    responder = listed(turn.responder or (_FACILITATOR,))
    reporter = listed(turn.reporter or (_FACILITATOR,))
    watching = f" ({listed(turn.observer)} observing)" if turn.observer else ""
    return f"{responder} responds to {reporter}{watching}"


def as_zoom_csv(plan: Plan, emails: Mapping[str, str], number: int = 1) -> str:
    """Return the rooms of one round as Zoom imports them; `emails` maps ids to addresses.

    Zoom keeps one set of rooms per meeting, so this is one round. Raises RuleBroken
    (`pairing.zoom`) for a round that is not in the plan or a person without an address.
    """
    found = next((each for each in plan.rounds if each.number == number), None)
    if found is None:
        raise RuleBroken("pairing.zoom", "The plan has no rooms for round {number}.", number=number)
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(ZOOM_HEADER)
    for room in found.rooms:
        for person in room.people:
            if person not in emails:
                raise RuleBroken(
                    "pairing.zoom",
                    "Zoom's room CSV needs an e-mail address for everybody; {person} has none.",
                    allowed="a roster with a column e-mail, or e-mail addresses as ids",
                    person=person,
                )
            writer.writerow((room.name, emails[person]))
    return text.getvalue()


def as_page(plan: Plan, title: str = "") -> str:
    """Return a page to print or to show: one table per round, names escaped."""
    name = escape(title or plan.instance)
    rounds = "".join(
        f'<section><h2>Round {each.number}</h2><table><thead><tr><th scope="col">Room</th>'
        '<th scope="col">People</th><th scope="col">Turns</th></tr></thead><tbody>'
        + "".join(_row(room) for room in each.rooms)
        + "</tbody></table></section>"
        for each in plan.rounds
    )
    if plan.status is Status.INFEASIBLE:
        rounds = "<p>There is no plan yet.</p>"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{name}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{name}</h1>{rounds}</main></body></html>\n"
    )


def _row(room: Room) -> str:
    return (
        f'<tr><th scope="row">{escape(room.name)}</th><td>{escape(_people(room))}</td>'
        f"<td>{escape(describe_turns(room))}</td></tr>"
    )
