"""Our entries in the facilitator's calendar: what is wanted against what was written.

The wanted state is set in the transaction of its cause. The write itself goes under our own id, so
that it can be repeated: killed between write and record, the next run writes the same again.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from calendars import clock
from calendars.remote.port import RemoteError, WrittenEntry
from orchestrator.models import CalendarEntry
from orchestrator.services import work
from orchestrator.services.sources import asking, opening

if TYPE_CHECKING:
    from calendars.remote.port import RemoteCalendar
    from orchestrator.calendar_settings import CalendarSettings

KIND = "calendar-entry"
SECONDS = 40.0  # ends well inside a lease
PERSON_MUST_ACT_RETRY = timedelta(minutes=30)
LATE_LANDING = timedelta(minutes=10)
KEPT = timedelta(days=30)
FORGOTTEN = "Consultation"
LONGEST_SUMMARY, LONGEST_LOCATION = 300, 500


def want_entry(entry: WrittenEntry) -> None:
    """Have the entry in the calendar that is written to; call it in the cause's transaction.

    Its id must be new for each booking; asked again with other times or words it is changed there.
    """
    short = replace(
        entry, summary=entry.summary[:LONGEST_SUMMARY], location=entry.location[:LONGEST_LOCATION]
    )
    fields = {name: value for name, value in asdict(short).items() if name != "id"}
    work.touch(KIND, entry.id)  # first, as the reconciler locks them in this order too
    CalendarEntry.objects.update_or_create(id=entry.id, defaults={**fields, "wanted": True})


def unwant_entry(entry_id: str) -> None:
    """Have no such entry there any more; call it in the cause's transaction."""
    rows = CalendarEntry.objects.filter(id=entry_id)
    if rows.exists():
        work.touch(KIND, entry_id)
        rows.update(wanted=False)


def forget_words(entry_id: str) -> None:
    """Empty our books of whom an entry was with; call it in a transaction.

    What stands in the calendar itself is its owner's, unless the entry is no longer wanted there.
    """
    for row in CalendarEntry.objects.select_for_update().filter(id=entry_id):
        row.summary, row.description, row.problem = FORGOTTEN, "", ""
        row.written = {**row.written, "entry": None} if row.written else None
        row.save(update_fields=["summary", "description", "problem", "written"])


def reconcile(held: work.Claim) -> str:
    """Take one step for the claimed entry, and return it in a word.

    Raises ClaimLost when somebody else took over; a calendar's failure is recorded, not raised.
    """
    try:
        return _step(held)
    except RemoteError as error:
        _record_failure(held, error)
        return "put off"


def mark_unlike_wanted() -> int:
    """Mark every entry that is not as wanted and was lost from the table; return how many.

    Entries long over are forgotten; until then they are known as ours when the calendar is read.
    """
    now = clock.now()
    source = opening.written_to()
    coming = CalendarEntry.objects.filter(end__gt=now)
    unlike = {row.id: now for row in coming if _is_unlike(row, source)}
    CalendarEntry.objects.filter(end__lt=now - KEPT).delete()
    work.touch_new(KIND, unlike)
    return len(unlike)


def _step(held: work.Claim) -> str:
    with transaction.atomic():
        work.lock(held)
        row = CalendarEntry.objects.filter(id=held.key).first()
        source = opening.written_to()
        if row is None or row.end <= clock.now():
            work.finish(held)
            return "over"
    there = opening.found(row.written["source"]) if row.written else None
    if row.written and (not row.wanted or source is None or row.written["source"] != source.name):
        return _remove(held, row, there)
    if not row.wanted or source is None or _is_written(row, source):
        with transaction.atomic():
            work.finish(held)
        return "rest"
    return _write(held, row, source)


def _write(held: work.Claim, row: CalendarEntry, source: CalendarSettings) -> str:
    entry = _entry(row)
    memory = row.written.get("memory", {}) if row.written else {}
    remote = opening.opened(source, opening.host_policy())
    begun: dict[str, Any] = {"source": source.name, "entry": None, "memory": memory}
    with transaction.atomic():
        work.lock(held)
        CalendarEntry.objects.filter(pk=row.pk).update(written=begun)
    work.fence(held)
    kept = asking.asked(partial(remote.write, entry, memory), SECONDS)
    with transaction.atomic():
        work.finish(held)
        written = {"source": source.name, "entry": _as_json(entry), "memory": kept}
        CalendarEntry.objects.filter(pk=row.pk).update(written=written, problem="")
    return "written"


def _remove(held: work.Claim, row: CalendarEntry, there: CalendarSettings | None) -> str:
    """Delete the entry where it was written; once more later, should a slow write land after it."""
    if there is not None:
        remote = opening.opened(there, opening.host_policy())
        work.fence(held)
        asking.asked(partial(_removed, remote, row.id), SECONDS)
    before: dict[str, Any] = row.written or {}
    is_last = there is None or "removed" in before
    with transaction.atomic():
        work.finish(held, again=clock.now() if is_last else clock.now() + LATE_LANDING)
        written = None if is_last else {**before, "entry": None, "removed": True}
        CalendarEntry.objects.filter(pk=row.pk).update(written=written, problem="")
    return "removed"


@transaction.atomic
def _record_failure(held: work.Claim, error: RemoteError) -> None:
    later = clock.now() + PERSON_MUST_ACT_RETRY if error.permanent else error.retry_at
    work.put_off(held, str(error), until=later)
    CalendarEntry.objects.filter(id=held.key).update(problem=str(error)[:500])


def _removed(remote: RemoteCalendar, entry_id: str) -> bool:
    remote.remove(entry_id)
    return True


def _is_unlike(row: CalendarEntry, source: CalendarSettings | None) -> bool:
    if not row.wanted:
        return row.written is not None
    return source is not None and not _is_written(row, source)


def _is_written(row: CalendarEntry, source: CalendarSettings) -> bool:
    written = row.written or {}
    same_place = written.get("source") == source.name
    return bool(same_place and written.get("entry") == _as_json(_entry(row)))


def _entry(row: CalendarEntry) -> WrittenEntry:
    return WrittenEntry(
        id=row.id,
        uid=row.uid,
        start=row.start,
        end=row.end,
        summary=row.summary,
        description=row.description,
        location=row.location,
        sequence=row.sequence,
    )


def _as_json(entry: WrittenEntry) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(entry).items()
    }
