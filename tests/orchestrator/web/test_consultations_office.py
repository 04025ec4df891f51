"""The host's pages of consultations: one click for each thing, and the reason for each time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pages
import pytest
import talks
import world
from django.test import Client
from pytest_django import Settings
from set_clock import SetClock
from talks import MONDAY_NINE

from orchestrator.models import (
    Consultation,
    ConsultationWish,
    Meeting,
    TimeOff,
    User,
)
from orchestrator.services import ledger
from orchestrator.services.consultations import holds

pytestmark = pytest.mark.django_db
WISH = "/consultations/wish"
ADA = {"name": "Ada Brandt", "email": "ada@example.org", "organization": "", "needs": ""}
DAY = timedelta(days=1)


@pytest.fixture
def owner(client: Client) -> Client:
    client.force_login(User.objects.create_owner("owner@example.org"))
    return client


def test_the_hosts_pages_are_for_the_signed_in_only(client: Client, at: SetClock) -> None:
    row = talks.book()
    for page in ("", "times", f"{row.pk}/"):
        assert client.get(f"/office/consultations/{page}")["Location"].startswith("/account/login/")
    for deed in (f"{row.pk}/cancel", "away", "wishes/1", "away/1/end", f"{row.pk}/start"):
        assert client.post(f"/office/consultations/{deed}")["Location"].startswith(
            "/account/login/"
        )
    row.refresh_from_db()
    assert row.state == "booked"


def test_the_host_sees_who_comes_and_cancels_with_one_click(owner: Client, at: SetClock) -> None:
    row = talks.book()
    assert "Ada Brandt" in pages.text_of(owner.get("/office/consultations/"))
    page = f"/office/consultations/{row.pk}/"
    assert "For them: Monday 23 November 2026, 6:00 pm" in pages.text_of(owner.get(page))
    pages.press(owner, page, "/cancel")
    assert "Cancelled by you" in pages.text_of(owner.get(page))
    assert owner.post(f"{page}cancel").status_code == 409
    assert owner.post(f"{page}explode").status_code == 404
    assert owner.post(f"{page}replace").status_code == 404  # it has no meeting


def test_the_host_moves_a_consultation_to_a_free_time(owner: Client, at: SetClock) -> None:
    row = talks.book()
    page = f"/office/consultations/{row.pk}/"
    assert '<option value="2026-11-23T18:00:00Z">' in owner.get(page).content.decode()
    pages.press(owner, page, "/move", start="2026-11-23T18:00:00Z")
    row.refresh_from_db()
    assert row.start == MONDAY_NINE + timedelta(hours=1)
    owner.post(f"{page}move", {"start": "never"})
    row.refresh_from_db()
    assert row.start == MONDAY_NINE + timedelta(hours=1)


def test_a_request_waits_in_the_office_for_a_yes_or_a_no(
    owner: Client, at: SetClock, settings: Settings
) -> None:
    talks.said(settings, approve_by_hand=True)
    first, second = talks.book(), talks.book(MONDAY_NINE + DAY)
    assert "asks for a consultation" in pages.text_of(owner.get("/office/"))
    pages.press(owner, f"/office/consultations/{first.pk}/", "/approve")
    pages.press(owner, f"/office/consultations/{second.pk}/", "/decline")
    states = Consultation.objects.order_by("start").values_list("state", flat=True)
    assert list(states) == ["booked", "declined"]


def test_a_no_show_is_marked_and_taken_back(owner: Client, at: SetClock) -> None:
    row = talks.book()
    page = f"/office/consultations/{row.pk}/"
    assert owner.post(f"{page}no-show").status_code == 422
    at.at = MONDAY_NINE + timedelta(minutes=10)
    pages.press(owner, page, "/no-show")
    assert "Nobody came" in pages.text_of(owner.get(page))
    at.at = MONDAY_NINE + timedelta(hours=2)
    assert "did not come" in pages.text_of(owner.get("/office/consultations/"))
    pages.press(owner, page, "/came")
    assert "Nobody came." not in pages.text_of(owner.get(page))


def test_the_host_is_away_and_comes_back(owner: Client, at: SetClock) -> None:
    talks.book()
    typed = {"first": "2026-11-23", "start": "", "last": "", "end": "", "note": "Dentist"}
    told = owner.post("/office/consultations/away", typed)
    assert "Mon 23 Nov, 09:00: consultation with Ada Brandt" in pages.text_of(told)
    away = TimeOff.objects.get()
    assert (away.start, away.end) == (
        MONDAY_NINE - timedelta(hours=9),
        MONDAY_NINE + timedelta(hours=15),
    )
    lines = pages.text_of(owner.get("/office/consultations/times", {"day": "2026-11-23"}))
    assert "Dentist" in lines
    pages.press(owner, "/office/consultations/", f"/{away.pk}/end")
    assert not TimeOff.objects.exists()
    typed |= {"first": "2026-11-24", "start": "13:00", "end": "15:00"}
    assert owner.post("/office/consultations/away", typed).status_code == 302
    assert TimeOff.objects.get().end - TimeOff.objects.get().start == timedelta(hours=2)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"first": "soon"}, "give the days as dates"),
        ({"first": "2026-11-24", "last": "2026-11-20"}, "ends after it begins"),
        ({"first": "2027-03-14", "start": "02:30", "end": "04:00"}, "does not exist"),
        ({"first": "9999-12-31"}, "another hour"),
        ({"first": "2026-11-24", "note": "x" * 201}, "too long"),
    ],
)
def test_time_off_that_cannot_be_is_said(
    owner: Client, at: SetClock, typed: dict[str, str], words: str
) -> None:
    answer = owner.post("/office/consultations/away", typed)
    assert answer.status_code == 422
    assert words in pages.text_of(answer)
    assert not TimeOff.objects.exists()


def test_the_host_learns_why_a_time_is_not_free(owner: Client, at: SetClock) -> None:
    talks.book()
    workshop = world.publish(start=MONDAY_NINE + timedelta(hours=4))
    ledger.claim(ledger.WORKSHOP, str(workshop.pk), workshop.span)
    ledger.claim(
        ledger.WORKSHOP, "999", (MONDAY_NINE + DAY, MONDAY_NINE + DAY + timedelta(hours=1))
    )
    holds.take(MONDAY_NINE + DAY + timedelta(hours=2), "browser")
    page = pages.text_of(owner.get("/office/consultations/times", {"day": "2026-11-23"}))
    assert "taken consultation with Ada Brandt" in page
    assert "taken workshop “Workshop”" in page
    page = pages.text_of(owner.get("/office/consultations/times", {"day": "2026-11-24"}))
    assert "a workshop" in page
    assert "somebody is filling in the form" in page
    thanksgiving = owner.get("/office/consultations/times", {"day": "2026-11-26"})
    assert "no consultation hours on this day: Thanksgiving Day" in pages.text_of(thanksgiving)
    for day in ("1800-01-01", "9999-12-31", "x"):
        assert owner.get("/office/consultations/times", {"day": day}).status_code == 200


def test_a_meeting_that_was_changed_in_zoom_is_put_right_from_its_page(
    owner: Client, tools: Any, sandbox: Any, at: SetClock
) -> None:
    row = talks.book()
    world.settle(tools, at, minutes=5)
    meeting = Meeting.objects.get()
    later = MONDAY_NINE + timedelta(hours=2)
    sandbox.store.edit_meeting(meeting.zoom_id, start_time=later)
    world.settle(tools, at, minutes=65)
    page = f"/office/consultations/{row.pk}/"
    assert "Not as we wrote it in Zoom" in pages.text_of(owner.get(page))
    assert "Free consultation" in pages.text_of(owner.get("/office/"))
    assert owner.post(f"{page}adopt").status_code == 422  # it is moved here, so its visitor hears
    pages.press(owner, page, "/restore")
    world.settle(tools, at, minutes=5)
    (in_zoom,) = sandbox.store.meetings(deleted=False)
    assert in_zoom.start_time == MONDAY_NINE
    pages.press(owner, page, "/replace")


def test_wishes_are_ticked_off_in_the_office(owner: Client, at: SetClock) -> None:
    owner.post(WISH, ADA | {"needs": "Evenings"})
    assert "1 visitor found no time that suits" in pages.text_of(owner.get("/office/"))
    wish = ConsultationWish.objects.get()
    pages.press(owner, "/office/consultations/", f"/wishes/{wish.pk}")
    assert "Evenings" not in pages.text_of(owner.get("/office/consultations/"))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"first": "9999-12-30"}, 302),
        ({"first": "9999-12-31"}, 422),
        ({"first": "0001-01-01"}, 422),
        ({"first": "2026-12-24", "start": "quarter to nine"}, 422),
        ({"first": "2026-12-24", "start": "09:00", "end": "25:00"}, 422),
        ({"first": "2026-12-24", "start": "09:00+02:00", "end": "10:00"}, 302),
    ],
)
def test_time_off_that_makes_no_sense_is_refused_and_never_taken_for_a_whole_day(
    owner: Client, at: SetClock, typed: dict[str, str], code: int
) -> None:
    assert owner.post("/office/consultations/away", typed).status_code == code
    assert TimeOff.objects.count() == (code == 302)
    assert owner.get("/office/consultations/").status_code == 200


def test_the_hosts_own_move_is_no_request_to_themselves(
    owner: Client, at: SetClock, settings: Settings
) -> None:
    row = talks.book()
    talks.said(settings, approve_by_hand=True)
    later = (MONDAY_NINE + timedelta(hours=1)).isoformat()
    assert owner.post(f"/office/consultations/{row.pk}/move", {"start": later}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.start.isoformat()) == ("booked", later)
