"""Time that is held or kept off, the Zoom meeting, and the promise: what is offered can be booked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import talks
import world
from django.db import transaction
from pytest_django import Settings
from set_clock import SetClock
from talks import MONDAY_NINE

from calendars.slots import WhyNot
from orchestrator.models import (
    ConsultationHold,
    Meeting,
    TimeClaim,
    Work,
)
from orchestrator.rules.consultation import ConsultationState
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import ledger
from orchestrator.services.consultations import answers, booking, diary, holds, time_off

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOST = "workshops@example.org"


def refusal(code: str) -> Any:
    return pytest.raises(RuleBroken, check=lambda refused: refused.code == code)


def claims() -> list[tuple[str, bool]]:
    return list(TimeClaim.objects.order_by("start").values_list("kind", "tentative"))


# ------------------------------------------------------- holds


def test_a_hold_keeps_a_time_for_its_visitor_and_only_for_a_while(at: SetClock) -> None:
    token = holds.take(MONDAY_NINE, "browser 1")
    with refusal(WhyNot.TAKEN):
        talks.book(name="Bo")
    at.forward(minutes=11)
    assert holds.held(token) is None
    assert talks.book(name="Bo").pk  # what is over counts for nothing
    assert [kind for kind, _ in claims()] == ["consultation"]


def test_its_own_visitor_books_what_is_held(at: SetClock) -> None:
    token = holds.take(MONDAY_NINE, "browser 1")
    row = booking.book(talks.asked(), hold=token)
    assert row.state == ConsultationState.BOOKED
    assert claims() == [("consultation", False)]
    assert not ConsultationHold.objects.exists()


def test_a_browser_holds_one_time_and_all_together_hold_a_few(at: SetClock) -> None:
    holds.take(MONDAY_NINE, "browser 0")
    second = holds.take(MONDAY_NINE + HOUR, "browser 0")
    assert [kind for kind, _ in claims()] == ["hold"]
    kept = holds.held(second)
    assert kept
    holds.drop(kept)
    for number in range(holds.MOST_HOLDS):
        assert holds.take(MONDAY_NINE + number * DAY * 7, f"browser {number}")
    assert holds.take(MONDAY_NINE + DAY, "one more") == ""
    assert holds.held("") is None


def test_a_hold_counts_to_the_cap_so_that_what_is_offered_can_be_booked(
    at: SetClock, settings: Settings
) -> None:
    talks.said(settings, daily_cap=1)
    holds.take(MONDAY_NINE, "browser 1")
    with refusal(WhyNot.DAILY_CAP):
        talks.book(MONDAY_NINE + HOUR, name="Bo")
    with refusal(WhyNot.DAILY_CAP):
        holds.take(MONDAY_NINE + HOUR, "browser 2")


# ------------------------------------------------------- time off


def test_time_off_keeps_new_things_out_and_leaves_what_stands(at: SetClock) -> None:
    row = talks.book()
    standing = time_off.take((MONDAY_NINE - HOUR, MONDAY_NINE + 8 * HOUR), "Dentist", "user 1")
    assert [claim.key for claim in standing] == [str(row.pk)]
    with refusal(WhyNot.TAKEN):
        talks.book(MONDAY_NINE + HOUR, name="Bo")
    with refusal("facilitator_away"):
        ledger.claim("workshop", "1", (MONDAY_NINE + HOUR, MONDAY_NINE + 5 * HOUR))
    ledger.claim("consultation", str(row.pk), TimeClaim.objects.get().span)  # it may stay
    (away,) = time_off.coming()
    time_off.end(away.pk, "user 1")
    time_off.end(away.pk, "user 1")
    assert talks.book(MONDAY_NINE + HOUR, name="Bo").pk


@pytest.mark.parametrize(
    ("span", "note", "code"),
    [
        ((timedelta(0), timedelta(0)), "", "time_off_span"),
        ((timedelta(0), -HOUR), "", "time_off_span"),
        ((-3 * DAY, -2 * DAY), "", "time_off_span"),
        ((timedelta(0), 400 * DAY), "", "time_off_span"),
        ((timedelta(0), HOUR), "x" * 201, "note_too_long"),
    ],
)
def test_time_off_that_cannot_be_is_refused(
    at: SetClock, span: tuple[timedelta, timedelta], note: str, code: str
) -> None:
    with refusal(code):
        time_off.take((MONDAY_NINE + span[0], MONDAY_NINE + span[1]), note, "user 1")


# ------------------------------------------------------- Zoom


def test_a_consultation_has_one_meeting_which_moves_with_it_and_goes_with_it(
    tools: Any, sandbox: Any, at: SetClock
) -> None:
    row = talks.book()
    world.settle(tools, at, minutes=5)
    meeting = Meeting.objects.get(consultation=row)
    (in_zoom,) = sandbox.store.meetings(deleted=False)
    assert (in_zoom.id, in_zoom.topic) == (meeting.zoom_id, "Free consultation")
    booking.move(row.pk, MONDAY_NINE + HOUR, "visitor 1")
    world.settle(tools, at, minutes=5)
    (moved,) = sandbox.store.meetings(deleted=False)
    assert (moved.id, moved.start_time) == (meeting.zoom_id, MONDAY_NINE + HOUR)
    answers.cancel(row.pk, answers.HOST, "user 1")
    world.settle(tools, at, minutes=65)
    assert sandbox.store.meetings(deleted=False) == []


def test_a_request_has_no_meeting_yet(
    tools: Any, sandbox: Any, at: SetClock, settings: Settings
) -> None:
    talks.said(settings, approve_by_hand=True)
    row = talks.book()
    world.settle(tools, at, minutes=65)
    assert sandbox.store.meetings(deleted=False) == []
    answers.approve(row.pk, "user 1")
    world.settle(tools, at, minutes=5)
    assert len(sandbox.store.meetings(deleted=False)) == 1


def test_a_move_that_must_be_approved_moves_the_same_meeting(
    tools: Any, sandbox: Any, at: SetClock, settings: Settings
) -> None:
    row = talks.book()
    world.settle(tools, at, minutes=5)
    zoom_id = Meeting.objects.get(consultation=row).zoom_id
    talks.said(settings, approve_by_hand=True)
    booking.move(row.pk, MONDAY_NINE + HOUR, "visitor 1")
    world.settle(tools, at, minutes=5)
    answers.approve(row.pk, "user 1")
    world.settle(tools, at, minutes=5)
    (moved,) = sandbox.store.meetings(deleted=False)
    assert (moved.id, moved.start_time) == (zoom_id, MONDAY_NINE + HOUR)
    booking.move(row.pk, MONDAY_NINE + 2 * HOUR, "visitor 1")
    answers.decline(row.pk, "user 1")
    world.settle(tools, at, minutes=65)
    assert sandbox.store.meetings(deleted=False) == []


def test_the_sweep_finds_a_consultation_that_nobody_marked(
    tools: Any, sandbox: Any, at: SetClock
) -> None:
    talks.book()
    Work.objects.all().delete()
    world.settle(tools, at, minutes=5)
    assert len(sandbox.store.meetings(deleted=False)) == 1


# ------------------------------------------------------- the promise


def test_of_all_times_of_a_year_every_offered_one_is_booked_and_no_other(
    at: SetClock, settings: Settings
) -> None:
    talks.said(settings, daily_cap=3, weekly_cap=9, horizon_days=365)
    ledger.claim("workshop", "1", (MONDAY_NINE + 2 * DAY, MONDAY_NINE + 2 * DAY + 4 * HOUR))
    time_off.take((MONDAY_NINE + 8 * DAY, MONDAY_NINE + 10 * DAY), "", "user 1")
    for number in range(3):
        talks.book(MONDAY_NINE + number * HOUR, f"V{number}")
    seen = diary.availability()
    offered = set(seen.starts(*diary.bookable_days()))
    asked = [MONDAY_NINE - 20 * HOUR + step * timedelta(minutes=15) for step in range(367 * 96)]
    assert len(offered) > 2000
    assert offered <= set(asked)
    wrong = [start for start in asked if (start in offered) != (seen.why_not(start) is None)]
    assert wrong == []
    for start in sorted(offered)[::41] + sorted(set(asked) - offered)[::601]:
        with transaction.atomic():
            assert is_booked(start) == (start in offered)
            transaction.set_rollback(True)


def is_booked(start: datetime) -> bool:
    try:
        talks.book(start, "Somebody")
    except RuleBroken:
        return False
    return True
