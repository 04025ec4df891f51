"""Bounds by counting heads: more colleagues than rooms must share some, odd ones out must mix."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from orchestrator.rules.pairing.instance import OrgMode, Tier

if TYPE_CHECKING:
    from orchestrator.rules.pairing.case import Case, OpenRound


def least(case: Case, tier: str) -> int:
    """Return what a tier costs at least in the open rounds beside their locked rooms.

    Every bound here holds whatever the other tiers cost.
    """
    if tier == Tier.EXPERIENCE:
        new = {person.id for person in case.instance.people if person.experience == 0}
        return sum(
            max(0, sum(case.ids[i] in new for i in _attendees(case, each)) - _rooms(each))
            for each in case.rounds
        )
    if tier == Tier.ORG and case.instance.org_mode is not OrgMode.IGNORE:
        count = _mixing if case.instance.org_mode is OrgMode.MIX else _keeping
        return sum(count(case, each) for each in case.rounds)
    return 0


def least_without_repeats(case: Case) -> int:
    """Return how many mixed pairs there are at least when organizations keep and nobody repeats.

    Colleagues run out: an organization of four has six pairs, however many rounds there are.
    """
    meetings = sum(_meetings(case, each) for each in case.rounds)
    trios = sum(len(each.free) % 2 for each in case.rounds)
    members: dict[str, list[int]] = {}
    for person, org in enumerate(case.orgs):
        if org is not None:
            members.setdefault(org, []).append(person)
    inside = 0
    for colleagues in members.values():
        fresh = sum(
            case.allowed(*pair) and pair not in case.met for pair in combinations(colleagues, 2)
        )
        here = set(colleagues)
        seats = sum(len(here.intersection(each.free)) // 2 for each in case.rounds)
        inside += min(fresh, seats + 2 * trios)
    return max(0, meetings - inside)


def _meetings(case: Case, around: OpenRound) -> int:
    """Return how many pairs of attendees meet in a round: a trio makes three."""
    odd = len(around.free) % 2
    return _rooms(around) + 2 * odd - (case.facilitator in around.free)


def _attendees(case: Case, around: OpenRound) -> list[int]:
    return [person for person in around.free if person != case.facilitator]


def _rooms(around: OpenRound) -> int:
    return len(around.free) // 2


def _mixing(case: Case, around: OpenRound) -> int:
    """Each room can take one colleague of a kind for free; every further one makes a pair."""
    sizes = Counter(case.orgs[i] for i in _attendees(case, around) if case.orgs[i] is not None)
    return sum(max(0, size - _rooms(around)) for size in sizes.values())


def _keeping(case: Case, around: OpenRound) -> int:
    """Whoever is left over from an odd number of colleagues meets somebody else's."""
    people = _attendees(case, around)
    sizes = Counter(case.orgs[i] for i in people if case.orgs[i] is not None)
    alone = sum(case.orgs[i] is None for i in people)
    over = alone + sum(size % 2 for size in sizes.values())
    return max(0, over - len(people) % 2 + 1) // 2
