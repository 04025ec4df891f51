"""Half-open spans of time, `[start, end)` in UTC, and their algebra: neighbours touch freely."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Span = tuple[datetime, datetime]


def overlap(one: Span, other: Span) -> bool:
    """Say whether two spans share an instant; a span without length shares none.

    >>> from datetime import UTC
    >>> nine, ten, eleven = (datetime(2026, 12, 1, hour, tzinfo=UTC) for hour in (9, 10, 11))
    >>> overlap((nine, ten), (ten, eleven)), overlap((nine, eleven), (ten, eleven))
    (False, True)
    """
    return max(one[0], other[0]) < min(one[1], other[1])


def widened(span: Span, before: timedelta, after: timedelta) -> Span:
    """Return the span with its buffers."""
    return span[0] - before, span[1] + after


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the same time in as few spans as possible, in order; empty spans are dropped."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            if end > found[-1][1]:
                found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Return what is left of `spans` when the time in `taken` is cut out, merged and in order."""
    gone = merged(taken)
    ends = [end for _, end in gone]
    left: list[Span] = []
    for start, end in merged(spans):
        free_from = start
        for cut_start, cut_end in gone[bisect_right(ends, start) :]:
            if cut_start >= end:
                break
            if cut_start > free_from:
                left.append((free_from, cut_start))
            free_from = cut_end
        if free_from < end:
            left.append((free_from, end))
    return left


class Taken:
    """Time that is taken, merged once, so that each question costs a binary search."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """Merge the spans; cost n log n."""
        self.spans: Sequence[Span] = merged(spans)
        self._starts = [start for start, _ in self.spans]

    def meets(self, span: Span) -> bool:
        """Say whether a part of `span` is taken."""
        before = bisect_left(self._starts, span[1])
        return before > 0 and self.spans[before - 1][1] > span[0] and span[0] < span[1]
