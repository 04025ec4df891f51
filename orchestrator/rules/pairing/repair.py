"""A plan mended during the workshop: held rounds stay, few people change, all is explained.

Quality comes first and stability next (a plan that is not proven best is held against one made
anew, and the better is taken), except in rounds already announced: there the number of
people who change is brought to its proven minimum before anything else. The texts may name people
who must not meet; they are for the facilitator alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from orchestrator.rules.pairing.events import Arrive, Forbid, Leave, LockRoom, Swap, after_events
from orchestrator.rules.pairing.explain import listed
from orchestrator.rules.pairing.plan import Status
from orchestrator.rules.pairing.scale import CHANGES
from orchestrator.rules.pairing.solve import solve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.rules.pairing.events import Event
    from orchestrator.rules.pairing.instance import Instance
    from orchestrator.rules.pairing.plan import Plan, Room, Round, TierResult

THE_FACILITATOR = "the facilitator"


@dataclass(frozen=True, slots=True)
class Change:
    """A person meets other people in a round than they were told; empty: is not in the round."""

    round: int
    person: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """The mended plan, the instance it answers, and what changes for whom.

    `changes` names everybody who is still there; whoever left or has just arrived changes anyway.
    """

    instance: Instance
    plan: Plan
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What is to be repaired: `held` rounds are over, the rounds `announced` are known to all."""

    instance: Instance
    plan: Plan
    held: int
    announced: frozenset[int] = frozenset()


def repair(situation: Situation, events: Sequence[Event], seed: int = 0) -> Repair:
    """Return the plan after the events; its status says whether there is one.

    Raises RuleBroken (`pairing.repair`) for events about people or rounds that are not there.
    """
    asked = after_events(situation.instance, situation.plan, situation.held, events)
    plan = solve(asked, seed, situation.announced, hurried=True)
    if plan.status is Status.INFEASIBLE:
        return Repair(asked, plan, ())
    if not situation.announced and not all(tier.proven for tier in _goals(plan)):
        fresh = solve(replace(asked, previous=()), seed, hurried=True)
        plan = min(plan, fresh, key=lambda each: [tier.value for tier in _goals(each)])
    return Repair(asked, plan, find_changes(situation, plan, asked, events))


def _goals(plan: Plan) -> tuple[TierResult, ...]:
    """Return the tiers that say how good a plan is, apart from how little it changes."""
    return tuple(tier for tier in plan.tiers if tier.tier != CHANGES)


def find_changes(
    situation: Situation, plan: Plan, asked: Instance, events: Sequence[Event]
) -> tuple[Change, ...]:
    """Return what changes from the plan people know to the new one, round by round."""
    owed = _owed(asked, situation.held)
    changes = []
    for old, new in zip(
        situation.plan.rounds[situation.held :], plan.rounds[situation.held :], strict=True
    ):
        before, after = _mates(old), _mates(new)
        why = _Reasons(new.number, before, after, events)
        for person, mates in after.items():
            if person in before and set(before[person]) != set(mates):
                text = _text(new.number, person, (before[person], mates), why.of(person), owed)
                changes.append(Change(new.number, person, before[person], mates, text))
    return tuple(changes)


def _mates(each: Round) -> dict[str, tuple[str, ...]]:
    return {person: _others(room, person) for room in each.rooms for person in room.people}


def _others(room: Room, person: str) -> tuple[str, ...]:
    helper = (THE_FACILITATOR,) if room.facilitator else ()
    return (*(each for each in room.people if each != person), *helper)


def _owed(asked: Instance, held: int) -> dict[str, list[str]]:
    """Return the roles that people who are still there have not played in the rounds held."""
    done = dict(asked.past_roles)
    owed = {}
    for person in asked.people:
        stays = any(person.is_present(n) for n in range(held + 1, asked.rounds + 1))
        turns = done.get(person.id)
        lacks = [
            role for role in ("responder", "reporter") if turns is None or not getattr(turns, role)
        ]
        if stays and lacks and held:
            owed[person.id] = lacks
    return owed


def _text(
    number: int,
    person: str,
    mates: tuple[tuple[str, ...], tuple[str, ...]],
    reason: str,
    owed: Mapping[str, Sequence[str]],
) -> str:
    before, after = mates
    text = f"Round {number}: {person} meets {listed(after)} instead of {listed(before)}, {reason}"
    due = [f"{listed(owed[each])} for {each}" for each in (person, *after) if each in owed]
    return f"{text}; still owed: {', '.join(due)}." if due else f"{text}."


class _Reasons:
    """Why somebody changes: the event that touches them, or the neighbour who passes it on."""

    def __init__(
        self,
        number: int,
        before: Mapping[str, tuple[str, ...]],
        after: Mapping[str, tuple[str, ...]],
        events: Sequence[Event],
    ) -> None:
        self.number = number
        self.before = before
        self.after = after
        self.gone = {each.person for each in events if isinstance(each, Leave)}
        self.new = {each.person.id for each in events if isinstance(each, Arrive)}
        self.apart = [{each.first, each.second} for each in events if isinstance(each, Forbid)]
        self.asked_for = [
            each.people if isinstance(each, LockRoom) else (each.first, each.second)
            for each in events
            if isinstance(each, (LockRoom, Swap)) and each.round == number
        ]

    def of(self, person: str) -> str:
        """Return the reason as the end of a sentence."""
        return self._direct(person) or self._passed_on(person) or "so that the other goals are met"

    def _direct(self, person: str) -> str:
        before, after = self.before[person], self.after[person]
        left = [each for each in before if each in self.gone]
        if left:
            return f"because {listed(left)} left"
        if any({person, each} in self.apart for each in before):
            return "because the two may not meet any more"
        wish = next((people for people in self.asked_for if person in people), None)
        if wish:
            return f"because you moved {listed(wish)}"
        came = [each for each in after if each in self.new]
        return f"because {listed(came)} arrived" if came else ""

    def _passed_on(self, person: str) -> str:
        """Name a new partner who was left without theirs, or an old one who is needed elsewhere."""
        for mate in self.after[person]:
            left = [each for each in self.before.get(mate, ()) if each in self.gone]
            if left:
                return f"because {mate} was left without a partner when {listed(left)} left"
        moved = [each for each in self.before[person] if each in self.after]
        moved = [each for each in moved if each not in self.after[person]]
        if moved:
            return f"because {moved[0]} now meets {listed(self.after[moved[0]])}"
        return ""
