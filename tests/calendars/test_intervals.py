"""Spans of time: merged, cut and asked, against the same done minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from calendars.intervals import Span, Taken, merged, overlap, widened, without

ZERO = datetime(2026, 12, 1, tzinfo=UTC)


def at(minute: int) -> datetime:
    return ZERO + timedelta(minutes=minute)


def minutes(spans: list[Span]) -> set[int]:
    return {
        minute
        for start, end in spans
        for minute in range(int((start - ZERO).total_seconds()) // 60, int((end - ZERO).total_seconds()) // 60)
    }  # fmt: skip


SPANS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(-3, 40)).map(lambda s: (at(s[0]), at(s[0] + s[1]))),
    max_size=12,
)


@given(spans=SPANS)
def test_merging_keeps_the_same_time_in_separate_spans_in_order(spans: list[Span]) -> None:
    found = merged(spans)
    assert minutes(found) == minutes(spans)
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(spans=SPANS, taken=SPANS)
def test_cutting_leaves_what_was_not_taken(spans: list[Span], taken: list[Span]) -> None:
    assert minutes(without(spans, taken)) == minutes(spans) - minutes(taken)


@given(spans=SPANS, asked=SPANS)
def test_taken_time_is_met_by_whoever_overlaps_it(spans: list[Span], asked: list[Span]) -> None:
    taken = Taken(spans)
    for span in asked:
        assert taken.meets(span) == any(overlap(span, other) for other in spans)


def test_buffers_widen_a_span_on_both_sides() -> None:
    wide = widened((at(30), at(60)), timedelta(minutes=5), timedelta(minutes=15))
    assert wide == (at(25), at(75))
