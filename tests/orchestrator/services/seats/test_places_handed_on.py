"""A place that changes hands, or is forgotten, takes nobody else's calendar or ticket along."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world
from set_clock import SetClock

from orchestrator.models import FeedLink, Registration
from orchestrator.rules.workshop import State
from orchestrator.services import forgetting
from orchestrator.services.access.tokens import hashed
from orchestrator.services.feeds import rendering
from orchestrator.services.seats import feed_links, registrations
from orchestrator.services.seats.feed_links import Holder
from orchestrator.services.seats.tickets import Happening, News, hear

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


def body(token: str) -> str:
    """Return what is at a feed's address once everything that is due was rendered."""
    links = FeedLink.objects.select_related("registration", "organization")
    for link in links.filter(token_hash=hashed(token)):
        rendering.render_link(link)
    found = rendering.published(hashed(token))
    assert found
    return found.body.decode()


def test_a_place_on_the_waitlist_goes_without_the_old_persons_calendar() -> None:
    small, other = (
        world.publish(capacity=1),
        world.publish(title="Next", start=world.START + 7 * DAY),
    )
    world.register(small, "Ada")
    bo, eve = world.register(small, "Bo"), world.register(other, "Eve")
    token = feed_links.issue(Holder(registration=bo))
    registrations.substitute(bo.pk, world.person("Eve"), world.BY_HAND)
    assert eve.email_key == Registration.objects.get(pk=bo.pk).email_key
    assert "/join/" not in body(token)
    assert "Next" not in body(token)
    assert "This calendar address was replaced" in body(token)
    assert not feed_links.links_of(Holder(registration=Registration.objects.get(pk=eve.pk)))


def test_the_old_persons_calendar_goes_on_with_their_other_workshops() -> None:
    small, other = (
        world.publish(capacity=1),
        world.publish(title="Next", start=world.START + 7 * DAY),
    )
    world.register(small, "Ada")
    bo = world.register(small, "Bo")
    world.register(other, "Bo")
    token = feed_links.issue(Holder(registration=bo))
    registrations.substitute(bo.pk, world.person("Eve"), world.BY_HAND)
    assert "Next" in body(token)
    assert "Cancelled: Waitlist: Workshop" in body(token)


def test_a_calendar_outlives_the_first_workshop_that_is_forgotten(at: SetClock) -> None:
    ada = world.register(world.publish(), "Ada")
    token = feed_links.issue(Holder(registration=ada))
    at.forward(days=400)
    world.register(world.publish(title="Next", start=at.at + 9 * DAY), "Ada")
    forgetting.forget_what_is_due()
    assert Registration.objects.get(pk=ada.pk).forgotten_at
    assert "Next" in body(token)


def test_whoever_is_erased_has_no_calendar_any_more() -> None:
    ada = world.register(world.publish(), "Ada")
    token = feed_links.issue(Holder(registration=ada))
    forgetting.erase(world.person("Ada").email, "user 1")
    assert "This calendar address was replaced" in body(token)


def test_a_refund_reaches_whoever_has_the_tickets_seat_now(at: SetClock) -> None:
    workshop = world.publish(capacity=2)
    hear(news(workshop.uid, at, Happening.REGISTERED), "shop 1")
    ada = Registration.objects.get()
    bo = registrations.substitute(ada.pk, world.person("Bo"), world.BY_HAND)
    at.forward(minutes=1)
    registrations.substitute(bo.pk, world.person("Cy"), world.BY_HAND)
    at.forward(minutes=1)
    assert hear(news(workshop.uid, at, Happening.REFUNDED), "shop 1").state == "cancelled"
    assert not Registration.objects.filter(state="confirmed").exists()


def test_a_changed_ticket_never_takes_a_second_seat(at: SetClock) -> None:
    workshop = world.publish(capacity=2)
    hear(news(workshop.uid, at, Happening.REGISTERED), "shop 1")
    registrations.substitute(Registration.objects.get().pk, world.person("Bo"), world.BY_HAND)
    at.forward(minutes=1)
    hear(news(workshop.uid, at, Happening.CHANGED), "shop 1")
    seated = Registration.objects.filter(state="confirmed", workshop__state=State.PUBLISHED)
    assert [one.name for one in seated] == ["Ada"]


def test_a_ticket_bought_and_given_back_in_one_second_is_given_back(at: SetClock) -> None:
    workshop = world.publish(capacity=2)
    hear(news(workshop.uid, at, Happening.REGISTERED), "shop 1")
    for _ in range(2):
        assert hear(news(workshop.uid, at, Happening.CANCELLED), "shop 1").state == "cancelled"
    assert hear(news(workshop.uid, at, Happening.REGISTERED), "shop 1").state == "cancelled"
    assert len(world.owed("registration-cancelled")) == 1


def news(uid: str, at: SetClock, happening: Happening) -> News:
    return News("shop", "1", happening, at.at, uid, world.person("Ada"))


DAY = timedelta(days=1)
