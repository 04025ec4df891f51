"""A second opinion on plans, written from the format's text and not from the engine."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st

from orchestrator.rules.pairing.instance import (
    Coverage,
    Instance,
    Lock,
    OddMode,
    OrgMode,
    Person,
    RoleFormat,
    Tier,
)
from orchestrator.rules.pairing.parse import read_instance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from orchestrator.rules.pairing.plan import Conflict, Plan, Room, Round

FACILITATOR = "<facilitator>"


class Judge:
    """Prices a plan and lists what is wrong with it."""

    def costs(self, asked: Instance, rounds: Sequence[Sequence[tuple[str, ...]]]) -> list[int]:
        """Return the value of each tier; one person alone is with the facilitator."""
        people = {person.id: person for person in asked.people}
        met = self.meetings(rounds)
        total = dict.fromkeys(Tier, 0)
        total[Tier.REPEAT] = sum(times * (times - 1) // 2 for times in met.values())
        for tier, weights in ((Tier.AVOID, asked.avoid), (Tier.HISTORY, asked.history)):
            for first, second, weight in weights:
                total[tier] += weight * met.get(frozenset((first, second)), 0)
        between = [(pair, times) for pair, times in met.items() if FACILITATOR not in pair]
        for pair, times in between:
            one, other = (people[each] for each in pair)
            same = one.org is not None and one.org == other.org
            if asked.org_mode is not OrgMode.IGNORE:
                total[Tier.ORG] += times * (same is (asked.org_mode is OrgMode.MIX))
            total[Tier.EXPERIENCE] += times * (one.experience == 0 == other.experience)
        return [total[tier] for tier in asked.objective]

    def meetings(self, rounds: Sequence[Sequence[tuple[str, ...]]]) -> Counter[frozenset[str]]:
        seats = [
            room if len(room) > 1 else (*room, FACILITATOR) for rooms in rounds for room in rooms
        ]
        return Counter(frozenset(pair) for room in seats for pair in combinations(room, 2))

    def may_meet(self, asked: Instance, first: str, second: str) -> bool:
        people = {person.id: person for person in asked.people}
        one, other = people[first], people[second]
        return {first, second} not in [set(pair) for pair in asked.never] and all(
            set(getattr(one, attribute)) & set(getattr(other, attribute))
            for attribute in asked.must_share
        )

    def seatings(self, asked: Instance, number: int) -> Iterator[tuple[tuple[str, ...], ...]]:
        """Yield every lawful way to seat a round."""
        present = asked.present(number)
        locks = {frozenset(lock.people) for lock in asked.locks if lock.round == number}
        for rooms in _split(present):
            sizes = sorted(map(len, rooms))
            odd = {OddMode.TRIO: 3, OddMode.FACILITATOR: 1}[asked.odd_mode]
            wanted = [2] * (len(present) // 2)
            if len(present) % 2:
                wanted = [*wanted[:-1], 3] if odd == 3 else [1, *wanted]
            if sizes != sorted(wanted) or (len(present) == 1 and odd == 3):
                continue
            if not locks <= {frozenset(room) for room in rooms}:
                continue
            if all(self.may_meet(asked, *pair) for room in rooms for pair in combinations(room, 2)):
                yield rooms

    def best(self, asked: Instance) -> list[int] | None:
        """Return the least costs of all plans, by trying every one; None when there is none."""
        rounds = [list(self.seatings(asked, number)) for number in range(1, asked.rounds + 1)]
        plans = product(*rounds)
        return min((self.costs(asked, plan) for plan in plans), default=None)

    def faults(self, asked: Instance, plan: Plan) -> list[str]:
        """Return what is wrong with a plan; rounds already held are only compared."""
        found = []
        if [each.number for each in plan.rounds] != list(range(1, asked.rounds + 1)):
            found.append("rounds are missing")
        held = {each.round: each.rooms for each in asked.frozen}
        for each in plan.rounds:
            if each.number not in held:
                found += self._round_faults(asked, each)
            elif [room.people for room in each.rooms] != [r for r in held[each.number] if r]:
                found.append(f"round {each.number} was held and is changed")
        claimed = [tier.value for tier in plan.tiers if isinstance(tier.tier, Tier)]
        rooms = [[room.people for room in each.rooms] for each in plan.rounds]
        if claimed != self.costs(asked, rooms):
            found.append(f"claims {claimed}, costs {self.costs(asked, rooms)}")
        if asked.role_format is not RoleFormat.NONE and asked.coverage is Coverage.REQUIRED:
            found += self._role_faults(asked, plan)
        return found

    def _round_faults(self, asked: Instance, each: Round) -> list[str]:
        found = []
        present = sorted(asked.present(each.number))
        seated = sorted(person for room in each.rooms for person in room.people)
        if seated != present:
            found.append(f"round {each.number} seats {seated}, present are {present}")
        names = [room.name for room in each.rooms]
        if len(set(names)) != len(names):
            found.append(f"round {each.number} uses a name twice")
        return found + self._room_faults(asked, each.number, each.rooms, len(present))

    def witness_faults(self, asked: Instance, conflict: Conflict) -> list[str]:
        """Return why a witness proves nothing; one without groups is not checked here."""
        if not conflict.groups:
            return []
        present = asked.present(conflict.round)
        named = [*conflict.hubs, *(each for group in conflict.groups for each in group)]
        found = [] if len(set(named)) == len(named) else ["names somebody twice"]
        found += [f"{group} is even" for group in conflict.groups if len(group) % 2 == 0]
        if len(conflict.groups) - len(conflict.hubs) <= len(present) % 2:
            found.append("has too few groups")
        rooms = [lock.people for lock in asked.locks if lock.round == conflict.round]
        for group in conflict.groups:
            for person in group:
                outside = set(present) - set(group) - set(conflict.hubs)
                found += [
                    f"{person} may meet {other}"
                    for other in outside
                    if self.may_meet(asked, person, other)
                    and all((person in room) is (other in room) for room in rooms)
                ]
        return found

    def _room_faults(
        self, asked: Instance, number: int, rooms: tuple[Room, ...], heads: int
    ) -> list[str]:
        found = []
        trios = [room for room in rooms if len(room.people) == 3]
        helped = [room for room in rooms if room.facilitator]
        if len(trios) != (heads % 2 and asked.odd_mode is OddMode.TRIO):
            found.append(f"round {number} has {len(trios)} trios for {heads} people")
        if len(helped) != (heads % 2 and asked.odd_mode is OddMode.FACILITATOR):
            found.append(f"round {number} calls the facilitator {len(helped)} times")
        for room in rooms:
            if not 2 <= len(room.people) + room.facilitator <= 3:
                found.append(f"{room.people} is no room")
            found += [
                f"round {number} seats {pair} together"
                for pair in combinations(room.people, 2)
                if not self.may_meet(asked, *pair)
            ]
        have = {frozenset(room.people) for room in rooms}
        found += [
            f"round {number} lacks the locked room {lock.people}"
            for lock in asked.locks
            if lock.round == number and frozenset(lock.people) not in have
        ]
        return found

    def _role_faults(self, asked: Instance, plan: Plan) -> list[str]:
        responders = {person for person, turns in asked.past_roles if turns.responder}
        reporters = {person for person, turns in asked.past_roles if turns.reporter}
        held = {each.round for each in asked.frozen}
        found = []
        for each in plan.rounds:
            for room in each.rooms:
                for turn in room.turns:
                    responders.update(turn.responder)
                    reporters.update(turn.reporter)
                    played = sorted((*turn.responder, *turn.reporter, *turn.observer))
                    sides = bool(turn.responder) + bool(turn.reporter) + room.facilitator
                    if played != sorted(room.people) or sides != 2:
                        found.append(f"{turn} does not fit {room.people}")
        open_rounds = set(range(1, asked.rounds + 1)) - held
        attending = {each for number in open_rounds for each in asked.present(number)}
        found += [f"{each} never responds" for each in sorted(attending - responders)]
        found += [f"{each} never reports" for each in sorted(attending - reporters)]
        return found


def _split(people: Sequence[str]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Yield every partition into rooms of one, two or three with at most one odd room."""
    if not people:
        yield ()
        return
    first, rest = people[0], people[1:]
    for size in (0, 1, 2):
        for mates in combinations(rest, size):
            left = [each for each in rest if each not in mates]
            if len(people) % 2 == 0 and size != 1:
                continue
            for rooms in _split(left):
                yield ((first, *mates), *rooms)


