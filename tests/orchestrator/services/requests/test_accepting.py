from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import request_world as requests
import world
from set_clock import SetClock

from orchestrator.models import (
    Acceptance,
    OutboxMessage,
    SeatBlock,
    TimeClaim,
    Workshop,
)
from orchestrator.rules.place.reading import GivenPlace
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import State
from orchestrator.services import ledger
from orchestrator.services.consultations import time_off
from orchestrator.services.letters.letter import Letter, Skip
from orchestrator.services.letters.writers import WRITERS
from orchestrator.services.requests import accepting, quoting, scheduling
from orchestrator.services.seats import organizations
from orchestrator.services.workshops import publication

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(at: SetClock) -> None:
    """Stand on 22 November 2026."""


def refused(code: str) -> Any:
    return pytest.raises(RuleBroken, check=lambda broken: broken.code == code)


def letters(kind: str) -> list[Letter | Skip]:
    return [WRITERS[kind](one) for one in OutboxMessage.objects.filter(kind=kind).order_by("id")]


def claims() -> list[tuple[str, bool]]:
    return list(TimeClaim.objects.order_by("start").values_list("kind", "tentative"))


def test_all_accept_and_it_is_a_workshop_with_seats_and_roster_links() -> None:
    row = requests.accept(requests.ask(venue="1 Lake Avenue"), "North", "South")
    assert row.state == "quoted"
    assert isinstance(letters("request-accepted")[0], Letter)
    assert claims() == [("request", True)]
    row = requests.accept(row, "West")
    assert row.state == "scheduled"
    workshop = row.workshop
    assert workshop
    assert (workshop.state, workshop.audience, workshop.venue) == (
        "published",
        "private",
        "on_site",
    )
    assert (workshop.place, workshop.capacity) == ("1 Lake Avenue, Duluth, MN 55802", 12)
    assert claims() == [("travel", False), ("workshop", False), ("travel", False)]
    spans = [claim.span for claim in TimeClaim.objects.order_by("start")]
    assert (spans[0][0], spans[-1][1]) == row.block
    seats = SeatBlock.objects.values_list("organization__name", "seats")
    assert list(seats) == [("North", 5), ("South", 4), ("West", 3)]
    for letter in letters("request-scheduled"):
        assert isinstance(letter, Letter)
        assert letter.action
        assert "/rosters/" in letter.action.url
    assert isinstance(letters("request-accepted")[0], Skip)


def test_an_online_request_needs_no_journey() -> None:
    row = requests.ask(mode="online", timezone="Europe/Berlin")
    assert row.place == ""
    assert row.block == row.span
    row = requests.accept(row, "North", "South", "West")
    assert claims() == [("workshop", False)]
    assert row.workshop
    assert row.workshop.venue == "online"


def test_accepting_twice_or_too_late_or_another_version_is_answered_clearly(at: SetClock) -> None:
    row = requests.ask()
    north, south = requests.of(row, "North"), requests.of(row, "South")
    accepting.accept(north.pk, 1)
    with refused("already_accepted"):
        accepting.accept(north.pk, 1)
    assert Acceptance.objects.count() == 1
    with refused("quote_superseded"):
        accepting.accept(south.pk, 2)
    accepting.withdraw(requests.of(row, "West").pk)
    with refused("quote_superseded"):
        accepting.accept(south.pk, 1)
    with refused("organization_left"):
        accepting.accept(requests.of(row, "West").pk, 2)
    with refused("organization_left"):
        accepting.withdraw(requests.of(row, "West").pk)
    at.forward(days=10)
    with refused("quote_expired"):
        accepting.accept(south.pk, 2)
    accepting.end_what_is_over()
    with refused("request_over"):
        accepting.accept(south.pk, 2)
    with refused("request_over"):
        accepting.withdraw(south.pk)


def test_a_date_taken_meanwhile_is_said_and_nothing_is_half_done() -> None:
    row = requests.accept(requests.ask(), "North", "South")
    time_off.take((row.start, row.end), "", "user 1")
    with refused("facilitator_away"):
        requests.accept(row, "West")
    assert requests.fresh(row).state == "quoted"
    assert claims() == [("request", True)]
    assert Acceptance.objects.count() == 2
    assert not Workshop.objects.exists()


def test_one_withdraws_and_the_rest_accept_a_new_split() -> None:
    row = requests.accept(requests.ask(), "North", "South")
    first = requests.in_force(row)
    accepting.withdraw(requests.of(row, "West").pk)
    row = requests.fresh(row)
    assert requests.in_force(row).number == 2
    assert requests.split_of(row) == [103_133, 82_507]  # 5 to 4 of the same sum
    assert len(world.owed("request-quoted")) == 5
    assert isinstance(letters("request-left")[0], Letter)
    first.refresh_from_db()
    assert sum(one["cents"] for one in first.shares) == 185_640  # kept as it was
    row = requests.accept(row, "North")
    assert row.state == "quoted"  # the yes to the first version is none to the second
    assert requests.accept(row, "South").state == "scheduled"


