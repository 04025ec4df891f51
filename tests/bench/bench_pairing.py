"""Pairing, measured: `python tests/bench/bench_pairing.py` (about a minute).

The first table compares, on the same 60 published workshops and on one of 50 and one of 1,000
people: random rooms (what Zoom does), the circle method, exact rounds without search, and ours.
Sums over all instances; processor time. The second table gives the times and proofs that are
promised. Everything but the times is the same on every machine.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from orchestrator.rules.pairing import search
from orchestrator.rules.pairing.board import Board
from orchestrator.rules.pairing.case import make_case
from orchestrator.rules.pairing.dice import Dice
from orchestrator.rules.pairing.explain import forbidden_pairs
from orchestrator.rules.pairing.instance import (
    Attribute,
    Instance,
    OddMode,
    OrgMode,
    Person,
    RoleFormat,
)
from orchestrator.rules.pairing.parse import read_instance
from orchestrator.rules.pairing.plan import Plan
from orchestrator.rules.pairing.solve import solve
from orchestrator.rules.pairing.writeup import write_up

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Rooms = list[tuple[str, ...]]
    Turn = tuple[str, str]

_DATA = Path(__file__).parents[1] / "orchestrator/rules/pairing/data/workshops.json"
_FACILITATOR = "<facilitator>"


@dataclass(slots=True)
class Score:
    """What a method's plans cost, summed."""

    repeats: int = 0
    forbidden: int = 0
    colleagues: int = 0
    missing: int = 0
    seconds: float = 0.0


def published() -> list[Instance]:
    """Return the 60 published workshops."""
    return [read_instance(each) for each in json.loads(_DATA.read_text(encoding="utf-8"))]


