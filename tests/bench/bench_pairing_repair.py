"""Repairs of 14-person plans: time, quality against solving anew, and how many people change."""

from __future__ import annotations

from dataclasses import replace
from time import process_time
from typing import TYPE_CHECKING

from bench_pairing import percentile, published

from orchestrator.rules.pairing.dice import Dice
from orchestrator.rules.pairing.events import Arrive, Forbid, Leave, LockRoom, Swap
from orchestrator.rules.pairing.instance import Person
from orchestrator.rules.pairing.plan import Status
from orchestrator.rules.pairing.repair import Situation, find_changes, repair
from orchestrator.rules.pairing.scale import CHANGES
from orchestrator.rules.pairing.solve import solve

if TYPE_CHECKING:
    from orchestrator.rules.pairing.events import Event
    from orchestrator.rules.pairing.instance import Instance
    from orchestrator.rules.pairing.plan import Plan


def _event(asked: Instance, plan: Plan, held: int, dice: Dice) -> Event:
    present = asked.present(held + 1)
    one, other = present[dice.below(len(present))], present[dice.below(len(present))]
    number = held + 1 + dice.below(asked.rounds - held)
    apart = [room for room in plan.rounds[number - 1].rooms if {one, other} & set(room.people)]
    options: list[Event] = [Leave(one), Arrive(Person("eve", org="org-1"))]
    if one != other:
        options += [LockRoom(number, (one, other)), Forbid(one, other)]
    if len(apart) > 1:
        options.append(Swap(number, one, other))
    return options[dice.below(len(options))]


def _time_repairs(count: int = 150) -> list[str]:
    """Repair plans of 14 people after single and double events; compare with solving anew."""
    dice = Dice(2026, "repairs")
    fourteen = [asked for asked in published() if len(asked.people) == 14]
    plans = [(asked, solve(asked)) for asked in fourteen]
    times, changed, anew, worse = [], 0, 0, 0
    for _ in range(count):
        asked, plan = plans[dice.below(len(plans))]
        held = dice.below(asked.rounds)
        situation = Situation(asked, plan, held)
        events = [_event(asked, plan, held, dice) for _ in range(1 + dice.below(2))]
        if len({type(each) for each in events}) < len(events):
            events = events[:1]
        start = process_time()
        mended = repair(situation, events)
        times.append(process_time() - start)
        if mended.plan.status is Status.OK:
            fresh = solve(replace(mended.instance, previous=()))
            changed += len(mended.changes)
            anew += len(find_changes(situation, fresh, mended.instance, events))
            quality = [tier.value for tier in mended.plan.tiers if tier.tier != CHANGES]
            worse += quality > [tier.value for tier in fresh.tiers]
    return [
        (
            f"repair of 14 people, {count} events: median {percentile(times, 0.5):.3f} s, 99 % "
            f"{percentile(times, 0.99):.3f} s (promised: under 0.5 s); quality behind solving "
            f"anew {worse} times; {changed} changes against {anew}"
        )
    ]


if __name__ == "__main__":
    print(*_time_repairs(), sep="\n")