@st.composite
def attendees(draw: st.DrawFn, heads: int, rounds: int) -> tuple[Person, ...]:
    """Draw people of up to four organizations, some late, some leaving, not all of one language."""
    organizations = draw(st.integers(1, 4))
    person = st.tuples(
        st.integers(1, organizations),
        st.sampled_from([None, 0, 0, 1]),
        st.sampled_from([("en",), ("en", "es"), ("en", "es"), ("es",)]),
        st.sampled_from([0, 0, 0, 0, 0, 0, 1, 2]),
    )
    drawn = draw(st.lists(person, min_size=heads, max_size=heads))
    return tuple(
        Person(
            f"p{i}",
            org=f"org{org}",
            experience=experience,
            languages=languages,
            from_round=2 if away == 1 and rounds > 1 else 1,
            to_round=rounds - 1 if away == 2 and rounds > 1 else rounds,
        )
        for i, (org, experience, languages, away) in enumerate(drawn)
    )


@st.composite
def workshops(
    draw: st.DrawFn, most_people: int = 8, most_rounds: int = 3, least_people: int = 2
) -> Instance:
    """Draw an instance with all options; it may be impossible."""
    heads = draw(st.integers(least_people, most_people))
    rounds = draw(st.integers(1, most_rounds))
    people = draw(attendees(heads, rounds))
    ids = [person.id for person in people]
    pair = st.permutations(ids).map(lambda order: (order[0], order[1]))
    weighted = st.tuples(pair, st.integers(1, 3)).map(lambda each: (*each[0], each[1]))
    few = max(1, heads // 3)
    lock = draw(st.sampled_from([None, None, None, draw(pair)]))
    return Instance(
        id="drawn",
        people=people,
        rounds=rounds,
        odd_mode=draw(st.sampled_from(OddMode)),
        never=tuple(draw(st.lists(pair, max_size=few))),
        avoid=tuple(draw(st.lists(weighted, max_size=few))),
        history=tuple(draw(st.lists(weighted, max_size=few))),
        must_share=("languages",) if draw(st.integers(0, 3)) == 0 else (),  # type: ignore[arg-type]
        org_mode=draw(st.sampled_from(OrgMode)),
        locks=(Lock(1, lock),) if lock else (),
        role_format=draw(st.sampled_from(RoleFormat)),
        coverage=Coverage.REQUIRED,
        objective=tuple(draw(st.permutations(list(Tier)))) if draw(st.booleans()) else tuple(Tier),
    )


@pytest.fixture(scope="session")
def judge() -> Judge:
    return Judge()


@pytest.fixture(scope="session")
def drawn_workshops() -> Callable[..., st.SearchStrategy[Instance]]:
    return workshops


@pytest.fixture(scope="session")
def published() -> list[Instance]:
    text = (Path(__file__).parent / "data" / "workshops.json").read_text(encoding="utf-8")
    return [read_instance(each) for each in json.loads(text)]