def drawn(heads: int, rounds: int, number: int, odd_mode: OddMode = OddMode.TRIO) -> Instance:
    """Return a made-up instance with every option, the same on every machine."""
    dice = Dice(2026, "bench", heads, rounds, number)
    people = tuple(
        Person(
            f"p{i}",
            org=f"org-{dice.below(1 + heads // 3)}",
            experience=dice.below(3),
            languages=(("en",), ("en", "es"), ("en", "es"), ("en", "fr"))[dice.below(4)],
            from_round=2 if dice.below(20) == 0 and rounds > 1 else 1,
            to_round=rounds - 1 if dice.below(20) == 0 and rounds > 1 else rounds,
        )
        for i in range(heads)
    )

    def pair() -> tuple[str, str]:
        first = dice.below(heads)
        return f"p{first}", f"p{(first + 1 + dice.below(heads - 1)) % heads}"

    return Instance(
        f"drawn-{heads}-{rounds}-{number}",
        people,
        rounds,
        odd_mode=odd_mode,
        never=tuple(pair() for _ in range(heads // 8)),
        avoid=tuple((*pair(), 1 + dice.below(3)) for _ in range(heads // 5)),
        history=tuple((*pair(), 1 + dice.below(2)) for _ in range(heads // 3)),
        must_share=(Attribute.LANGUAGES,),
    )


def _cut(asked: Instance, row: Sequence[str]) -> Rooms:
    """Cut a row of people into rooms of two; an odd one joins a room or gets the facilitator."""
    rooms: Rooms = [tuple(row[i : i + 2]) for i in range(0, len(row) - 1, 2)]
    if len(row) % 2:
        if asked.odd_mode is OddMode.TRIO and rooms:
            rooms[-1] = (*rooms[-1], row[-1])
        else:
            rooms.append((row[-1],))
    return rooms


def at_random(asked: Instance) -> list[Rooms]:
    """Return random rooms, as Zoom makes them."""
    dice = Dice(1, asked.id)
    plan = []
    for number in range(1, asked.rounds + 1):
        present = asked.present(number)
        order = list(range(len(present)))
        dice.shuffle(order)
        plan.append(_cut(asked, [present[i] for i in order]))
    return plan


def in_a_circle(asked: Instance) -> list[Rooms]:
    """Return the round-robin that facilitators know, on the people who are present."""
    plan = []
    for number in range(1, asked.rounds + 1):
        first, *others = asked.present(number)
        turn = (number - 1) % max(1, len(others))
        row = [first, *others[turn:], *others[:turn]]
        half = len(row) // 2
        folded = [each for pair in zip(row[:half], row[::-1][:half], strict=True) for each in pair]
        plan.append(_cut(asked, folded + ([row[half]] if len(row) % 2 else [])))
    return plan


def without_search(asked: Instance) -> Plan:
    """Return exact rounds one after another, nothing undone."""
    case = make_case(asked)
    board = Board(case)
    search.fill(board, search.make_noise(Dice(0, "bench")))
    return write_up(case, board, ())


def _taking_turns(plan: list[Rooms]) -> list[Turn]:
    """Let the first of each room respond in odd rounds and report in even ones."""
    turns = []
    for number, rooms in enumerate(plan, 1):
        for room in rooms:
            pair = (room[0], room[1] if len(room) > 1 else _FACILITATOR)
            turns.append(pair if number % 2 else pair[::-1])
    return turns


def _turns(plan: Plan) -> list[Turn]:
    return [
        ((turn.responder or (_FACILITATOR,))[0], (turn.reporter or (_FACILITATOR,))[0])
        for each in plan.rounds
        for room in each.rooms
        for turn in room.turns
    ]


def _add(score: Score, asked: Instance, plan: list[Rooms], turns: list[Turn]) -> None:
    forbidden = forbidden_pairs(asked)
    orgs = {person.id: person.org for person in asked.people}
    met: dict[frozenset[str], int] = {}
    for rooms in plan:
        for room in rooms:
            seats = room if len(room) > 1 else (*room, _FACILITATOR)
            for pair in map(frozenset, combinations(seats, 2)):
                score.repeats += met.get(pair, 0)
                met[pair] = met.get(pair, 0) + 1
                score.forbidden += pair in forbidden
                one, other = (orgs.get(each) for each in pair)
                score.colleagues += one is not None and one == other
    attending = {each for number in range(1, asked.rounds + 1) for each in asked.present(number)}
    for side in range(2):
        score.missing += len(attending - {turn[side] for turn in turns})


def compare(instances: Sequence[Instance]) -> dict[str, Score]:
    """Return each method's score on the same instances, one-way turns."""
    simple: dict[str, Callable[[Instance], list[Rooms]]] = {
        "random rooms": at_random,
        "circle method": in_a_circle,
    }
    clever: dict[str, Callable[[Instance], Plan]] = {"ours": solve}
    if max(len(asked.people) for asked in instances) <= 14:
        clever = {"exact rounds, no search": without_search, "ours": solve}
    scores = {name: Score() for name in (*simple, *clever)}
    for instance in instances:
        asked = replace(instance, role_format=RoleFormat.ONE_WAY)
        for name, method in simple.items():
            start = process_time()
            rooms = method(asked)
            scores[name].seconds += process_time() - start
            _add(scores[name], asked, rooms, _taking_turns(rooms))
        for name, plan_for in clever.items():
            start = process_time()
            plan = plan_for(asked)
            scores[name].seconds += process_time() - start
            rooms = [[room.people for room in each.rooms] for each in plan.rounds]
            _add(scores[name], asked, rooms, _turns(plan))
    return scores


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def _time_small() -> list[str]:
    times = []
    for heads in range(2, 17):
        for rounds in range(1, 9):
            for number, odd_mode in enumerate(OddMode):
                start = process_time()
                solve(drawn(heads, rounds, number, odd_mode))
                times.append(process_time() - start)
    lines = [
        (
            f"n 2-16, 1-8 rounds, all options, {len(times)} plans: median "
            f"{percentile(times, 0.5):.3f} s, 99 % {percentile(times, 0.99):.3f} s, most "
            f"{max(times):.3f} s (promised: 99 % under 0.3 s)"
        )
    ]
    for heads, promised in ((50, 1), (1000, 3)):
        times, repeats = [], 0
        for number, org_mode in enumerate(OrgMode):
            asked = replace(drawn(heads, 8, number), org_mode=org_mode)
            start = process_time()
            plan = solve(asked)
            times.append(process_time() - start)
            repeats += plan.tiers[0].value
        shown = ", ".join(f"{each:.2f} s" for each in times)
        lines.append(
            f"n {heads:,}, 8 rounds, all options: {shown} (mix, keep, ignore; promised: under "
            f"{promised} s), {repeats} repeats"
        )
    return lines


def main() -> None:
    """Print the comparison, then the promised figures."""
    head = ("repeats", "forbidden", "colleagues", "missing roles", "seconds")
    print(f"{'':32}" + "".join(f"{each:>15}" for each in head))
    for title, instances in (
        ("60 workshops of 8-14", published()),
        ("one of 50", [drawn(50, 8, 0)]),
        ("one of 1,000", [drawn(1000, 8, 0)]),
    ):
        print(title)
        for name, score in compare(instances).items():
            figures = (score.repeats, score.forbidden, score.colleagues, score.missing)
            cells = "".join(f"{each:>15,}" for each in figures)
            print(f"  {name:30}{cells}{score.seconds:>15.2f}")
    print()
    proven = sum(solve(asked).proven for asked in published())
    print(*_time_small(), sep="\n")
    print(f"published workshops proven optimal: {proven} of 60 (promised: 48)")


if __name__ == "__main__":
    main()
