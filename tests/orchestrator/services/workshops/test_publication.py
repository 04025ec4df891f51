from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import world
from set_clock import SetClock

from orchestrator.models import (
    JoinLink,
    MonthWithoutWorkshop,
    OutboxMessage,
    Registration,
    Subscriber,
    TimeClaim,
    Work,
    Workshop,
    WorkshopDraft,
)
from orchestrator.rules.part_of_day import Part
from orchestrator.rules.publication import Offer
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import Audience, State, Venue
from orchestrator.services.feeds.feed_entries import public_entries
from orchestrator.services.people import subscribers
from orchestrator.services.seats import registrations
from orchestrator.services.workshops import publication
from orchestrator.services.zoom.meetings import KIND as MEETING

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def draft(at: SetClock) -> Workshop:
    return publication.create(world.offer(), "user 1")


def publish(workshop: Workshop) -> publication.Preview:
    return publication.publish(workshop.pk, publication.preview(workshop.pk).fingerprint, "user 1")


def plan(workshop: Workshop, target: State = State.PUBLISHED, **changes: Any) -> None:
    workshop.refresh_from_db()
    offer = replace(publication.wanted(workshop)[1], **changes)
    publication.save_draft(workshop.pk, target, offer, "user 1")


def later(workshop: Workshop, by: timedelta = WEEK) -> dict[str, Any]:
    start, end = workshop.span
    return {"start": start + by, "end": end + by}


def told(preview: publication.Preview) -> list[str]:
    return [f"{one.kind} {one.recipient}" for one in preview.told]


def refused(code: str) -> pytest.RaisesExc[RuleBroken]:
    return pytest.raises(RuleBroken, check=lambda refusal: refusal.code == code)


def test_a_draft_is_seen_by_nobody_and_a_preview_changes_nothing(draft: Workshop) -> None:
    world.register(draft, "Ada")
    before = Workshop.objects.values().get()
    preview = publication.preview(draft.pk)
    assert told(preview) == ["registration-confirmed ada@example.org"]
    assert preview.seen
    assert Workshop.objects.values().get() == before
    assert not OutboxMessage.objects.exists()
    assert not public_entries()
    assert not Work.objects.filter(kind=MEETING).exists()


def test_publishing_does_exactly_what_the_preview_said(draft: Workshop) -> None:
    for name in ("Ada", "Bo", "Cy", "Di"):
        world.register(draft, name)
    preview = publication.preview(draft.pk)
    done = publication.publish(draft.pk, preview.fingerprint, "user 1")
    assert told(done) == told(preview) == world.owed()
    assert len(world.owed("registration-confirmed")) == 3
    draft.refresh_from_db()
    assert (draft.state, draft.sequence) == (State.PUBLISHED, 0)
    assert len(public_entries()) == 1
    assert Work.objects.filter(kind=MEETING).exists()


def test_what_changed_since_the_preview_is_not_published(draft: Workshop) -> None:
    preview = publication.preview(draft.pk)
    world.register(draft, "Ada")
    with refused("preview_outdated"):
        publication.publish(draft.pk, preview.fingerprint, "user 1")
    assert not OutboxMessage.objects.exists()
    draft.refresh_from_db()
    assert draft.state == State.SCHEDULED


def test_moving_carries_everything_with_it(draft: Workshop, at: SetClock) -> None:
    people = [world.register(draft, name) for name in ("Ada", "Bo", "Cy", "Di")]
    publish(draft)
    registrations.cancel(people[0].pk, "link")  # Di is offered the seat
    plan(draft, **later(draft, -timedelta(days=15)), title="Moved")
    assert public_entries()[0].start == world.START  # nobody sees a draft
    work = Work.objects.get(kind=MEETING)
    done = publish(draft)
    assert told(done) == [f"workshop-moved {name}@example.org" for name in ("bo", "cy", "di")]
    (entry,) = public_entries()
    assert (entry.uid, entry.sequence, entry.summary) == (draft.uid, 1, "Moved")
    assert entry.start == world.START - timedelta(days=15)
    assert Work.objects.get(kind=MEETING).seq > work.seq
    assert TimeClaim.objects.get().start == entry.start
    di = Registration.objects.get(name="Di")
    assert entry.start is not None
    assert di.offer_expires_at == entry.start - timedelta(hours=24)
    facts = OutboxMessage.objects.filter(kind="workshop-moved")[0].facts
    assert facts["before"]["start"] == world.START.isoformat()


def test_cancelling_keeps_the_entry_as_cancelled_and_frees_the_time(draft: Workshop) -> None:
    people = [world.register(draft, name) for name in ("Ada", "Bo", "Cy", "Di", "Ed")]
    publish(draft)
    registrations.cancel(people[0].pk, "link")
    plan(draft, State.CANCELLED)
    assert told(publish(draft)) == [
        f"workshop-cancelled {name}@example.org" for name in ("bo", "cy", "di", "ed")
    ]
    (entry,) = public_entries()
    assert (entry.uid, entry.sequence, entry.status) == (draft.uid, 1, "CANCELLED")
    assert not TimeClaim.objects.exists()
    assert Registration.objects.get(name="Di").state == "waitlisted"
    plan(draft)  # and it can be taken back
    assert told(publish(draft))[0] == "workshop-revived bo@example.org"
    draft.refresh_from_db()
    assert (draft.state, draft.sequence) == (State.PUBLISHED, 2)
    assert TimeClaim.objects.get().span == draft.span


