"""Readers that others wrote find in our bytes the very entries that we put there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import other_readers as others
import pytest
from other_readers import Seen

from calendars import clock, invitation
from calendars.entry import Entry, EntryStatus, Party, one_line, tombstone
from calendars.feed import Color, Feed, render

START = datetime(2026, 7, 9, 13, tzinfo=UTC)
HOSTILE = 'Ωορκσηοπ 🎓 ; , \\ \\n " : END:VEVENT\r\nEND:VEVENT\nX-EVIL:1 שלום \u202bעולם\u202c \x07\x00 \ud800 ß'
LONG = ("Ein langer Satz, mit Umlauten: äöü; und 🎓. " * 120)[:5000]
BASE = Entry(
    uid="ce56ab6f", sequence=3, changed_at=START, summary="Workshop", status=EntryStatus.CONFIRMED,
    start=START, end=START + timedelta(hours=4), location="1 Main St, Portland", url="https://example.org/",
    zone="America/Los_Angeles", geo=(45.5152, -122.6784), conference="https://example.org/join/x",
)  # fmt: skip
AWAY = {
    "summer": BASE,
    "winter": replace(BASE, start=START + timedelta(days=180), end=START + timedelta(days=181)),
    "years-later": replace(BASE, start=START.replace(year=2031), end=START.replace(year=2031, hour=17)),
    "spring-change": replace(BASE, start=datetime(2027, 3, 14, 9, 30, tzinfo=UTC), end=datetime(2027, 3, 14, 13, 30, tzinfo=UTC)),
    "autumn-change": replace(BASE, start=datetime(2026, 11, 1, 8, 30, tzinfo=UTC), end=datetime(2026, 11, 1, 12, 30, tzinfo=UTC)),
    "autumn-again": replace(BASE, start=datetime(2026, 11, 1, 9, 30, tzinfo=UTC), end=datetime(2026, 11, 1, 12, 30, tzinfo=UTC)),
    "berlin": replace(BASE, zone="Europe/Berlin"),
    "dublin": replace(BASE, zone="Europe/Dublin"),
    "gaza": replace(BASE, zone="Asia/Gaza"),
    "kathmandu": replace(BASE, zone="Asia/Kathmandu"),
    "utc": replace(BASE, zone=""),
    "month": replace(BASE, start=None, end=None, day=date(2026, 8, 3), status=EntryStatus.TENTATIVE),
    "cancelled": tombstone(BASE),
    "alarm": replace(BASE, alarm_minutes=30),
    "hostile": replace(BASE, summary=HOSTILE, description=HOSTILE, location=HOSTILE, url="https://example.org/\r\nX:1 ü"),
    "long": replace(BASE, summary=LONG[:1000].strip(), description=LONG.strip()),
}  # fmt: skip
ENTRIES = tuple(replace(entry, uid=uid) for uid, entry in AWAY.items())
# Who is not installed is not asked: only the first two come with our own packages.
EVERYWHERE = [others.icalendar_strictly, others.vobject_reader]
INSTALLED = [
    *([others.ical_js] if others.NODE else []),
    *([others.libical] if others.has_libical() else []),
]
READERS = [*EVERYWHERE, *INSTALLED, *([others.sabre] if others.has_sabre() else [])]


def meant(entry: Entry) -> Seen:
    if entry.day:
        days = (entry.day, entry.day + timedelta(days=1))
        start, end = (day.isoformat() for day in days)
        return Seen(entry.uid, 3, entry.summary, entry.description, start, end)
    assert entry.start
    assert entry.end
    return Seen(
        entry.uid, 3, one_line(entry.summary), others_clean(entry.description),
        entry.start.timestamp(), entry.end.timestamp(),
    )  # fmt: skip


def others_clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x07", "").replace("\x00", "").replace("\ud800", "")


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_every_entry_of_a_feed_is_read_as_it_was_meant(read: Callable[[bytes], list[Seen]]) -> None:
    feed = Feed(
        "Workshops; all, of them", "Every\ndate", "https://example.org/f.ics", ENTRIES, Color.TEAL
    )
    assert read(render(feed)) == [meant(entry) for entry in ENTRIES]


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_invitation_cancellation_and_download_are_read_as_they_were_meant(
    read: Callable[[bytes], list[Seen]],
) -> None:
    company, ada = (
        Party('The "Company"; Ltd, x: y', "workshops@example.org"),
        Party("Ada 🎓", "ada@example.com"),
    )
    told = {"summer", "month", "cancelled", "hostile"}
    for entry in (entry for entry in ENTRIES if entry.uid in told):
        assert read(invitation.download(entry)) == [meant(entry)]
        assert read(invitation.cancel(entry, company, ada)) == [meant(tombstone(entry))]
        if entry.status is not EntryStatus.CANCELLED:
            assert read(invitation.request(entry, company, ada)) == [meant(entry)]


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "America/New_York", "Europe/Berlin"])
@pytest.mark.parametrize("read", [*EVERYWHERE, *INSTALLED])
def test_an_hour_on_each_side_of_both_changes_reads_back_as_the_same_instant(
    read: Callable[[bytes], list[Seen]], zone: str
) -> None:
    days = [
        date(2026, 3, 8),
        date(2026, 3, 29),
        date(2026, 10, 25),
        date(2026, 11, 1),
        date(2026, 12, 31),
    ]
    midnights = [clock.instant(day, datetime.min.time(), zone) for day in days]
    starts = [
        midnight + timedelta(hours=hour)
        for midnight in midnights
        for hour in (-30, 0, 1, 2, 3, 4, 30)
    ]
    entries = tuple(
        replace(BASE, uid=f"{n}", zone=zone, start=start, end=start + timedelta(hours=4))
        for n, start in enumerate(starts)
    )
    body = render(Feed("n", "d", "https://example.org/", entries))
    assert [seen.start for seen in read(body)] == [start.timestamp() for start in starts]
