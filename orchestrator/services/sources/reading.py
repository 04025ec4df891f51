"""Reading calendars elsewhere: by the clock, and once more right before a booking.

The network is asked outside any transaction; a good reading replaces the row in one transaction,
and a failed one leaves the last good one where it is, with the trouble beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from calendars import clock
from calendars.remote.port import RemoteError
from orchestrator.models import CalendarEntry, CalendarSource
from orchestrator.services import work
from orchestrator.services.sources import asking, opening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from calendars.outside_event import Policy
    from calendars.remote.port import RemoteReading
    from orchestrator.calendar_settings import CalendarSettings

KIND = "calendar-source"
DAY = timedelta(days=1)
BEYOND = timedelta(days=14)  # read further than is offered, so that days pass without a new window
SECONDS_BY_THE_CLOCK = 60.0
PERSON_MUST_ACT_RETRY = timedelta(minutes=30)
SHORTEST, LONGEST = timedelta(minutes=2), timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Question:
    """One calendar as it is asked: since when, on what known version, for which window."""

    source: CalendarSettings
    row: CalendarSource
    window: tuple[datetime, datetime]
    asked_at: datetime


def refresh_now(seconds: float) -> tuple[str, ...]:
    """Read every calendar once more, all at once; return the names of those that could not be.

    For right before a booking: call it outside any transaction. What comes later than `seconds`
    counts as not read.
    """
    return _read(opening.configured(), seconds)


def read_due(held: work.Claim) -> str:
    """Read the claimed calendar and give the claim back; return what happened, in a word.

    Raises ClaimLost when somebody else took over.
    """
    source = opening.found(held.key)
    if source is None:
        _forget(held)
        return "forgotten"
    error = _problem(source)
    if error is None:
        with transaction.atomic():
            work.finish(held, again=clock.now() + _pause(source))
        return "read"
    later = clock.now() + PERSON_MUST_ACT_RETRY if error.permanent else error.retry_at
    with transaction.atomic():
        work.put_off(held, str(error), until=later)
    return "not read"


def sweep_due() -> datetime | None:
    """Return now when there are calendars, or rows that are to leave; else None."""
    old = CalendarEntry.objects.filter(end__lt=clock.now() - opening.STILL_OURS)
    is_needed = bool(opening.configured()) or CalendarSource.objects.exists() or old.exists()
    return clock.now() if is_needed else None


def mark_all() -> None:
    """Have every calendar looked at that never was, and forget those no longer in the settings."""
    names = {source.name for source in opening.configured()}
    now = clock.now()
    with transaction.atomic():
        work.touch_new(KIND, dict.fromkeys(sorted(names), now))
        gone = CalendarSource.objects.exclude(name__in=names).values_list("name", flat=True)
        for name in gone:
            work.touch(KIND, name)


def _problem(source: CalendarSettings) -> RemoteError | None:
    errors: list[RemoteError] = []
    _read((source,), SECONDS_BY_THE_CLOCK, errors.append)
    return errors[0] if errors else None


def _read(
    sources: Iterable[CalendarSettings],
    seconds: float,
    tell: Callable[[RemoteError], None] | None = None,
) -> tuple[str, ...]:
    """Read the calendars, record what came, and return the names of those that failed."""
    policy = opening.host_policy()
    questions = {source.name: _question(source) for source in sources}
    calls = {name: partial(_ask, question, policy) for name, question in questions.items()}
    failed = []
    for answer in asking.ask(calls, seconds):
        if answer.found is not None:
            _record(questions[answer.name], answer.found)
            continue
        error = answer.error or RemoteError(asking.TOO_SLOW)
        _record_trouble(questions[answer.name], error)
        failed.append(answer.name)
        if tell:
            tell(error)
    return tuple(sorted(failed))


def _question(source: CalendarSettings) -> _Question:
    described = opening.described(source)
    fresh = {"described": described}
    row, _ = CalendarSource.objects.get_or_create(name=source.name, defaults=fresh)
    if row.described != described:
        row = CalendarSource(pk=row.pk, name=row.name, described=described, version=row.version)
    return _Question(source, row, _window(row), clock.now())


def _window(row: CalendarSource) -> tuple[datetime, datetime]:
    """Return the window to read: the one read before while it reaches far enough."""
    horizon = timedelta(days=settings.COMPANY.consultations.horizon_days)
    today = datetime.combine(clock.now().astimezone(UTC).date(), datetime.min.time(), UTC)
    needed = today - DAY, today + horizon + 2 * DAY
    known = row.window_start, row.window_end
    if known[0] and known[1] and known[0] <= needed[0] and needed[1] <= known[1]:
        return known[0], known[1]
    return needed[0], needed[1] + BEYOND


def _ask(question: _Question, policy: Policy) -> RemoteReading:
    remote = opening.opened(question.source, policy)
    return remote.read(question.window, question.row.memory)


@transaction.atomic
def _record(question: _Question, reading: RemoteReading) -> None:
    """Keep a good reading, unless one that began later is kept already."""
    row = CalendarSource.objects.select_for_update().get(pk=question.row.pk)
    if row.read_at and row.read_at > question.asked_at and row.described == question.row.described:
        return
    row.tried_at = row.read_at = question.asked_at
    row.trouble = ""
    if reading.unchanged and row.version == question.row.version:
        row.memory = reading.memory
        row.save(update_fields=["tried_at", "read_at", "trouble", "memory"])
        return
    if reading.unchanged:
        return  # against an older version; what replaced it is newer
    row.described = question.row.described
    row.window_start, row.window_end = question.window
    row.busy = [[int(moment.timestamp()) for moment in span] for span in reading.busy]
    row.listed = [[one.title, str(one.first), str(one.last)] for one in reading.listed]
    row.notes, row.memory = list(reading.notes), reading.memory
    row.version += 1
    row.save()


@transaction.atomic
def _record_trouble(question: _Question, error: RemoteError) -> None:
    rows = CalendarSource.objects.filter(pk=question.row.pk)
    rows.update(tried_at=question.asked_at, trouble=str(error)[:500])


@transaction.atomic
def _forget(held: work.Claim) -> None:
    work.finish(held)
    CalendarSource.objects.filter(name=held.key).delete()


def _pause(source: CalendarSettings) -> timedelta:
    """Return how long until the next read: three of them before it would count as stale."""
    return min(max(timedelta(minutes=source.stale_after_minutes) / 4, SHORTEST), LONGEST)
