"""What the calendars elsewhere say together, from our rows only: busy, and not known."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.models import CalendarSource
from orchestrator.services.sources import opening

if TYPE_CHECKING:
    from calendars.intervals import Span
    from orchestrator.calendar_settings import CalendarSettings

NARROW = ("name", "described", "read_at", "window_start", "window_end", "version")
_parsed: dict[str, tuple[int, int, tuple[Span, ...]]] = {}  # by name: row, version, spans


@dataclass(frozen=True, slots=True)
class Outside:
    """What is known of a window: half-open UTC spans, sorted, cut to it.

    `unsure` are spans that some calendar says nothing reliable about, with that calendar's name:
    they are not offered.
    """

    busy: tuple[Span, ...]
    unsure: tuple[tuple[Span, str], ...]


def outside_busy(window: Span) -> Outside:
    """Return what all calendars elsewhere say about the window, without asking any of them."""
    busy: list[Span] = []
    unsure: list[tuple[Span, str]] = []
    sources = opening.configured()
    rows = CalendarSource.objects.filter(name__in=[one.name for one in sources])
    known = {row.name: row for row in rows.only(*NARROW)} if sources else {}
    for source in sources:
        row = known.get(source.name)
        if row is None or row.described != opening.described(source):
            unsure.append((window, source.name))
            continue
        unsure += [(span, source.name) for span in _unknown(source, row, window)]
        busy += _inside(_spans(row), window)
    return Outside(tuple(sorted(busy)), tuple(sorted(unsure)))


def read_since(moment: datetime) -> bool:
    """Say whether every calendar elsewhere had a good read after that moment (UTC)."""
    names = [one.name for one in opening.configured()]
    fresh = CalendarSource.objects.filter(name__in=names, read_at__gt=moment)
    return fresh.count() == len(names)


def is_stale(source: CalendarSettings, row: CalendarSource) -> bool:
    """Say whether the last good read is too old to be relied on."""
    limit = timedelta(minutes=source.stale_after_minutes)
    return row.read_at is None or clock.now() - row.read_at > limit


def _unknown(source: CalendarSettings, row: CalendarSource, window: Span) -> list[Span]:
    start, end = row.window_start, row.window_end
    if is_stale(source, row) or start is None or end is None:
        return [window]
    before = window[0], min(start, window[1])
    after = max(end, window[0]), window[1]
    return [span for span in (before, after) if span[0] < span[1]]


def _spans(row: CalendarSource) -> tuple[Span, ...]:
    """Return the row's busy spans; they are made into times once per process and version."""
    kept = _parsed.get(row.name)
    if kept is None or kept[:2] != (row.pk, row.version):
        told = CalendarSource.objects.filter(pk=row.pk).values_list("version", "busy").get()
        spans = tuple((_moment(start), _moment(end)) for start, end in told[1])
        kept = _parsed[row.name] = (row.pk, told[0], spans)
    return kept[2]


def _inside(spans: tuple[Span, ...], window: Span) -> list[Span]:
    last = bisect_left(spans, (window[1], window[1]))
    return [
        (max(start, window[0]), min(end, window[1]))
        for start, end in spans[:last]
        if end > window[0]
    ]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
