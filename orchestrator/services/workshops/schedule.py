"""Importing the published schedule: rows become workshops, all of them or none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from calendars import clock
from orchestrator.models import MonthWithoutWorkshop, Workshop
from orchestrator.rules.csv_file import Complaint, FileRefused
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.schedule import (
    MonthRow,
    Row,
    ScheduledRow,
    Status,
)
from orchestrator.rules.workshop import Audience, State, Venue
from orchestrator.services.workshops import publication

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

ACTOR = "schedule"


@dataclass(slots=True)
class ImportReport:
    """What an import did: a line each for what it made and changed, and what it left as it was."""

    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


class _Clash(Exception):  # noqa: N818 -- a row against what is already there
    """A row contradicts a workshop that is already there; the message says which."""


@transaction.atomic
def import_schedule(rows: list[Row], *, keep: bool = True) -> ImportReport:
    """Publish the workshops and months of a schedule; the same file twice changes nothing.

    A row finds its workshop again by its exact start, then by its date, then by a month that was
    to be decided (which so gets its date, under the same UID). With `keep` false all is tried and
    nothing is kept. Raises FileRefused with every row that contradicts what is already there.
    """
    report, complaints = ImportReport(), []
    for row in sorted(rows, key=_dated_first):
        try:
            if isinstance(row, ScheduledRow):
                _import_workshop(row, rows, report)
            else:
                _import_month(row, report)
        except _Clash as clash:
            complaints.append(Complaint(row.line, str(clash)))
        except RuleBroken as refusal:
            complaints.append(Complaint(row.line, refusal.message))
    if complaints:
        raise FileRefused(complaints)
    transaction.set_rollback(not keep)
    return report


def _dated_first(row: Row) -> tuple[bool, int]:
    return isinstance(row, MonthRow), row.line


def _import_workshop(row: ScheduledRow, rows: list[Row], report: ImportReport) -> None:
    workshop = _find(row, rows)
    before = None if workshop is None else (workshop.state, workshop.start, workshop.end)
    workshop = workshop or _new(clock.month_of(row.day), row.timezone)
    _refuse_overlap(workshop, row)
    label = _label(row)
    if before == (State.PUBLISHED, row.start, row.end):
        report.unchanged.append(label)
        return
    offer = replace(
        publication.offer_of(workshop),
        month=clock.month_of(row.day),
        start=row.start,
        end=row.end,
        timezone=row.timezone,
    )
    publication.put(workshop, State.PUBLISHED, offer, ACTOR)
    (report.changed if before else report.made).append(label)


def _import_month(row: MonthRow, report: ImportReport) -> None:
    month = row.month
    dated = _public(State.PUBLISHED).filter(month=month).first()
    if dated:
        raise _Clash(
            f"{month:%B %Y} cannot be {row.status!s}: a workshop is published for it "
            f"({_local(dated.span[0], dated.timezone)}); cancel that one first"
        )
    label = f"{month:%B %Y}: {row.status!s}"
    undecided = _public(State.TO_BE_DECIDED).filter(month=month).first()
    if row.status is Status.NONE:
        _, made = MonthWithoutWorkshop.objects.get_or_create(month=month)
        if undecided:
            _publish_as(undecided, State.CANCELLED)
            MonthWithoutWorkshop.objects.get_or_create(month=month)
    else:
        made = undecided is None
        MonthWithoutWorkshop.objects.filter(month=month).delete()
        if undecided is None:
            _publish_as(_new(month, row.timezone), State.TO_BE_DECIDED)
    (report.made if made else report.unchanged).append(label)


def _find(row: ScheduledRow, rows: list[Row]) -> Workshop | None:
    """Return the workshop that a row means; one that another row means exactly is never taken."""
    published = _public(State.PUBLISHED)
    exact = published.filter(start=row.start, end=row.end).first()
    if exact:
        return exact
    meant_by_others = [other.start for other in rows if isinstance(other, ScheduledRow)]
    midnight = clock.instant(row.day, time(0), row.timezone)
    next_midnight = clock.instant(row.day + timedelta(days=1), time(0), row.timezone)
    same_day = published.filter(start__gte=midnight, start__lt=next_midnight)
    undecided = _public(State.TO_BE_DECIDED).filter(month=clock.month_of(row.day))
    return same_day.exclude(start__in=meant_by_others).first() or undecided.first()


def _refuse_overlap(workshop: Workshop, row: ScheduledRow) -> None:
    clash = (
        Workshop.objects.filter(state=State.PUBLISHED, start__lt=row.end, end__gt=row.start)
        .exclude(pk=workshop.pk)
        .first()
    )
    if clash:
        raise _Clash(f"overlaps the workshop of {_local(clash.span[0], clash.timezone)}")


def _public(state: State) -> QuerySet[Workshop]:
    return Workshop.objects.filter(audience=Audience.PUBLIC, state=state)


def _new(month: date, timezone: str) -> Workshop:
    decided = settings.COMPANY.workshops
    return Workshop(
        title=decided.title,
        venue=Venue.ONLINE,
        state=State.TO_BE_DECIDED,
        month=month,
        timezone=timezone,
        capacity=decided.capacity,
    )


def _publish_as(workshop: Workshop, target: State) -> None:
    publication.put(workshop, target, publication.offer_of(workshop), ACTOR)


def _label(row: ScheduledRow) -> str:
    return f"{_local(row.start, row.timezone)} ({row.start:%Y-%m-%d %H:%M} UTC)"


def _local(moment: datetime, timezone: str) -> str:
    return f"{moment.astimezone(clock.zone(timezone)):%a %-d %b %Y, %H:%M} {timezone}"
