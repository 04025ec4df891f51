"""Addresses of private feeds: made, replaced, switched off, each without the others."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world
from set_clock import SetClock

from orchestrator.models import FeedLink, SeatBlock
from orchestrator.rules.feed import MOST_LINKS, FeedKind
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access.tokens import hashed
from orchestrator.services.feeds import rendering
from orchestrator.services.seats import feed_links, organizations, registration_states
from orchestrator.services.seats.feed_links import FACILITATOR, Holder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


def test_a_token_is_long_random_and_never_kept() -> None:
    tokens = {feed_links.issue(FACILITATOR) for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) >= 32 for token in tokens)
    kept = set(FeedLink.objects.values_list("token_hash", flat=True))
    assert kept == {hashed(token) for token in tokens}


def test_each_door_leads_to_its_own_holder() -> None:
    workshop = world.publish()
    ada = world.register(workshop, "Ada")
    block = organizations.keep_seats(workshop.pk, "Acme", 2, "user 1")
    assert block
    roster = organizations.new_roster_link(block.pk, "user 1")
    attendee = feed_links.attendee_behind(registration_states.link_token(ada))
    organization = feed_links.organization_behind(roster)
    assert attendee == Holder(registration=ada)
    assert organization == Holder(organization=SeatBlock.objects.get().organization)
    kinds = [attendee.kind, organization.kind, FACILITATOR.kind]
    assert kinds == [FeedKind.ATTENDEE, FeedKind.ORGANIZATION, FeedKind.FACILITATOR]
    for token in ("", "x", roster, "\ud800"):
        assert feed_links.attendee_behind(token) is None
    assert feed_links.organization_behind("x") is None


def test_a_person_has_the_same_addresses_whichever_registration_they_come_by() -> None:
    first, second = world.publish(), world.publish(start=world.START + timedelta(days=1))
    one, other = world.register(first, "Ada"), world.register(second, "Ada")
    feed_links.issue(Holder(registration=one))
    assert list(feed_links.links_of(Holder(registration=other))) == [FeedLink.objects.get()]


def test_replacing_ends_one_address_keeps_its_alarm_and_leaves_the_others(at: SetClock) -> None:
    old, other = feed_links.issue(FACILITATOR, 30), feed_links.issue(FACILITATOR)
    at.forward(minutes=1)
    fresh = feed_links.replace(FACILITATOR, FeedLink.objects.get(token_hash=hashed(old)).pk)
    alarms = dict(FeedLink.objects.filter(ended_at=None).values_list("token_hash", "alarm_minutes"))
    assert alarms == {hashed(other): None, hashed(fresh): 30}
    ended = rendering.published(hashed(old))
    assert ended
    assert b"SUMMARY:This calendar address was replaced" in ended.body
    assert ended.gone_at == at.at + timedelta(days=30)


def test_nobody_can_end_an_address_that_is_another_holders_or_ended_already() -> None:
    workshop = world.publish()
    ada, bob = (Holder(registration=world.register(workshop, name)) for name in ("Ada", "Bob"))
    feed_links.issue(ada)
    link = FeedLink.objects.get()
    for holder in (bob, FACILITATOR):
        with pytest.raises(RuleBroken) as refusal:
            feed_links.revoke(holder, link.pk)
        assert refusal.value.code == "address_unknown"
    feed_links.revoke(ada, link.pk)
    with pytest.raises(RuleBroken):
        feed_links.replace(ada, link.pk)
    assert FeedLink.objects.count() == 1


def test_there_is_an_end_to_addresses_and_only_known_alarms() -> None:
    for _ in range(MOST_LINKS):
        feed_links.issue(FACILITATOR)
    with pytest.raises(RuleBroken) as refusal:
        feed_links.issue(FACILITATOR)
    assert refusal.value.code == "too_many_addresses"
    feed_links.replace(FACILITATOR, FeedLink.objects.earliest("id").pk)
    with pytest.raises(RuleBroken) as refusal:
        feed_links.issue(FACILITATOR, 7)
    assert refusal.value.code == "alarm_unknown"
