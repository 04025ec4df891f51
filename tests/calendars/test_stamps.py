"""A random life of a workshop: one UID, and a SEQUENCE that grows with what is seen, and only so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from calendars import invitation
from calendars.entry import Entry, EntryStatus, Party, tombstone
from calendars.feed import Feed, render
from calendars.stamps import Stamp, fingerprint, restamp, stamped

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CREATED = Entry(
    uid="ce56ab6f", sequence=0, changed_at=NOW, summary="Workshop", status=EntryStatus.TENTATIVE,
    day=date(2026, 12, 1), zone="America/Los_Angeles",
)  # fmt: skip
DEEDS = ["dated", "moved", "renamed", "cancelled", "revived", "untouched", "seen", "alarmed"]


def lived(entry: Entry, deed: str, number: int) -> Entry:
    """Return the entry after something happened to it."""
    hours = timedelta(hours=number)
    alive = EntryStatus.CONFIRMED if entry.start else EntryStatus.TENTATIVE
    if deed in ("dated", "moved"):
        start = datetime(2026, 12, 9, 13, tzinfo=UTC) + hours
        return replace(
            entry, day=None, start=start, end=start + timedelta(hours=4),
            status=entry.status if entry.status is EntryStatus.CANCELLED else EntryStatus.CONFIRMED,
        )  # fmt: skip
    return {
        "renamed": replace(entry, summary=f"Workshop {number}"),
        "cancelled": tombstone(entry),
        "revived": replace(entry, summary="Workshop", status=alive),
        "alarmed": replace(entry, alarm_minutes=number),
    }.get(deed, entry)


def looks(entry: Entry) -> bytes:
    """Return everything but the stamps, as a subscriber without an alarm gets it."""
    plain = replace(entry, sequence=0, changed_at=NOW, alarm_minutes=None)
    return render(Feed("n", "d", "https://example.org/", (plain,)))


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 3), st.integers(0, 90))))
def test_sequence_grows_on_every_visible_change_and_only_then(
    life: list[tuple[str, int, int]],
) -> None:
    now, entry = NOW, CREATED
    stamp = restamp(entry, None, now)
    shown = stamped(entry, stamp)
    for deed, number, seconds in life:
        now += timedelta(seconds=seconds)
        entry = lived(entry, deed, number)
        stamp = restamp(entry, stamp, now)
        after = stamped(entry, stamp)
        assert after.uid == shown.uid
        changed = looks(after) != looks(shown)
        assert after.sequence - shown.sequence == changed
        assert after.changed_at == (now if changed else shown.changed_at)
        shown = after


def test_an_entrys_own_count_and_time_are_taken_where_they_are_ahead() -> None:
    stamp = Stamp(fingerprint(CREATED), 2, NOW)
    later = NOW + timedelta(minutes=1)
    renamed = replace(CREATED, summary="Renamed", sequence=7, changed_at=later)
    assert restamp(renamed, stamp, NOW + timedelta(hours=1)) == Stamp(
        fingerprint(renamed), 7, later
    )
    behind = replace(renamed, sequence=1, changed_at=NOW - timedelta(days=1))
    assert restamp(behind, stamp, NOW - timedelta(hours=1)) == Stamp(fingerprint(behind), 3, NOW)


def test_feed_mail_and_download_say_the_same_of_one_stamp() -> None:
    start = datetime(2026, 12, 9, 13, tzinfo=UTC)
    entry = stamped(
        replace(CREATED, day=None, start=start, end=start + timedelta(hours=4)),
        Stamp("", 5, NOW + timedelta(days=1)),
    )
    person = Party("Ada", "ada@example.com")
    for body in (
        looks(entry).replace(b"SEQUENCE:0", b"SEQUENCE:5").replace(b"20261122", b"20261123"),
        invitation.request(entry, person, person),
        invitation.cancel(entry, person, person),
        invitation.download(entry),
    ):
        assert b"\r\nUID:ce56ab6f\r\nSEQUENCE:5\r\nDTSTAMP:20261123T093000Z\r\n" in body
