"""What stands in whose feed, that nobody sees what is another's, and what time alone changes."""

from __future__ import annotations

from datetime import date, timedelta

import feed_life
import pytest
import world
from django.conf import settings
from icalendar import Calendar
from icalendar.cal import Component
from set_clock import SetClock

from orchestrator.models import Organization, PublishedFeed
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.workshop import Audience, State, Venue
from orchestrator.services import feed_marks, ledger
from orchestrator.services.access.tokens import hashed
from orchestrator.services.feeds import rendering
from orchestrator.services.feeds.feed_entries import person_entries
from orchestrator.services.letters import wording
from orchestrator.services.seats import feed_links, organizations, registrations
from orchestrator.services.seats.feed_links import FACILITATOR, Holder
from orchestrator.services.zoom import join_links

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


def events(token: str) -> list[Component]:
    """Return what the feed at an address shows once everything due is rendered."""
    feed_life.render_marked()
    found = rendering.published(hashed(token))
    assert found
    return list(Calendar.from_ical(found.body).walk("VEVENT"))


def told(token: str) -> list[str]:
    return [str(event["summary"]) for event in events(token)]


def test_an_attendee_sees_their_own_workshops_with_their_own_way_in(at: SetClock) -> None:
    workshop = world.publish(capacity=2)
    private = world.publish(
        audience=Audience.PRIVATE, title="Private", start=world.START + timedelta(days=1)
    )
    world.publish(title="Not mine", start=world.START + timedelta(days=2))
    ada, bob, eve = (world.register(workshop, name) for name in ("Ada", "Bob", "Eve"))
    world.register(private, "Ada")
    token = feed_links.issue(Holder(registration=ada))
    mine, other = events(token)
    door = f"{settings.COMPANY.company.public_url}/join/{join_links.door_token(ada)}"
    assert (mine["uid"], mine["location"], mine["conference"]) == (workshop.uid, door, door)
    assert door in str(mine["description"])
    assert "05:00 – 09:00  Los Angeles" in str(mine["description"])
    assert "14:00 – 18:00  Berlin" in str(mine["description"])
    assert str(other["summary"]) == "Private"
    assert told(feed_links.issue(Holder(registration=eve))) == ["Waitlist: Workshop"]
    body = b"".join(PublishedFeed.objects.values_list("body", flat=True))
    for stranger in ("Bob", "bob@", "ada@example.org", join_links.door_token(bob), "/j/"):
        assert stranger.encode() not in body


def test_no_feed_has_what_only_another_may_see(at: SetClock) -> None:
    workshop = world.publish()
    names = [f"Person {number}" for number in range(5)]
    people = [world.register(workshop, name) for name in names]
    tokens = [feed_links.issue(Holder(registration=one)) for one in people]
    doors = [join_links.door_token(one) for one in people]
    for position, token in enumerate(tokens):
        body = rendering.published(hashed(token))
        assert body
        seen = [door for door in doors if door.encode() in body.body.replace(b"\r\n ", b"")]
        assert seen == [doors[position]]


def test_a_seat_that_is_given_up_stays_as_cancelled_for_60_days_under_a_greater_sequence(
    at: SetClock,
) -> None:
    ada = world.register(world.publish(), "Ada")
    token = feed_links.issue(Holder(registration=ada))
    (before,) = events(token)
    invited = Calendar.from_ical(wording.invited(ada).content).walk("VEVENT")[0]
    assert invited["sequence"] == before["sequence"]
    at.forward(hours=1)
    registrations.cancel(ada.pk, "user 1")
    ada.refresh_from_db()
    (after,) = events(token)
    assert (str(after["summary"]), after["uid"]) == ("Cancelled: Workshop", before["uid"])
    assert int(str(after["sequence"])) > int(str(before["sequence"]))
    (by_mail,) = Calendar.from_ical(wording.uninvited(ada).content).walk("VEVENT")
    assert (by_mail["uid"], by_mail["sequence"]) == (after["uid"], after["sequence"])
    assert by_mail.decoded("dtstamp") == after.decoded("dtstamp") == at.at
    at.forward(days=61)
    feed_life.render()
    assert told(token) == ["No workshop is announced yet"]


def test_who_comes_back_has_one_entry_that_goes_on_growing(at: SetClock) -> None:
    workshop = world.publish()
    ada = world.register(workshop, "Ada")
    token = feed_links.issue(Holder(registration=ada))
    sequences = [int(str(events(token)[0]["sequence"]))]
    registrations.cancel(ada.pk, "user 1")
    sequences.append(int(str(events(token)[0]["sequence"])))
    world.register(workshop, "Ada")
    (event,) = events(token)
    assert (event["uid"], str(event["status"])) == (workshop.uid, "CONFIRMED")
    assert sequences[0] < sequences[1] < int(str(event["sequence"]))


def test_a_join_link_that_the_owner_revoked_stands_in_no_feed(at: SetClock) -> None:
    ada = world.register(world.publish(), "Ada")
    token = feed_links.issue(Holder(registration=ada))
    (before,) = events(token)
    join_links.revoke_join_link(ada.join_link.pk)
    (after,) = events(token)
    assert "conference" in before
    assert "conference" not in after
    assert str(after["location"]) == "Online"