def test_a_month_gets_its_date_under_the_same_uid(at: SetClock) -> None:
    month = Offer(
        "Workshop", Audience.PUBLIC, Venue.ONLINE, world.START.date().replace(day=1), None, None,
        "America/Los_Angeles", 14,
    )  # fmt: skip
    MonthWithoutWorkshop.objects.create(month=month.month)
    idea = publication.create(month, "user 1")
    assert (idea.state, public_entries()) == (State.IDEA, ())
    plan(idea, State.TO_BE_DECIDED)
    publish(idea)
    assert public_entries()[0].day is not None
    assert not MonthWithoutWorkshop.objects.exists()
    plan(idea, start=world.START, end=world.START + timedelta(hours=4))
    idea.refresh_from_db()
    assert idea.state == State.TO_BE_DECIDED
    publish(idea)
    (entry,) = public_entries()
    assert (entry.uid, entry.sequence, entry.start) == (idea.uid, 1, world.START)


def test_capacity_alone_is_told_to_nobody_but_those_it_frees_a_seat_for(draft: Workshop) -> None:
    for name in ("Ada", "Bo", "Cy", "Di"):
        world.register(draft, name)
    publish(draft)
    plan(draft, capacity=4)
    done = publish(draft)
    assert told(done) == ["seat-offered di@example.org"]
    assert not done.seen
    plan(draft, capacity=3)
    with refused("capacity_below_seats"):
        publication.preview(draft.pk)


def test_going_online_opens_doors_and_going_on_site_closes_them(draft: Workshop) -> None:
    world.register(draft, "Ada")
    publish(draft)
    plan(draft, venue=Venue.ON_SITE, place="1 Main St")
    assert told(publish(draft)) == ["workshop-changed ada@example.org"]
    assert JoinLink.objects.get().revoked_at is not None
    plan(draft, venue=Venue.ONLINE)
    publish(draft)
    assert JoinLink.objects.get().revoked_at is None


def test_a_new_date_goes_to_those_it_suits_and_to_who_asked_for_the_month(at: SetClock) -> None:
    for name, parts in (
        ("everybody", []),
        ("european", [Part.EUROPE_AFRICA]),
        ("pacific", [Part.ASIA_PACIFIC]),
    ):
        address = world.person(name).email
        subscribers.ask(address, parts, [])
    pacific_month = world.person("asker").email
    month = Workshop.objects.create(
        title="Workshop", state=State.TO_BE_DECIDED, month=world.START.date().replace(day=1),
        timezone="America/Los_Angeles", capacity=14,
    )  # fmt: skip
    subscribers.ask(pacific_month, [Part.ASIA_PACIFIC], [month.pk])
    for one in Subscriber.objects.all():
        subscribers.confirm(one, one.parts, [i.workshop_id for i in one.interests.all()])
    subscribers.ask(world.person("unconfirmed").email, [], [])
    OutboxMessage.objects.all().delete()
    plan(month, start=world.START, end=world.START + timedelta(hours=4))
    assert told(publish(month)) == [
        f"new-date {name}@example.org" for name in ("everybody", "european", "asker")
    ]


def test_a_private_workshop_is_announced_to_nobody(draft: Workshop) -> None:
    subscribers.ask(world.person("Sub").email, [], [])
    one = Subscriber.objects.get()
    subscribers.confirm(one, [], [])
    plan(draft, audience=Audience.PRIVATE)
    assert told(publish(draft)) == []


def test_the_facilitators_time_is_claimed_once(draft: Workshop) -> None:
    offer = publication.offer_of(draft)
    with refused("facilitator_busy"):
        publication.create(offer, "user 1")
    publication.create(replace(offer, **later(draft, timedelta(hours=4))), "user 1")  # back to back
    assert TimeClaim.objects.count() == 2


@pytest.mark.parametrize(
    ("state", "target", "code"),
    [
        (State.PUBLISHED, State.TO_BE_DECIDED, "step_not_possible"),
        (State.CANCELLED, State.TO_BE_DECIDED, "step_not_possible"),
    ],
)
def test_a_step_that_is_not_possible_is_no_draft(
    at: SetClock, state: State, target: State, code: str
) -> None:
    workshop = world.publish(state=state)
    with refused(code):
        plan(workshop, target)
    assert not WorkshopDraft.objects.exists()


def test_what_is_over_cannot_be_changed(draft: Workshop, at: SetClock) -> None:
    publish(draft)
    at.at = draft.span[1]
    with refused("workshop_over"):
        plan(draft, title="New")


def test_a_discarded_draft_leaves_no_trace(draft: Workshop) -> None:
    publish(draft)
    plan(draft, title="New")
    publication.discard_draft(draft.pk, "user 1")
    publication.discard_draft(draft.pk, "user 1")
    draft.refresh_from_db()
    assert publication.wanted(draft) == (State.PUBLISHED, publication.offer_of(draft))


def test_publishing_what_is_as_it_was_changes_nothing_that_is_seen(draft: Workshop) -> None:
    publish(draft)
    before = public_entries()
    done = publish(draft)
    assert (told(done), done.seen, public_entries()) == ([], False, before)
