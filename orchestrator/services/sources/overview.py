"""What the owner sees of the calendars elsewhere: how fresh each is, and what was odd."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.models import CalendarEntry, CalendarSource
from orchestrator.services.sources import opening
from orchestrator.services.sources.outside import is_stale

if TYPE_CHECKING:
    from datetime import datetime

SHOWN = 20
LISTED_DAYS = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One calendar: its last good read (UTC), what stands in its way, and what it holds.

    `listed` are all-day entries marked as free: title, first and last day.
    """

    name: str
    kind: str
    read_at: datetime | None
    is_stale: bool
    trouble: str
    notes: tuple[str, ...]
    listed: tuple[tuple[str, date, date], ...]


def source_lines() -> list[SourceLine]:
    """Return the calendars of the settings, in their order."""
    sources = opening.configured()
    rows = {row.name: row for row in CalendarSource.objects.defer("busy", "memory")}
    lines = []
    for source in sources:
        row = rows.get(source.name)
        if row is None or row.described != opening.described(source):
            row = CalendarSource(name=source.name, trouble="It was not read yet.")
        lines.append(
            SourceLine(
                source.name,
                source.kind,
                row.read_at,
                is_stale(source, row),
                row.trouble,
                tuple(row.notes),
                _listed(row),
            )
        )
    return lines


def troubled_entries() -> list[CalendarEntry]:
    """Return our coming entries that could not be written or removed."""
    rows = CalendarEntry.objects.exclude(problem="").filter(end__gt=clock.now())
    return list(rows.order_by("start")[:SHOWN])


def _listed(row: CalendarSource) -> tuple[tuple[str, date, date], ...]:
    today = clock.now().date()
    told = [(title, *map(date.fromisoformat, days)) for title, *days in row.listed]
    near = [(title, first, last) for title, first, last in told if last >= today]
    return tuple(line for line in near if line[1] <= today + LISTED_DAYS)[:SHOWN]
