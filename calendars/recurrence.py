"""A series laid out inside a window: rules, further and left-out dates, moved occurrences.

The only importer of recurring_ical_events. What it reads by the letters is made plain before it
gets there (`recurrence_rule.py`), and what it would free by mistake is kept as busy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from recurring_ical_events import CalendarQuery, ComponentsWithName, EventAdapter, Occurrence

from calendars import ical_reading
from calendars.outside_event import utc
from calendars.recurrence_rule import forwarded, several_times_a_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calendars.outside_event import Moment, OutsideEvent

SLACK = timedelta(days=2)
MOST_OCCURRENCES = 20_000


@dataclass(frozen=True, slots=True)
class Happening:
    """One occurrence: the event it comes from, and its own start and end (exclusive)."""

    event: OutsideEvent
    start: Moment
    end: Moment


class _Adapter(EventAdapter):  # type: ignore[misc]  # the library's classes are untyped
    """An event that knows its place in the series."""

    @property
    def place(self) -> int:
        """Return the place that `ical_reading.series` wrote down."""
        return int(self._component["X-PLACE"])


class _Placed(Occurrence):  # type: ignore[misc]  # the library's classes are untyped
    """An occurrence that knows which event it comes from."""

    def __init__(
        self,
        adapter: _Adapter,
        start: Moment | None = None,
        end: Moment | None = None,
        sequence: int = -1,
    ) -> None:
        super().__init__(adapter, start, end, sequence)
        self.place = adapter.place


def happenings(
    events: Sequence[OutsideEvent], window: tuple[datetime, datetime]
) -> Iterator[Happening]:
    """Yield the occurrences of the events of one UID that may touch the window.

    Raises ValueError when they cannot be laid out.
    """
    for series in _series(events):
        if len(series) == 1 and not series[0].repeats:
            event = series[0]
            yield Happening(event, event.start, _end(event, event.start, event.end))
        else:
            yield from _laid_out(series, window)


def _series(events: Sequence[OutsideEvent]) -> list[list[OutsideEvent]]:
    """Return the series that share this UID; of equally new events each is one of its own.

    The library takes an hour in UTC for the same hour on the local clock; where a day has several
    occurrences it could leave out the wrong one, so there nothing is left out.
    """
    own = [event for event in events if event.replaces is None]
    changed = [event for event in events if event.replaces is not None]
    newest = max((event.sequence for event in own), default=0)
    kept = [event for event in own if event.sequence == newest]
    if any(map(_has_several_a_day, kept)):
        return [[replace(event, less=(), replaces=None)] for event in kept + changed]
    return [kept[:1] + changed, *([other] for other in kept[1:])]


def _laid_out(series: list[OutsideEvent], window: tuple[datetime, datetime]) -> Iterator[Happening]:
    series = [_plain(event, series[0]) for event in series]
    series[0] = _forward(series, window[0])
    query = CalendarQuery(
        ical_reading.series(series),
        components=[ComponentsWithName("VEVENT", adapter=_Adapter, occurrence=_Placed)],
    )
    begin, end = window[0] - SLACK, window[1] + SLACK
    found = [one for line in query.series for one in line.between(begin, end)]
    if len(found) > MOST_OCCURRENCES:
        raise ValueError(f"it has more than {MOST_OCCURRENCES} occurrences")
    for one in found:
        event = series[one.place]
        yield Happening(event, one.start, _end(event, one.start, one.end))


def _plain(event: OutsideEvent, first: OutsideEvent) -> OutsideEvent:
    """Return the event with the changed occurrence named by a day or a time, as the series does."""
    if event.replaces is None:
        return event
    named = event.replaces
    if isinstance(first.start, datetime) and not isinstance(named, datetime):
        named = datetime.combine(named, first.start.timetz())
    elif isinstance(named, datetime) and not isinstance(first.start, datetime):
        named = named.date()
    return replace(event, replaces=named)


def _has_several_a_day(event: OutsideEvent) -> bool:
    if any(map(several_times_a_day, event.rules)):
        return True
    starts = [more[0] if isinstance(more, tuple) else more for more in event.more]
    if not isinstance(event.start, datetime):
        return False
    zone = event.start.tzinfo
    times = {one.astimezone(zone).time() for one in starts if isinstance(one, datetime)}
    return bool(times - {event.start.time()})


def _forward(series: list[OutsideEvent], begins: datetime) -> OutsideEvent:
    """Return the series' own event, begun not long before the window where that is the same."""
    event = series[0]
    if event.replaces is not None or any(one.and_future for one in series) or len(event.rules) != 1:
        return event
    length: timedelta = event.end - event.start  # type: ignore[operator]  # both are of one kind
    start = forwarded(event.rules[0], event.start, (begins - length - 10 * SLACK).date())
    return replace(event, start=start, end=start + length)


def _end(event: OutsideEvent, start: Moment, end: Moment) -> date | datetime:
    """Return the end: by the clock on the wall or by elapsed time, whichever is later.

    They differ only where the clocks change in between; calendars do not agree on which is meant.
    """
    first, last = event.start, event.end
    if not (
        isinstance(start, datetime)
        and isinstance(end, datetime)
        and isinstance(first, datetime)
        and isinstance(last, datetime)
    ):
        return end
    zone = start.tzinfo or UTC
    first, last = first.astimezone(zone), last.astimezone(zone)
    if end - start != last - first:
        return end  # a further date with a length of its own
    elapsed = _instant(last) - _instant(first) if event.length is None else event.length
    return max(end, (_instant(start) + elapsed).astimezone(zone), key=_instant)


def _instant(moment: datetime) -> datetime:
    return utc(moment, UTC)