def test_a_workshop_on_site_says_where_and_has_no_conference(at: SetClock) -> None:
    workshop = world.publish(
        venue=Venue.ON_SITE, place="1 Main St, Boise", latitude=43.6, longitude=-116.2
    )
    (event,) = events(feed_links.issue(Holder(registration=world.register(workshop, "Ada"))))
    assert (str(event["location"]), event["geo"].to_ical()) == ("1 Main St, Boise", "43.6;-116.2")
    assert "conference" not in event
    assert "on site" in str(event["description"])


def test_an_organization_sees_its_workshops_and_not_its_people(at: SetClock) -> None:
    first, second = (
        world.publish(),
        world.publish(start=world.START + timedelta(days=1), title="Second"),
    )
    world.publish(start=world.START + timedelta(days=2), title="Others'")
    organizations.keep_seats(first.pk, "Acme", 3, "user 1")
    world.register(second, "Ada", organization="Acme")
    acme = Organization.objects.get()
    token = feed_links.issue(Holder(organization=acme))
    one, two = events(token)
    assert (str(one["summary"]), str(two["summary"])) == ("Workshop", "Second")
    assert "3 seats are kept for you." in str(one["description"])
    assert b"Ada" not in b"".join(PublishedFeed.objects.values_list("body", flat=True))
    organizations.keep_seats(first.pk, "Acme", 0, "user 1")
    assert sorted(told(token)) == ["Cancelled: Workshop", "Second"]


def test_the_facilitator_sees_drafts_travel_and_everything_else_that_takes_time(
    at: SetClock,
) -> None:
    world.publish(audience=Audience.PRIVATE)
    world.publish(state=State.SCHEDULED, title="Draft", start=world.START + timedelta(days=1))
    world.publish(state=State.CANCELLED, title="Off", start=world.START + timedelta(days=2))
    ledger.claim("travel", "1", (world.START - timedelta(hours=8), world.START))
    token = feed_links.issue(FACILITATOR, alarm_minutes=30)
    shown = events(token)
    assert [
        (str(event["summary"]), str(event["status"]), str(event["transp"])) for event in shown
    ] == [
        ("Workshop", "CONFIRMED", "OPAQUE"),
        ("Draft", "TENTATIVE", "OPAQUE"),
        ("Cancelled: Off", "CANCELLED", "TRANSPARENT"),
        ("Travel", "CONFIRMED", "OPAQUE"),
    ]
    assert [len(event.walk("VALARM")) for event in shown] == [1, 0, 0, 1]
    ledger.release("travel", "1")
    assert told(token)[-1] == "Cancelled: Travel"
    at.forward(days=59)
    feed_life.render()
    assert "Cancelled: Travel" in told(token)
    at.forward(days=1)
    feed_life.render()
    assert "Cancelled: Travel" not in told(token)
    ledger.claim("travel", "1", (at.at + timedelta(days=1), at.at + timedelta(days=2)))
    event = events(token)[-1]
    assert (str(event["summary"]), int(str(event["sequence"]))) == ("Travel", 2)


def test_what_is_over_leaves_a_feed_without_a_tombstone(at: SetClock) -> None:
    ledger.claim("travel", "1", (world.START, world.START + timedelta(hours=1)))
    token = feed_links.issue(FACILITATOR)
    assert told(token) == ["Travel"]
    at.at = world.START + timedelta(days=366)
    feed_life.render()
    assert told(token) == ["No workshop is announced yet"]


def test_a_workshop_that_is_no_longer_public_is_cancelled_for_the_public(at: SetClock) -> None:
    workshop = world.publish()
    feed_life.render_marked()
    world.change(workshop, audience=Audience.PRIVATE)
    feed_life.render_marked()
    (event,) = Calendar.from_ical(rendering.public_feed()).walk("VEVENT")
    assert (event["uid"], str(event["summary"])) == (workshop.uid, "Cancelled: Workshop")


def test_a_person_who_was_forgotten_leaves_an_empty_feed(at: SetClock) -> None:
    ada = world.register(world.publish(), "Ada")
    token = feed_links.issue(Holder(registration=ada))
    ada.email = ada.email_key = ada.name = ""
    ada.save()
    feed_marks.mark_workshop(ada.workshop_id)
    assert told(token) == ["No workshop is announced yet"]
    assert person_entries("") == ()


def test_an_offered_seat_is_told_as_an_offer(at: SetClock) -> None:
    ada = world.register(world.publish(), "Ada")
    token = feed_links.issue(Holder(registration=ada))
    ada.state, ada.offer_expires_at = RegistrationState.OFFERED, at.at + timedelta(days=1)
    ada.save()
    feed_marks.mark_person(ada.email_key)
    (event,) = events(token)
    assert (str(event["summary"]), str(event["status"])) == ("Seat offered: Workshop", "TENTATIVE")


def test_a_person_in_a_month_without_a_date_sees_its_marker(at: SetClock) -> None:
    workshop = world.publish()
    ada = world.register(workshop, "Ada")
    token = feed_links.issue(Holder(registration=ada))
    world.change(workshop, state=State.TO_BE_DECIDED, start=None, end=None)
    (event,) = events(token)
    assert event.decoded("dtstart") == date(2026, 12, 1)
    assert str(event["summary"]) == "Workshop: date to be decided"
