from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.rules.seating import ANYBODY, Seating
from orchestrator.rules.waitlist import Waiting, in_order, next_offers

ORGANIZATIONS = st.integers(0, 4)


@st.composite
def seatings(draw: st.DrawFn) -> Seating:
    capacity = draw(st.integers(2, 14))
    kept: dict[int, int] = {}
    for organization in draw(st.lists(st.integers(1, 4), unique=True)):
        kept[organization] = draw(st.integers(0, capacity - sum(kept.values())))
    return Seating(capacity, kept)


@given(seatings(), st.lists(ORGANIZATIONS, max_size=40))
def test_whoever_comes_in_whatever_order_no_limit_is_ever_passed(
    seating: Seating, arrivals: list[int]
) -> None:
    for organization in arrivals:
        if seating.free_for(organization):
            seating = seating.with_one_more(organization)
        assert seating.all_taken <= seating.capacity
        for other, kept in seating.kept.items():
            unused = max(0, kept - seating.taken.get(other, 0))
            assert seating.free_for(other) >= unused


@given(seatings(), st.lists(ORGANIZATIONS, max_size=40))
def test_offers_go_in_order_and_leave_no_seat_that_somebody_waiting_could_take(
    seating: Seating, arrivals: list[int]
) -> None:
    people = [Waiting(n, org, n % 3, n) for n, org in enumerate(arrivals, 1)]
    chosen = next_offers(people, seating)
    by_number = {one.registration: one for one in people}
    for number in chosen:
        assert seating.free_for(by_number[number].organization)
        seating = seating.with_one_more(by_number[number].organization)
    for one in people:
        if one.registration not in chosen:
            assert not seating.free_for(one.organization)
    assert [by_number[n] for n in chosen] == in_order(by_number[n] for n in chosen)


def test_released_seats_are_everybodys() -> None:
    assert Seating(14, kept={7: 14}).free_for(ANYBODY) == 0
    assert Seating(14).free_for(ANYBODY) == 14


def test_what_an_organization_takes_beyond_its_block_leaves_other_blocks_whole() -> None:
    seating = Seating(14, kept={7: 4, 8: 3}, taken={7: 6, 8: 1, ANYBODY: 2})
    assert seating.kept_unused == 2
    assert Seating(14).kept_unused == 0
