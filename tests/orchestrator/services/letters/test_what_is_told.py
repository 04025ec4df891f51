"""What letters say once they go out: the truth of that moment, and nothing of importance lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import world
from set_clock import SetClock

from orchestrator.models import OutboxMessage, Registration, Subscriber, Workshop
from orchestrator.rules.workshop import Audience, State
from orchestrator.services.letters.letter import Letter, Skip
from orchestrator.services.letters.writers import WRITERS
from orchestrator.services.seats import registrations, reminding, waitlist
from orchestrator.services.workshops import publication

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def workshop(at: SetClock) -> Workshop:
    return world.publish(capacity=2)


def put(workshop: Workshop, target: State = State.PUBLISHED, **changes: Any) -> None:
    offer = replace(publication.offer_of(Workshop.objects.get(pk=workshop.pk)), **changes)
    publication.save_draft(workshop.pk, target, offer, "user 1")
    publication.publish(workshop.pk, publication.preview(workshop.pk).fingerprint, "user 1")


def move(workshop: Workshop, by: timedelta) -> None:
    start, end = world.START + by, world.START + by + timedelta(hours=4)
    put(workshop, start=start, end=end, month=start.date().replace(day=1))


def letters(kind: str) -> list[Letter | Skip]:
    return [WRITERS[kind](one) for one in OutboxMessage.objects.filter(kind=kind).order_by("id")]


def test_a_move_is_told_although_something_small_changed_since(workshop: Workshop) -> None:
    world.register(workshop, "Ada")
    move(workshop, 7 * DAY)
    put(workshop, ticket_url="https://shop.example.org/")
    (letter,) = letters("workshop-moved")
    assert isinstance(letter, Letter)
    assert letter.subject.startswith("New time")


def test_a_move_and_a_new_title_are_both_told(workshop: Workshop) -> None:
    world.register(workshop, "Ada")
    move(workshop, 7 * DAY)
    put(workshop, title="Another title")
    assert isinstance(letters("workshop-moved")[0], Letter)
    assert isinstance(letters("workshop-changed")[0], Letter)


def test_of_two_moves_only_the_last_is_told(workshop: Workshop) -> None:
    world.register(workshop, "Ada")
    move(workshop, 7 * DAY)
    move(workshop, 8 * DAY)
    first, last = letters("workshop-moved")
    assert isinstance(first, Skip)
    assert isinstance(last, Letter)


def test_a_late_cancellation_leaves_the_entry_of_a_new_registration(workshop: Workshop) -> None:
    ada = world.register(workshop, "Ada")
    registrations.cancel(ada.pk, "user 1")
    (letter,) = letters("registration-cancelled")
    assert isinstance(letter, Letter)
    assert letter.invitation
    world.register(workshop, "Ada")
    (letter,) = letters("registration-cancelled")
    assert isinstance(letter, Letter)
    assert letter.invitation is None


def test_a_place_on_the_waitlist_was_never_in_a_calendar(workshop: Workshop) -> None:
    world.register(workshop, "Ada")
    world.register(workshop, "Cy")
    bo = world.register(workshop, "Bo")
    registrations.substitute(bo.pk, world.person("Eve"), world.BY_HAND)
    (letter,) = letters("seat-handed-on")
    assert isinstance(letter, Letter)
    assert letter.invitation is None


@pytest.mark.parametrize("audience", Audience)
def test_whoever_missed_an_offer_is_sent_only_where_they_can_wait_again(
    at: SetClock, audience: Audience
) -> None:
    workshop = world.publish(capacity=1, audience=audience)
    ada, _ = world.register(workshop, "Ada"), world.register(workshop, "Bo")
    registrations.cancel(ada.pk, "user 1")
    expires = Registration.objects.get(name="Bo").offer_expires_at
    assert expires
    at.at = expires + timedelta(seconds=1)
    assert waitlist.expire_offers() == 1
    (letter,) = letters("offer-lapsed")
    assert isinstance(letter, Letter)
    assert ("/waitlist" in letter.action.url if letter.action else False) == (
        audience is Audience.PUBLIC
    )


def test_nobody_is_reminded_of_a_move_they_were_just_told(workshop: Workshop, at: SetClock) -> None:
    world.register(workshop, "Ada")
    at.forward(days=1)
    move(workshop, at.at + 6 * DAY + timedelta(hours=20) - world.START)
    assert reminding.owe_reminders() == 0


def test_a_date_that_became_private_is_not_announced_any_more(at: SetClock) -> None:
    workshop = world.publish()
    row = OutboxMessage(
        kind="new-date", workshop=workshop, facts={"subscriber": subscriber()}, cause="c"
    )
    assert isinstance(WRITERS["new-date"](row), Letter)
    put(workshop, audience=Audience.PRIVATE)
    row.workshop = Workshop.objects.get()
    assert isinstance(WRITERS["new-date"](row), Skip)


def subscriber() -> int:
    return Subscriber.objects.create(
        email="a@example.org", email_key="a@example.org", link_hash="x", confirmed_at=world.START
    ).pk
