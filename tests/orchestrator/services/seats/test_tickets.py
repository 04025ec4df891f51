from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import world
from set_clock import SetClock

from orchestrator.models import Registration, Ticket, Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import read_person
from orchestrator.rules.workshop import Audience
from orchestrator.services.seats import registrations
from orchestrator.services.seats.tickets import Happening, News, hear

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(at: SetClock) -> Workshop:
    return world.publish(capacity=2)


def news(
    workshop: Workshop, at: SetClock, happening: Happening = Happening.REGISTERED, **more: object
) -> News:
    values: dict[str, object] = {
        "source": "shop",
        "external_id": "1",
        "happening": happening,
        "told_at": at.at,
        "workshop_uid": workshop.uid,
        "person": world.person("Ada"),
    }
    return News(**(values | more))  # type: ignore[arg-type]  # as News names them


def standing() -> list[tuple[str, str]]:
    return [(r.name, r.state) for r in Registration.objects.order_by("id")]


def test_the_same_news_twice_is_one_registration(workshop: Workshop, at: SetClock) -> None:
    first = news(workshop, at)
    assert (hear(first, "shop 1").new, hear(first, "shop 1").new) == (True, False)
    assert standing() == [("Ada", "confirmed")]
    assert len(world.owed()) == 1


def test_old_news_changes_nothing_in_whatever_order_it_comes(
    workshop: Workshop, at: SetClock
) -> None:
    ordered = news(workshop, at)
    refunded = news(workshop, at, Happening.REFUNDED, told_at=at.at + timedelta(minutes=1))
    assert hear(refunded, "shop 1").state == "cancelled"
    assert hear(ordered, "shop 1").state == "cancelled"
    assert standing() == []
    assert world.owed() == []


def test_a_refund_frees_the_seat_and_a_new_order_takes_one_again(
    workshop: Workshop, at: SetClock
) -> None:
    hear(news(workshop, at), "shop 1")
    at.forward(minutes=1)
    assert hear(news(workshop, at, Happening.CANCELLED, person=None), "shop 1").state == "cancelled"
    at.forward(minutes=1)
    assert hear(news(workshop, at), "shop 1").state == "confirmed"
    assert standing() == [("Ada", "cancelled"), ("Ada", "confirmed")]


def test_a_renamed_attendee_is_another_person_by_another_address_only(
    workshop: Workshop, at: SetClock
) -> None:
    hear(news(workshop, at), "shop 1")
    at.forward(minutes=1)
    again = news(workshop, at, Happening.CHANGED, person=read_person("Ada L.", "ada@example.org"))
    hear(again, "shop 1")
    assert standing() == [("Ada L.", "confirmed")]
    at.forward(minutes=1)
    hear(news(workshop, at, Happening.CHANGED, person=world.person("Eve")), "shop 1")
    assert standing() == [("Ada L.", "cancelled"), ("Eve", "confirmed")]


def test_a_ticket_that_changes_to_another_workshop_moves_the_person(
    workshop: Workshop, at: SetClock
) -> None:
    other = world.publish(start=world.START + timedelta(days=7))
    hear(news(workshop, at), "shop 1")
    at.forward(minutes=1)
    hear(news(other, at, Happening.CHANGED), "shop 1")
    rows = Registration.objects.order_by("id").values_list("workshop", "state")
    assert list(rows) == [(workshop.pk, "cancelled"), (other.pk, "confirmed")]


def test_a_ticket_for_a_full_workshop_waits_and_says_so(workshop: Workshop, at: SetClock) -> None:
    for name in ("Bo", "Cy"):
        world.register(workshop, name)
    assert hear(news(workshop, at, organization="Acme"), "shop 1").state == "waitlisted"
    assert Registration.objects.get(name="Ada").organization is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"workshop_uid": "none"}, "workshop_unknown"),
        ({"person": None}, "person_missing"),
        ({"organization": "x" * 300}, "organization_name"),
    ],
)
def test_what_is_refused_is_not_remembered_so_that_it_can_be_said_again(
    workshop: Workshop, at: SetClock, change: dict[str, object], code: str
) -> None:
    good = news(workshop, at)
    with pytest.raises(RuleBroken) as refusal:
        hear(replace(good, **change), "shop 1")  # type: ignore[arg-type]  # as News names them
    assert refusal.value.code == code
    assert not Ticket.objects.exists()
    assert hear(good, "shop 1").state == "confirmed"


def test_no_shop_sells_a_private_workshop(at: SetClock) -> None:
    workshop = world.publish(audience=Audience.PRIVATE)
    with pytest.raises(RuleBroken, match="private"):
        hear(news(workshop, at), "shop 1")


def test_two_shops_may_use_the_same_numbers(workshop: Workshop, at: SetClock) -> None:
    hear(news(workshop, at), "shop 1")
    hear(news(workshop, at, source="other", person=world.person("Bo")), "shop 2")
    assert standing() == [("Ada", "confirmed"), ("Bo", "confirmed")]
    assert isinstance(at.at, datetime)


def test_who_waits_and_buys_a_ticket_keeps_the_place_and_the_ticket_is_known(
    workshop: Workshop, at: SetClock
) -> None:
    for name in ("Bo", "Cy", "Ada"):
        world.register(workshop, name)
    assert hear(news(workshop, at), "shop 1").state == "waitlisted"
    at.forward(minutes=1)
    assert hear(news(workshop, at, Happening.REFUNDED), "shop 1").state == "cancelled"
    assert standing()[2] == ("Ada", "cancelled")


def test_a_new_name_on_a_ticket_brings_nobody_back_who_cancelled(
    workshop: Workshop, at: SetClock
) -> None:
    hear(news(workshop, at), "shop 1")
    registrations.cancel(Registration.objects.get().pk, "link")
    at.forward(minutes=1)
    assert hear(news(workshop, at, Happening.CHANGED), "shop 1").state == "cancelled"
    assert standing() == [("Ada", "cancelled")]
