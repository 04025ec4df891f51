from __future__ import annotations

import pytest
import world
from set_clock import SetClock

from orchestrator.models import Interest, Subscriber, Workshop
from orchestrator.rules.part_of_day import Part
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import State
from orchestrator.services.people import subscribers

pytestmark = pytest.mark.django_db
EUROPE, AMERICAS = Part.EUROPE_AFRICA.value, Part.AMERICAS.value
ADA = world.person("Ada").email


@pytest.fixture
def month(at: SetClock) -> Workshop:
    return world.publish(state=State.TO_BE_DECIDED, start=None, month=world.START.date())


def ada() -> Subscriber:
    return Subscriber.objects.get(email_key="ada@example.org")


def test_nobody_is_on_the_list_before_they_said_so_by_their_own_link(month: Workshop) -> None:
    subscribers.ask(ADA, [EUROPE], [month.pk])
    assert ada().confirmed_at is None
    assert subscribers.interest_in(month) == dict.fromkeys(Part, 0)
    found = subscribers.by_link(subscribers.link_token(ada()))
    assert found == ada()
    subscribers.confirm(ada(), [EUROPE, AMERICAS], [month.pk])
    assert subscribers.interest_in(month) == {
        Part.EUROPE_AFRICA: 1, Part.AMERICAS: 1, Part.ASIA_PACIFIC: 0,
    }  # fmt: skip


def test_who_has_no_preference_counts_for_every_part(month: Workshop) -> None:
    subscribers.ask(ADA, [], [])
    subscribers.confirm(ada(), [], [month.pk])
    assert subscribers.interest_in(month) == dict.fromkeys(Part, 1)


def test_whoever_only_knows_the_address_changes_nothing(month: Workshop, at: SetClock) -> None:
    subscribers.ask(ADA, [EUROPE], [month.pk])
    subscribers.confirm(ada(), [EUROPE], [month.pk])
    at.forward(hours=2)
    subscribers.ask(ADA, [AMERICAS], [])
    assert ada().parts == [EUROPE]
    assert Interest.objects.count() == 1
    assert len(world.owed("confirm-subscription")) == 2


def test_an_address_is_asked_at_most_once_an_hour(at: SetClock) -> None:
    for _ in range(5):
        subscribers.ask(ADA, [], [])
    assert len(world.owed()) == 1
    at.forward(hours=1)
    subscribers.ask(ADA, [], [])
    assert len(world.owed()) == 2


def test_leaving_takes_one_click_and_forgets_the_person(at: SetClock) -> None:
    subscribers.ask(ADA, [], [])
    token = subscribers.link_token(ada())
    assert subscribers.unsubscribe(token)
    assert not Subscriber.objects.exists()
    assert not subscribers.unsubscribe(token)


def test_who_never_confirms_is_forgotten_after_a_week(at: SetClock) -> None:
    subscribers.ask(ADA, [], [])
    subscribers.ask(world.person("Bo").email, [], [])
    subscribers.confirm(ada(), [], [])
    at.forward(days=7)
    assert subscribers.forget_unconfirmed() == 0
    at.forward(seconds=1)
    assert subscribers.forget_unconfirmed() == 1
    assert ada().confirmed_at is not None


def test_a_part_or_month_that_does_not_exist_is_refused_or_left_out(month: Workshop) -> None:
    subscribers.ask(ADA, [], [month.pk, 999])
    assert Interest.objects.count() == 1
    with pytest.raises(RuleBroken) as refusal:
        subscribers.confirm(ada(), ["mars"], [])
    assert refusal.value.code == "part_unknown"