def test_one_withdraws_after_all_accepted_and_the_workshop_stays_for_the_rest() -> None:
    row = requests.accept(requests.ask(), "North", "South", "West")
    accepting.withdraw(requests.of(row, "South").pk)
    row = requests.fresh(row)
    assert (row.state, requests.split_of(row)) == ("quoted", [116_025, 69_615])
    assert SeatBlock.objects.count() == 2
    again = requests.accept(row, "North", "West")
    assert (again.state, again.workshop) == ("scheduled", row.workshop)
    assert Workshop.objects.count() == 1


def test_the_last_to_withdraw_ends_it_and_frees_the_date() -> None:
    row = requests.ask()
    for name in requests.NAMES:
        accepting.withdraw(requests.of(row, name).pk)
    assert requests.fresh(row).state == "withdrawn"
    assert claims() == []
    requests.ask(mark="b")


def test_a_quote_nobody_accepts_ends_in_time_and_frees_the_date(at: SetClock) -> None:
    row = requests.ask()
    assert accepting.next_due() == row.expires_at
    at.forward(days=9)
    assert accepting.end_what_is_over() == 0
    at.forward(days=1)
    assert (accepting.end_what_is_over(), accepting.end_what_is_over()) == (1, 0)
    assert requests.fresh(row).state == "expired"
    assert claims() == []
    assert accepting.next_due() is None
    assert all(isinstance(one, Letter) for one in letters("request-ended"))
    assert all(isinstance(one, Skip) for one in letters("request-quoted"))


def test_where_enough_accepted_the_silent_ones_are_left_out(at: SetClock) -> None:
    row = requests.accept(requests.ask(threshold=2), "North", "West")
    at.forward(days=10)
    assert accepting.end_what_is_over() == 1
    row = requests.fresh(row)
    assert (row.state, row.threshold) == ("quoted", 2)
    assert requests.of(row, "South").left_at
    assert requests.accept(row, "North", "West").state == "scheduled"


def test_but_not_over_a_date_that_somebody_took_meanwhile(at: SetClock) -> None:
    row = requests.accept(requests.ask(threshold=2), "North", "West")
    at.forward(days=10)
    ledger.claim("test", "other", row.span)
    accepting.end_what_is_over()
    assert requests.fresh(row).state == "expired"


def test_what_no_table_prices_waits_for_the_facilitator(at: SetClock) -> None:
    row = requests.ask(place=GivenPlace("99501"))
    assert (row.state, row.reasons) == ("review", ["priced_by_hand"])
    assert claims() == [("request", True)]
    assert isinstance(letters("request-review")[0], Letter)
    north = requests.of(row, "North")
    with refused("quote_missing"):
        accepting.accept(north.pk, 1)
    with refused("quote_order"):
        quoting.price_by_hand(row.pk, (2, 1, 3), "user 1")
    quoting.price_by_hand(row.pk, (100_000, 120_000, 150_000), "user 1")
    assert requests.split_of(row) == [62_500, 50_000, 37_500]
    assert isinstance(letters("request-review")[0], Skip)
    assert requests.accept(row, *requests.NAMES).state == "scheduled"


def test_one_may_leave_before_there_is_a_price() -> None:
    row = requests.ask(place=GivenPlace("00601"))
    accepting.withdraw(requests.of(row, "West").pk)
    assert requests.fresh(row).state == "review"
    quoting.price_by_hand(row.pk, (1, 1, 9), "user 1")
    assert requests.split_of(row) == [5, 4]


def test_the_facilitator_may_say_no_once() -> None:
    row = requests.ask(place=GivenPlace("00601"))
    accepting.decline(row.pk, "user 1")
    assert requests.fresh(row).state == "declined"
    assert claims() == []
    for again in (accepting.decline, lambda pk, who: quoting.price_by_hand(pk, (1, 1, 1), who)):
        with refused("request_over"):
            again(row.pk, "user 1")
    with refused("request_unknown"):
        accepting.decline(0, "user 1")


def test_calling_the_workshop_off_frees_the_days_of_its_journey() -> None:
    workshop = requests.accept(requests.ask(), *requests.NAMES).workshop
    assert workshop
    offer = publication.offer_of(workshop)
    publication.save_draft(workshop.pk, State.CANCELLED, offer, "user 1")
    publication.publish(workshop.pk, publication.preview(workshop.pk).fingerprint, "user 1")
    assert claims() == []


def test_a_known_name_gets_no_roster_link_before_the_owner_makes_it() -> None:
    organizations.keep_seats(world.publish(capacity=9).pk, "NORTH", 3, "user 1")
    row = requests.accept(requests.ask(), *requests.NAMES)
    north = requests.of(row, "North")
    assert not scheduling.roster_address(north)
    assert scheduling.roster_address(requests.of(row, "South"))
    letter = letters("request-scheduled")[0]
    assert isinstance(letter, Letter)
    assert letter.action is None
    assert row.workshop
    organizations.new_roster_link(row.workshop.seat_blocks.get(seats=5).pk, "user 1")
    assert scheduling.roster_address(north)
