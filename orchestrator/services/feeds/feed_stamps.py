"""SEQUENCE and stamps as each reader is shown them, the same in feed, mail and download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from calendars import clock
from calendars.feed import Entry, EntryStatus, tombstone
from calendars.stamps import Stamp, restamp, stamped
from orchestrator.models import ShownEntry
from orchestrator.rules.feed import CANCELLED_KEPT
from orchestrator.services.access.tokens import derived

if TYPE_CHECKING:
    from collections.abc import Iterable

PUBLIC, FACILITATOR = "public", "facilitator"


def person_scope(email_key: str) -> str:
    """Return the name of one person as a reader, which says nobody's address."""
    return f"person:{derived('feed-scope', email_key, 0)}"


def organization_scope(organization_id: int) -> str:
    """Return the name of one organization as a reader."""
    return f"organization:{organization_id}"


@transaction.atomic
def show(scope: str, entry: Entry) -> Entry:
    """Return the entry as that reader is shown it now, with its SEQUENCE and stamps."""
    row = ShownEntry.objects.select_for_update().filter(scope=scope, uid=entry.uid).first()
    return _show(row, entry) if row else _show_first(scope, entry)


@transaction.atomic
def show_all(scope: str, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries of a feed as that reader is shown them now.

    One that is still to come and vanished without being cancelled stays as a tombstone, so that no
    calendar loses an entry silently.
    """
    rows = {row.uid: row for row in ShownEntry.objects.select_for_update().filter(scope=scope)}
    shown = tuple(
        _show(rows.pop(entry.uid), entry) if entry.uid in rows else _show_first(scope, entry)
        for entry in entries
    )
    buried = (_bury(row) for row in rows.values())
    return shown + tuple(entry for entry in buried if entry is not None)


def _show(row: ShownEntry, entry: Entry) -> Entry:
    before = _stamp(row)
    stamp = restamp(entry, before, clock.now())
    if stamp != before or row.gone_at:
        _write(row, entry, stamp)
        row.gone_at = None
        row.save()
    return stamped(entry, stamp)


def _show_first(scope: str, entry: Entry) -> Entry:
    stamp = restamp(entry, None, clock.now())
    row = ShownEntry(scope=scope, uid=entry.uid)
    _write(row, entry, stamp)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # PostgreSQL: a feed and a letter show it for the first time at once
        return show(scope, entry)
    return stamped(entry, stamp)


def _bury(row: ShownEntry) -> Entry | None:
    """Return the tombstone of an entry that vanished; None when it is over or shown enough."""
    now = clock.now()
    if row.gone_at:
        return _remembered(row) if now < row.gone_at + CANCELLED_KEPT else None
    to_come = row.end > now if row.end else row.day is not None and row.day >= now.date()
    if row.status == EntryStatus.CANCELLED or not to_come:
        return None
    entry = tombstone(_remembered(row))
    _write(row, entry, restamp(entry, _stamp(row), now))
    row.gone_at = now
    row.save()
    return _remembered(row)


def _stamp(row: ShownEntry) -> Stamp:
    return Stamp(row.fingerprint, row.sequence, row.changed_at)


def _remembered(row: ShownEntry) -> Entry:
    return Entry(
        uid=row.uid,
        sequence=row.sequence,
        changed_at=row.changed_at,
        summary=row.summary,
        status=EntryStatus(row.status),
        start=row.start,
        end=row.end,
        day=row.day,
        zone=row.zone,
    )


def _write(row: ShownEntry, entry: Entry, stamp: Stamp) -> None:
    row.fingerprint, row.sequence, row.changed_at = (
        stamp.fingerprint,
        stamp.sequence,
        stamp.changed_at,
    )
    row.status, row.summary = entry.status, entry.summary
    row.start, row.end, row.day, row.zone = entry.start, entry.end, entry.day, entry.zone
