"""A workshop on request is settled at what it cost, never above the quote, to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import request_world as requests
import world
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import Invoice, TravelReceipt, Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.money import overview, settlement
from orchestrator.services.requests import accepting

pytestmark = pytest.mark.django_db


def refusal(code: str) -> Any:
    return pytest.raises(RuleBroken, check=lambda refused: refused.code == code)


@pytest.fixture
def priced(settings: Settings) -> None:
    """Let a workshop on site cost 1,999 dollars."""
    found = settings.COMPANY.requests.model_copy(update={"on_site_fee_dollars": 1999})
    settings.COMPANY = settings.COMPANY.model_copy(update={"requests": found})


@pytest.fixture
def workshop(at: SetClock, priced: None) -> Workshop:
    """Return a workshop in Duluth that three organizations accepted."""
    row = requests.accept(requests.ask(), *requests.NAMES)
    assert row.workshop
    return row.workshop


def receipt(workshop: Workshop, cents: int) -> None:
    overview.add_receipt(workshop, "Flight", cents, date(2026, 11, 20), "user 1")


def settle(workshop: Workshop, at: SetClock) -> list[Invoice]:
    at.at = workshop.span[1] + timedelta(days=1)
    return settlement.settle(workshop, "user 1")


def test_each_pays_its_share_of_price_and_journey(workshop: Workshop, at: SetClock) -> None:
    receipt(workshop, 500_01)
    found = settlement.settlement(workshop)
    assert found
    assert found.charged == found.actual == 1999_00 + 500_01
    assert sum(share.price for share in found.shares) == 1999_00
    papers = settle(workshop, at)
    assert [paper.total_cents for paper in papers] == [share.total for share in found.shares]
    assert sum(paper.total_cents for paper in papers) == 2499_01
    assert [paper.payer_name for paper in papers] == list(requests.NAMES)
    assert papers[0].lines[0]["kind"] == "workshop"
    assert settlement.is_settled(workshop)


def test_nobody_pays_more_than_was_accepted(workshop: Workshop, at: SetClock) -> None:
    receipt(workshop, 90_000_00)
    found = settlement.settlement(workshop)
    assert found
    assert (found.charged, found.actual) == (found.cap, 1999_00 + 90_000_00)
    assert all(share.total == share.cap for share in found.shares)


def test_settled_again_the_same_invoices_stand(workshop: Workshop, at: SetClock) -> None:
    papers = settle(workshop, at)
    assert [one.pk for one in settlement.settle(workshop, "user 1")] == [one.pk for one in papers]
    assert Invoice.objects.count() == 3


def test_it_is_settled_once_it_is_over_and_only_what_was_quoted(
    workshop: Workshop, at: SetClock
) -> None:
    with refusal("not_over"):
        settlement.settle(workshop, "user 1")
    other = world.publish(start=world.START + timedelta(days=90))
    assert settlement.settlement(other) is None
    with refusal("nothing_to_settle"):
        settlement.settle(other, "user 1")


def test_who_withdrew_pays_nothing_and_the_others_share_anew(at: SetClock, priced: None) -> None:
    row = requests.ask()
    requests.accept(row, "North", "South")
    accepting.withdraw(requests.of(row, "West").pk)
    row = requests.accept(row, "North", "South")
    assert row.workshop
    found = settlement.settlement(row.workshop)
    assert found
    assert [share.organization.name for share in found.shares] == ["North", "South"]
    assert found.charged == 1999_00


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spent=st.integers(1, 400_000))
def test_the_shares_add_up_to_the_cent_whatever_it_cost(workshop: Workshop, spent: int) -> None:
    TravelReceipt.objects.all().delete()
    receipt(workshop, spent)
    found = settlement.settlement(workshop)
    assert found
    assert found.charged == min(found.actual, found.cap)
    assert all(0 <= share.total <= share.cap for share in found.shares)
    assert all(share.price >= 0 and share.journey >= 0 for share in found.shares)
