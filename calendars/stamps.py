"""Stamps: SEQUENCE and the last change of an entry grow with what people see, and only then.

GNOME and Google keep an old time when SEQUENCE stays; a stamp that grows without a change makes
every look of every subscriber a change. So a stamp remembers what the entry looked like.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime

from calendars.entry import Entry

_UNSEEN = {"uid", "sequence", "changed_at", "alarm_minutes"}  # an alarm is the subscriber's own


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an entry looked like when it was last shown, how often that changed, and when (UTC)."""

    fingerprint: str
    sequence: int
    changed_at: datetime


def restamp(entry: Entry, before: Stamp | None, now: datetime) -> Stamp:
    """Return the entry's stamp now, given the one it was last shown with (None: never).

    An entry that looks the same keeps its stamp. The entry's own `sequence` and `changed_at` are
    taken where they are ahead.
    """
    looks = fingerprint(entry)
    if before is None:
        return Stamp(looks, entry.sequence, entry.changed_at)
    if before.fingerprint == looks:
        return before
    own = entry.changed_at > before.changed_at
    changed_at = entry.changed_at if own else max(now, before.changed_at)
    return Stamp(looks, max(before.sequence + 1, entry.sequence), changed_at)


def stamped(entry: Entry, stamp: Stamp) -> Entry:
    """Return the entry as the stamp dates it."""
    return replace(entry, sequence=stamp.sequence, changed_at=stamp.changed_at)


def fingerprint(entry: Entry) -> str:
    """Return a digest of everything people see; what an entry does not have changes nothing."""
    seen = {
        field.name: str(value.astimezone(UTC) if isinstance(value, datetime) else value)
        for field in fields(Entry)
        if field.name not in _UNSEEN and (value := getattr(entry, field.name)) not in (None, "")
    }
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()
