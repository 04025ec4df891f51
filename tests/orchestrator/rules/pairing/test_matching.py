from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.rules.pairing import matching
from orchestrator.rules.pairing.trios import find_trio
from orchestrator.rules.pairing.witness import find_witness

graphs = st.integers(1, 9).flatmap(
    lambda size: st.tuples(
        st.just(size), st.sets(st.sampled_from(list(combinations(range(max(2, size)), 2))))
    )
)


def nearby(size: int, edges: set[tuple[int, int]]) -> list[list[int]]:
    return [
        [b for b in range(size) if (min(a, b), max(a, b)) in edges and a != b] for a in range(size)
    ]


def most_pairs(near: list[list[int]], left: tuple[int, ...]) -> int:
    if not left:
        return 0
    first, *rest = left
    best = most_pairs(near, tuple(rest))
    for other in rest:
        if other in near[first]:
            best = max(best, 1 + most_pairs(near, tuple(x for x in rest if x != other)))
    return best


@settings(max_examples=300, deadline=None)
@given(graph=graphs)
def test_blossoms_find_a_largest_matching(graph: tuple[int, set[tuple[int, int]]]) -> None:
    near = nearby(*graph)

    mate = matching.largest_matching(near)

    assert all(other < 0 or (mate[other] == i and other in near[i]) for i, other in enumerate(mate))
    assert sum(other >= 0 for other in mate) == 2 * most_pairs(near, tuple(range(len(near))))


@settings(max_examples=200, deadline=None)
@given(graph=graphs)
def test_those_who_can_be_left_over_are_exactly_found(
    graph: tuple[int, set[tuple[int, int]]],
) -> None:
    near = nearby(*graph)
    everybody = tuple(range(len(near)))

    found = matching.avoidable(near, matching.largest_matching(near))

    most = most_pairs(near, everybody)
    assert found == [
        most_pairs(near, tuple(x for x in everybody if x != person)) == most for person in everybody
    ]


@settings(max_examples=300, deadline=None)
@given(graph=graphs)
def test_a_witness_exists_exactly_when_too_many_stay_over(
    graph: tuple[int, set[tuple[int, int]]],
) -> None:
    near = nearby(*graph)
    spare = len(near) % 2

    witness = find_witness(near, spare)

    over = len(near) - 2 * most_pairs(near, tuple(range(len(near))))
    assert (witness is not None) == (over > spare)
    if witness:
        assert len(witness.groups) == len(witness.hubs) + spare + 1
        for group in witness.groups:
            assert len(group) % 2
            around = {other for each in group for other in near[each]}
            assert around <= {*group, *witness.hubs}


def test_a_large_trio_is_found_wherever_it_hides() -> None:
    sizes = 21
    edges = {(i, i + 1) for i in range(0, sizes - 1, 2)} | {(i, i + 1) for i in range(1, 20, 2)}
    path = nearby(sizes, edges)
    with_triangle = nearby(sizes, edges | {(6, 8)})

    assert find_trio(path) is None
    assert find_trio(with_triangle) == (6, 7, 8)


def test_a_trio_is_found_when_nobody_can_simply_join_a_matched_pair() -> None:
    ties = {(0, 2), (0, 6), (0, 7), (0, 8), (1, 5), (1, 7), (2, 4), (3, 6), (3, 7), (4, 8)}
    edges = ties | {(5, 6), (5, 8), (6, 8)} | {(i, i + 1) for i in range(9, 17, 2)}

    assert find_trio(nearby(17, edges)) == (0, 6, 8)
