"""Booking, moving and answering a consultation, and everything that follows each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import talks
import world
from pytest_django import Settings
from set_clock import SetClock
from talks import MONDAY_NINE

from calendars.slots import WhyNot
from orchestrator.models import (
    AuditEntry,
    Consultation,
    OutboxMessage,
    TimeClaim,
    Work,
)
from orchestrator.rules.consultation import ConsultationState
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import ledger
from orchestrator.services.consultations import answers, booking, settling
from orchestrator.services.zoom import meetings

pytestmark = pytest.mark.django_db
HALF, HOUR, DAY = timedelta(minutes=30), timedelta(hours=1), timedelta(days=1)
HOST = "workshops@example.org"


def refusal(code: str) -> Any:
    return pytest.raises(RuleBroken, check=lambda refused: refused.code == code)


def claims() -> list[tuple[str, bool]]:
    return list(TimeClaim.objects.order_by("start").values_list("kind", "tentative"))


# ------------------------------------------------------- booking


def test_a_booking_claims_its_time_with_the_buffer_and_owes_both_sides_a_letter(
    at: SetClock,
) -> None:
    row = talks.book()
    assert row.state == ConsultationState.BOOKED
    (claim,) = TimeClaim.objects.all()
    assert claim.span == (MONDAY_NINE, MONDAY_NINE + HALF + timedelta(minutes=15))
    assert world.owed() == [
        "consultation-booked ada.brandt@example.org",
        f"host-consultation-booked {HOST}",
    ]
    assert Work.objects.filter(kind=meetings.KIND, key=f"c{row.pk}").exists()
    assert AuditEntry.objects.filter(action="consultation booked", actor="page").exists()


def test_whoever_comes_second_is_told_that_the_time_is_gone(at: SetClock) -> None:
    talks.book()
    with refusal(WhyNot.TAKEN):
        talks.book(name="Bo")
    with refusal(WhyNot.TAKEN):
        talks.book(MONDAY_NINE + HALF, name="Bo")  # the buffer reaches into it
    assert Consultation.objects.count() == 1
    assert talks.book(MONDAY_NINE + HOUR, name="Bo").pk


@pytest.mark.parametrize(
    ("start", "length", "reason"),
    [
        (-2 * DAY, HALF, WhyNot.PAST),
        (-17 * HOUR, HALF, WhyNot.NOTICE),
        (61 * DAY, HALF, WhyNot.HORIZON),
        (timedelta(0), HOUR, WhyNot.LENGTH),
        (3 * DAY, HALF, WhyNot.CLOSED_DAY),          # Thanksgiving
        (5 * DAY, HALF, WhyNot.CLOSED_DAY),          # Saturday
        (3 * HOUR, HALF, WhyNot.OUTSIDE_HOURS),      # lunch
        (timedelta(minutes=10), HALF, WhyNot.OFF_GRID),
    ],
)  # fmt: skip
def test_what_the_rules_do_not_know_is_refused_with_its_own_code(
    at: SetClock, start: timedelta, length: timedelta, reason: WhyNot
) -> None:
    with refusal(reason):
        talks.book(MONDAY_NINE + start, length=length)
    assert not Consultation.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_full_day_and_a_full_week_are_refused_with_their_own_codes(
    at: SetClock, settings: Settings
) -> None:
    talks.said(settings, daily_cap=2, weekly_cap=3)
    talks.book(MONDAY_NINE, "A")
    talks.book(MONDAY_NINE + HOUR, "B")
    with refusal(WhyNot.DAILY_CAP):
        talks.book(MONDAY_NINE + 2 * HOUR, "C")
    talks.book(MONDAY_NINE + DAY, "D")
    with refusal(WhyNot.WEEKLY_CAP):
        talks.book(MONDAY_NINE + 2 * DAY, "E")
    assert talks.book(MONDAY_NINE + 7 * DAY, "F").pk


def test_a_workshop_and_a_consultation_keep_one_another_out(at: SetClock) -> None:
    ledger.claim("workshop", "1", (MONDAY_NINE, MONDAY_NINE + 4 * HOUR))
    with refusal(WhyNot.TAKEN):
        talks.book(MONDAY_NINE + HOUR)
    row = talks.book(MONDAY_NINE + DAY)
    with refusal("facilitator_busy"):
        ledger.claim("workshop", "2", (row.start - HOUR, row.start + HALF))


def test_one_address_cannot_take_the_week(at: SetClock) -> None:
    talks.book(MONDAY_NINE)
    talks.book(MONDAY_NINE + DAY)
    with refusal("too_many_bookings"):
        talks.book(MONDAY_NINE + 2 * DAY)
    assert talks.book(MONDAY_NINE + 2 * DAY, name="Bo").pk


def test_the_same_key_books_once_and_another_request_under_it_is_refused(at: SetClock) -> None:
    first = talks.book(key="a-key-of-a-program")
    assert talks.book(key="a-key-of-a-program").pk == first.pk
    assert Consultation.objects.count() == 1
    with refusal("idempotency_key_reused"):
        talks.book(MONDAY_NINE + HOUR, key="a-key-of-a-program")


# ------------------------------------------------------- moving and cancelling


def test_moving_keeps_uid_and_links_and_frees_the_old_time(at: SetClock) -> None:
    row = talks.book()
    before = (row.uid, row.link_hash, row.join_hash)
    at.forward(minutes=1)
    moved = booking.move(row.pk, MONDAY_NINE + HALF, "visitor 1")  # its own old time is no obstacle
    assert (moved.uid, moved.link_hash, moved.join_hash) == before
    assert moved.changes == row.changes + 1
    assert talks.book(MONDAY_NINE - timedelta(0) + 2 * HOUR, name="Bo").pk
    (claim, _) = TimeClaim.objects.order_by("start")
    assert claim.start == MONDAY_NINE + HALF
    assert "consultation-moved ada.brandt@example.org" in world.owed()


def test_moving_to_the_same_time_changes_nothing(at: SetClock) -> None:
    row = talks.book()
    assert booking.move(row.pk, MONDAY_NINE, "visitor 1").changes == row.changes


def test_moving_to_a_time_that_is_taken_leaves_everything_as_it_was(at: SetClock) -> None:
    row = talks.book()
    talks.book(MONDAY_NINE + HOUR, name="Bo")
    with refusal(WhyNot.TAKEN):
        booking.move(row.pk, MONDAY_NINE + HOUR, "visitor 1")
    row.refresh_from_db()
    assert row.start == MONDAY_NINE
    assert TimeClaim.objects.get(key=str(row.pk)).start == MONDAY_NINE


def test_cancelling_frees_the_time_tells_both_and_cannot_be_done_twice(at: SetClock) -> None:
    row = talks.book()
    answers.cancel(row.pk, answers.VISITOR, "visitor 1")
    assert claims() == []
    assert world.owed()[2:] == [
        "consultation-cancelled ada.brandt@example.org",
        f"host-consultation-cancelled {HOST}",
    ]
    with refusal("consultation_over"):
        answers.cancel(row.pk, answers.VISITOR, "visitor 1")
    with refusal("consultation_over"):
        booking.move(row.pk, MONDAY_NINE + DAY, "visitor 1")
    assert talks.book(name="Bo").pk


def test_what_has_begun_is_neither_moved_nor_cancelled_but_marked_when_nobody_came(
    at: SetClock,
) -> None:
    row = talks.book()
    with refusal("not_begun"):
        answers.mark_no_show(row.pk, "user 1", came=False)
    at.at = MONDAY_NINE
    with refusal("consultation_over"):
        answers.cancel(row.pk, answers.HOST, "user 1")
    assert answers.mark_no_show(row.pk, "user 1", came=False).did_not_come
    assert not answers.mark_no_show(row.pk, "user 1", came=True).did_not_come


# ------------------------------------------------------- approval


@pytest.fixture
def by_hand(settings: Settings) -> None:
    talks.said(settings, approve_by_hand=True)


@pytest.mark.usefixtures("by_hand")
def test_a_request_keeps_its_time_until_the_host_says_yes(at: SetClock) -> None:
    row = talks.book()
    assert (row.state, claims()) == (ConsultationState.REQUESTED, [("consultation", True)])
    assert world.owed()[0] == "consultation-requested ada.brandt@example.org"
    with refusal(WhyNot.TAKEN):
        talks.book(name="Bo")
    yes = answers.approve(row.pk, "user 1")
    assert (yes.state, claims()) == (ConsultationState.BOOKED, [("consultation", False)])
    assert "consultation-booked ada.brandt@example.org" in world.owed()
    with refusal("not_waiting"):
        answers.decline(row.pk, "user 1")


@pytest.mark.usefixtures("by_hand")
def test_a_no_frees_the_time_and_tells_the_visitor(at: SetClock) -> None:
    row = talks.book()
    assert answers.decline(row.pk, "user 1").state == ConsultationState.DECLINED
    assert claims() == []
    assert "consultation-declined ada.brandt@example.org" in world.owed()


@pytest.mark.usefixtures("by_hand")
def test_a_request_that_nobody_answers_ends_in_time(at: SetClock) -> None:
    row = talks.book()
    assert settling.next_due() == row.expires_at
    assert settling.settle_requests() == 0
    at.forward(minutes=24 * 60)
    assert settling.settle_requests() == 1
    row.refresh_from_db()
    assert (row.state, claims()) == (ConsultationState.LAPSED, [])
    assert f"host-consultation-lapsed {HOST}" in world.owed()
    assert settling.next_due() is None
    with refusal("consultation_over"):
        answers.approve(row.pk, "user 1")


@pytest.mark.usefixtures("by_hand")
def test_what_the_host_moves_waits_for_no_yes_of_theirs(at: SetClock) -> None:
    row = talks.book()
    moved = booking.move(row.pk, MONDAY_NINE + HOUR, "user 1", by_host=True)
    assert (moved.state, claims()) == (ConsultationState.BOOKED, [("consultation", False)])
    assert "consultation-moved ada.brandt@example.org" in world.owed()


@pytest.mark.usefixtures("by_hand")
def test_moving_what_was_approved_asks_again(at: SetClock) -> None:
    row = talks.book()
    answers.approve(row.pk, "user 1")
    moved = booking.move(row.pk, MONDAY_NINE + HOUR, "visitor 1")
    assert moved.state == ConsultationState.REQUESTED
