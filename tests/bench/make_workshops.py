"""Write the published set of 60 realistic workshops: `python tests/bench/make_workshops.py FILE`.

8-14 people and 2-8 rounds, odd and even, trio and facilitator, late and leaving people,
exclusions, avoidances, earlier workshops, one to seven organizations, a second language.
The dice are seeded: the same file comes out on every machine.
"""

from __future__ import annotations

import json
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

from orchestrator.rules.pairing.dice import Dice

COUNT = 60
_NAMES = (
    "ada",
    "bo",
    "cy",
    "dee",
    "eli",
    "fay",
    "gus",
    "hal",
    "ida",
    "jon",
    "kai",
    "lea",
    "max",
    "nia",
)


def workshop(number: int) -> dict[str, Any]:
    """Return workshop `number` (0..59) as a pairing-instance/1 document."""
    dice = Dice(2026, "workshop", number)
    heads = 8 + number % 7
    rounds = 2 + (number // 7 + number) % 7
    names = _NAMES[:heads]
    pairs = list(combinations(names, 2))
    picked = list(range(len(pairs)))
    dice.shuffle(picked)
    chosen = iter([pairs[i] for i in picked])
    organizations = 1 + dice.below(7)
    people = [_person(name, organizations, rounds, dice) for name in names]
    return {
        "format": "pairing-instance/1",
        "id": f"workshop-{number + 1:02}",
        "people": people,
        "rounds": rounds,
        "odd_mode": ("trio", "facilitator")[dice.below(2)],
        "never": [list(next(chosen)) for _ in range(dice.below(4))],
        "avoid": [[*next(chosen), 1 + dice.below(3)] for _ in range(dice.below(3))],
        "history": [[*next(chosen), 1 + dice.below(2)] for _ in range(2 * dice.below(4))],
        "must_share": ["languages"] if number % 5 == 4 else [],
        "org_mode": ("mix", "mix", "mix", "keep", "ignore")[dice.below(5)],
        "roles": {"format": ("one-way", "swap")[dice.below(2)], "coverage": "required"},
        "objective": ["repeat", "avoid", "history", "org", "experience"],
    }


def _person(name: str, organizations: int, rounds: int, dice: Dice) -> dict[str, Any]:
    person: dict[str, Any] = {"id": name, "org": f"org-{1 + dice.below(organizations)}"}
    person["experience"] = (0, 0, 1, 2)[dice.below(4)]
    person["languages"] = (["en"], ["en"], ["en", "es"], ["en", "es"])[dice.below(4)]
    late = dice.below(12)
    if late == 0:
        person["from_round"] = 2
    elif late == 1 and rounds > 2:
        person["to_round"] = rounds - 1
    return person


def main() -> None:
    """Write all of them, one workshop per line."""
    lines = ",\n".join(json.dumps(workshop(number)) for number in range(COUNT))
    Path(sys.argv[1]).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
