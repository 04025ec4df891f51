"""When feeds are rendered, that nothing is left out, and one random life of a workshop."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import feed_life
import pytest
import world
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from icalendar import Calendar
from icalendar.cal import Component
from set_clock import SetClock

from calendars import clock
from calendars.feed import Entry, EntryStatus
from orchestrator.models import FeedLink, PublishedFeed, ShownEntry, Work
from orchestrator.rules.workshop import State, Venue
from orchestrator.services import feed_marks
from orchestrator.services.feeds import feed_stamps, rendering
from orchestrator.services.seats import feed_links
from orchestrator.services.seats.feed_links import FACILITATOR, Holder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


def test_a_change_marks_exactly_the_feeds_in_which_it_is_seen(at: SetClock) -> None:
    here, there = world.publish(), world.publish(start=world.START + timedelta(days=1))
    ada, bob = world.register(here, "Ada"), world.register(there, "Bob")
    for holder in (Holder(registration=ada), Holder(registration=bob), FACILITATOR):
        feed_links.issue(holder)
    feed_life.render_marked()
    feed_marks.mark_workshop(here.pk)
    due = Work.objects.filter(kind=feed_marks.KIND, due__lte=at.at).values_list("key", flat=True)
    links = FeedLink.objects.exclude(registration=bob).values_list("pk", flat=True)
    assert set(due) == {"public", *(str(pk) for pk in links)}


def test_every_feed_is_rendered_again_next_morning_and_stays_as_it_was(at: SetClock) -> None:
    world.publish()
    feed_links.issue(FACILITATOR)
    feed_life.render_marked()
    before = list(PublishedFeed.objects.order_by("pk").values())
    due = set(Work.objects.filter(kind=feed_marks.KIND).values_list("due", flat=True))
    assert due == {datetime(2026, 11, 23, 12, 5, tzinfo=UTC)}
    at.forward(days=1)
    feed_life.render_marked()
    assert list(PublishedFeed.objects.order_by("pk").values()) == before


def test_a_lost_work_table_is_found_again_by_the_sweep(at: SetClock) -> None:
    feed_links.issue(FACILITATOR)
    feed_life.render_marked()
    assert feed_marks.unmarked_since() == at.at
    feed_marks.mark_unmarked()
    assert feed_marks.unmarked_since() is None
    Work.objects.all().delete()
    assert feed_marks.unmarked_since() == at.at
    assert feed_marks.mark_unmarked() == 2
    feed_marks.mark_link(FeedLink.objects.get())
    feed_life.render_marked()
    assert feed_marks.unmarked_since() is None


def test_a_link_that_is_not_there_any_more_is_work_that_ends(at: SetClock) -> None:
    feed_links.issue(FACILITATOR)
    FeedLink.objects.all().delete()
    Work.objects.update(due=at.at)
    feed_life.render_marked()
    assert not Work.objects.filter(due__isnull=False).exclude(key="public").exists()


def test_what_is_shown_again_after_it_vanished_is_no_tombstone_any_more(at: SetClock) -> None:
    entry = Entry(
        uid="x", sequence=0, changed_at=at.at, summary="Marker", status=EntryStatus.TENTATIVE,
        day=clock.today("UTC") + timedelta(days=5),
    )  # fmt: skip
    (first,) = feed_stamps.show_all("test", [entry])
    (buried,) = feed_stamps.show_all("test", [])
    assert feed_stamps.show_all("test", []) == (buried,)
    (again,) = feed_stamps.show_all("test", [entry])
    assert [first.sequence, buried.sequence, again.sequence] == [0, 1, 2]
    assert ShownEntry.objects.get().gone_at is None


def test_what_cannot_be_rendered_stays_as_it_was_and_is_tried_again(at: SetClock) -> None:
    workshop = world.publish(venue=Venue.ON_SITE, place="Boise", latitude=43.6, longitude=-116.2)
    feed_life.render_marked()
    before = rendering.public_feed()
    world.change(workshop, latitude=99.0)
    feed_life.render_marked()
    row = Work.objects.get(kind=feed_marks.KIND, key="public")
    assert "there is no place" in row.error
    assert row.due
    assert row.due > at.at
    assert rendering.public_feed() == before
    world.change(workshop, latitude=43.7)
    feed_life.render_marked()
    assert b"GEO:43.7;-116.2" in rendering.public_feed()


def test_two_who_show_an_entry_for_the_first_time_at_once_show_the_same(at: SetClock) -> None:
    entry = Entry(
        uid="x", sequence=4, changed_at=at.at, summary="Once", status=EntryStatus.TENTATIVE,
        day=clock.today("UTC"),
    )  # fmt: skip
    first = feed_stamps._show_first("test", entry)
    second = feed_stamps._show_first("test", replace(entry, summary="Twice"))
    assert (first.sequence, second.sequence) == (4, 5)
    assert ShownEntry.objects.count() == 1


class TestARandomLife(TestCase):
    """Created, moved, renamed, cancelled, revived: in the database, as the public sees it."""

    @settings(max_examples=40)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["move", "rename", "cancel", "revive", "touch"]), st.integers(0, 3)
            ),
            max_size=12,
        )
    )
    def test_sequence_grows_with_what_is_seen(self, life: list[tuple[str, int]]) -> None:
        at = SetClock()
        with clock.clock_set(at):
            workshop = world.publish()
            shown = self.shown()
            for deed, number in life:
                at.forward(minutes=1)
                world.change(workshop, **self.fields(deed, number))
                after = self.shown()
                changed = self.looks(after) != self.looks(shown)
                assert after["uid"] == shown["uid"] == workshop.uid
                assert int(str(after["sequence"])) - int(str(shown["sequence"])) == changed
                assert (after.decoded("dtstamp") == shown.decoded("dtstamp")) is not changed
                shown = after

    def fields(self, deed: str, number: int) -> dict[str, Any]:
        start = world.START + timedelta(days=number)
        deeds: dict[str, dict[str, Any]] = {
            "move": {"start": start, "end": start + timedelta(hours=4)},
            "rename": {"title": f"Workshop {number}"},
            "cancel": {"state": State.CANCELLED},
            "revive": {"state": State.PUBLISHED},
            "touch": {"capacity": 14 + number},
        }
        return deeds[deed]

    def shown(self) -> Component:
        feed_life.render_marked()
        (event,) = Calendar.from_ical(rendering.public_feed()).walk("VEVENT")
        return event

    def looks(self, event: Component) -> list[bytes]:
        stamps = (b"SEQUENCE", b"DTSTAMP", b"LAST-MODIFIED")
        return [line for line in event.to_ical().split(b"\r\n") if not line.startswith(stamps)]
