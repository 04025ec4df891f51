from __future__ import annotations

import pytest
import world
from set_clock import SetClock

from orchestrator.models import Registration, SeatBlock, Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import Audience
from orchestrator.services.seats import organizations, waitlist

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(at: SetClock) -> Workshop:
    """Return a private workshop of six seats: three kept for Acme, two for Bolt, one for nobody."""
    workshop = world.publish(audience=Audience.PRIVATE, capacity=6)
    organizations.keep_seats(workshop.pk, "Acme", 3, "user 1")
    organizations.keep_seats(workshop.pk, "Bolt", 2, "user 1")
    return workshop


def test_each_organization_has_its_own_seats_and_all_share_the_rest(shared: Workshop) -> None:
    found = [world.register(shared, f"A{n}", organization="Acme").state for n in range(5)]
    assert found == ["confirmed"] * 4 + ["waitlisted"]
    found = [world.register(shared, f"B{n}", organization=" bolt ").state for n in range(3)]
    assert found == ["confirmed"] * 2 + ["waitlisted"]
    assert world.register(shared, "Guest").state == "waitlisted"


def test_unused_seats_go_to_who_waits_seven_days_before_the_start(
    shared: Workshop, at: SetClock
) -> None:
    for n in range(5):
        world.register(shared, f"A{n}", organization="Acme")
    assert waitlist.with_released_seats() == []
    at.at = shared.span[0]
    at.forward(days=-7)
    assert waitlist.with_released_seats() == [shared.pk]
    assert waitlist.offer_released_seats(shared.pk) == 1
    assert Registration.objects.get(name="A4").state == "offered"


def test_a_larger_block_brings_offers_and_a_given_back_one_too(shared: Workshop) -> None:
    for n in range(5):
        world.register(shared, f"A{n}", organization="Acme")
    organizations.keep_seats(shared.pk, "Bolt", 0, "user 1")
    assert not SeatBlock.objects.filter(organization__name="Bolt").exists()
    assert Registration.objects.get(name="A4").state == "offered"
    organizations.keep_seats(shared.pk, "Nobody", 0, "user 1")  # nothing was kept: nothing happens


@pytest.mark.parametrize(
    ("name", "seats", "code"),
    [
        ("Cord", 2, "blocks_over_capacity"),
        ("  ", 1, "organization_name"),
        ("x" * 201, 1, "organization_name"),
    ],
)
def test_a_block_that_is_not_possible_is_refused(
    shared: Workshop, name: str, seats: int, code: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        organizations.keep_seats(shared.pk, name, seats, "user 1")
    assert refusal.value.code == code


def test_seats_that_others_sit_on_cannot_be_kept(shared: Workshop) -> None:
    world.register(shared, "Guest")
    with pytest.raises(RuleBroken) as refusal:
        organizations.keep_seats(shared.pk, "Acme", 4, "user 1")
    assert (refusal.value.code, refusal.value.allowed) == ("seats_taken", "at most 3 seats")


def test_a_new_roster_link_makes_the_old_one_dead_and_shows_only_its_own_people(
    shared: Workshop,
) -> None:
    world.register(shared, "A1", organization="Acme")
    world.register(shared, "B1", organization="Bolt")
    block = SeatBlock.objects.get(organization__name="Acme")
    first = organizations.new_roster_link(block.pk, "user 1")
    second = organizations.new_roster_link(block.pk, "user 1")
    assert organizations.by_roster_link(first) is None
    found = organizations.by_roster_link(second)
    assert found == block
    assert [row.name for row in organizations.roster(found)] == ["A1"]
    organizations.revoke_roster_link(block.pk, "user 1")
    assert organizations.by_roster_link(second) is None
    assert organizations.by_roster_link("") is None
