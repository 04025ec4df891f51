"""The pages and the API of consultations: what is shown, what is refused, and what GET never does."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pages
import pytest
import talks
import world
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from set_clock import SetClock
from talks import MONDAY_NINE

from orchestrator.models import (
    Consultation,
    ConsultationHold,
    ConsultationWish,
    Meeting,
    OutboxMessage,
    TimeClaim,
    TimeOff,
    User,
)
from orchestrator.services import ledger
from orchestrator.services.consultations import holds, time_off
from orchestrator.services.consultations.links import join_token, link_token

pytestmark = pytest.mark.django_db
WEEK, FORM, WISH = "/consultations/", "/consultations/book", "/consultations/wish"
NINE = "2026-11-23T17:00:00Z"
ADA = {"name": "Ada Brandt", "email": "ada@example.org", "organization": "", "needs": ""}
DAY = timedelta(days=1)


def own(row: Consultation, more: str = "") -> str:
    return f"/consultations/{link_token(row.public_id)}{more}"


def chosen(client: Client, start: str = NINE, zone: str = "Europe/Berlin") -> Any:
    """Choose a time on the week's page and return the form's address."""
    answer = client.post("/consultations/hold", {"start": start, "timezone": zone})
    return answer["Location"] if answer.status_code == 302 else answer


@pytest.fixture
def owner(client: Client) -> Client:
    client.force_login(User.objects.create_owner("owner@example.org"))
    return client


# ------------------------------------------------------- the week


def test_the_week_shows_free_times_in_the_visitors_zone(client: Client, at: SetClock) -> None:
    page = pages.text_of(client.get(WEEK, {"timezone": "Europe/Berlin"}))
    assert "23 November – 29 November 2026" in page
    assert "6:00 pm on Monday, 23 November" in page
    assert "All times are in Berlin (Europe/Berlin)" in page
    home = pages.text_of(client.get(WEEK, {"timezone": "America/Los_Angeles"}))
    assert "9:00 am on Monday, 23 November" in home


def test_the_zone_is_remembered_and_an_unknown_one_is_ours(client: Client, at: SetClock) -> None:
    client.get(WEEK, {"timezone": "Asia/Tokyo"})
    assert "(Asia/Tokyo)" in pages.text_of(client.get(WEEK))
    client.cookies.clear()
    assert "Pacific time" in pages.text_of(client.get(WEEK, {"timezone": "Nowhere/Land"}))


@pytest.mark.parametrize(
    ("week", "shown"),
    [
        ("2026-12-02", "30 November – 6 December 2026"),
        ("1999-01-01", "16 November – 22 November 2026"),   # nothing is before this week
        ("0001-01-01", "23 November – 29 November 2026"),   # no day at all: the first free one
        ("9999-12-31", "23 November – 29 November 2026"),
        ("5000-01-01", "18 January – 24 January 2027"),     # the horizon's last week
        ("soon", "23 November – 29 November 2026"),
    ],
)  # fmt: skip
def test_a_week_is_found_whatever_is_asked(
    client: Client, at: SetClock, week: str, shown: str
) -> None:
    assert shown in pages.text_of(client.get(WEEK, {"week": week}))


def test_an_empty_week_leads_to_the_next_free_time(client: Client, at: SetClock) -> None:
    time_off.take((MONDAY_NINE - DAY, MONDAY_NINE + 12 * DAY), "", "user 1")
    page = client.get(WEEK, {"week": "2026-11-23"})
    assert "Nothing is free this week" in pages.text_of(page)
    assert "?week=2026-11-30" not in page.content.decode().partition("next free")[0][-200:]
    assert "Go to the next free time" in pages.text_of(page)
    time_off.take((MONDAY_NINE - DAY, MONDAY_NINE + 90 * DAY), "", "user 1")
    assert "Nothing later is free" in pages.text_of(client.get(WEEK))


def test_looking_writes_nothing(client: Client, at: SetClock) -> None:
    row = talks.book()
    for page in (
        WEEK,
        WISH,
        f"{FORM}?start={NINE}",
        own(row),
        own(row, "/move"),
        "/consultations/embedded",
        own(row, "/calendar.ics"),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        assert [q["sql"] for q in asked if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")] == []  # fmt: skip


def test_the_week_needs_few_queries_however_full_it_is(client: Client, at: SetClock) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(WEEK)
        return len(asked)

    client.get(WEEK)
    before = count()
    for number in range(4):
        talks.book(MONDAY_NINE + number * DAY * 7, f"V{number}")
    assert count() == before <= 6


# ------------------------------------------------------- booking


def test_from_the_chosen_time_to_the_booking_without_javascript(
    client: Client, at: SetClock
) -> None:
    form = chosen(client)
    assert "We hold it for you until 6:10 pm CET" in pages.text_of(client.get(form))
    answer = client.post(form, ADA | {"timezone": "Europe/Berlin"})
    row = Consultation.objects.get()
    assert answer["Location"] == own(row)
    assert (row.start, row.timezone, row.source) == (MONDAY_NINE, "Europe/Berlin", "page")
    page = pages.text_of(client.get(answer["Location"]))
    assert "You are booked" in page
    assert "6:00 pm – 6:30 pm CET" in page
    assert not ConsultationHold.objects.exists()


def test_a_time_that_was_taken_meanwhile_is_said_and_what_was_typed_stays(
    client: Client, at: SetClock
) -> None:
    form = f"{FORM}?start={NINE}"
    talks.book(name="Bogdan")
    answer = client.post(form, ADA | {"needs": "Help us"})
    assert answer.status_code == 409
    assert "not free any more" in pages.told_on(answer)
    assert "Help us" in answer.content.decode()
    assert "Bogdan" not in pages.text_of(answer)


def test_choosing_a_time_that_is_gone_shows_the_week_again(client: Client, at: SetClock) -> None:
    talks.book(name="Bo")
    answer = chosen(client)
    assert answer.status_code == 409
    assert "not free any more" in pages.told_on(answer)
    assert "Choose a time" in pages.text_of(answer)


@pytest.mark.parametrize("start", ["", "tomorrow", "2026-11-23T17:00:00", "9" * 5000, "\x00"])
def test_a_start_that_is_none_leads_back_to_the_week(
    client: Client, at: SetClock, start: str
) -> None:
    assert chosen(client, start) == WEEK
    assert client.get(FORM, {"start": start})["Location"] == WEEK
    row = talks.book()
    assert client.post(own(row, "/move"), {"start": start})["Location"] == own(row, "/move")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Please give the person's name"),
        ({"email": "ada"}, "What would be right"),
        ({"needs": "x" * 1001}, "there is time to talk"),
        ({"organization": "x" * 121}, "too long"),
    ],
)
def test_what_was_typed_wrong_is_said_and_nothing_is_lost(
    client: Client, at: SetClock, typed: dict[str, str], words: str
) -> None:
    form = chosen(client)
    answer = client.post(form, ADA | typed)
    assert answer.status_code == 422
    assert words in pages.told_on(answer)
    assert ConsultationHold.objects.exists()  # the time is still held
    assert not Consultation.objects.exists()


def test_a_program_that_fills_in_everything_is_thanked_and_books_nothing(
    client: Client, at: SetClock
) -> None:
    answer = client.post(chosen(client), ADA | {"website": "https://spam.example"})
    assert "Thank you" in pages.text_of(answer)
    answer = client.post(WISH, ADA | {"needs": "Buy now", "website": "x"})
    assert "Thank you" in pages.text_of(answer)
    assert not Consultation.objects.exists()
    assert not ConsultationWish.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_form_without_a_hold_says_when_its_time_is_gone(client: Client, at: SetClock) -> None:
    assert "We hold" not in pages.text_of(client.get(f"{FORM}?start={NINE}"))
    holds.take(MONDAY_NINE, "somebody else")
    assert "not free any more" in pages.text_of(client.get(f"{FORM}?start={NINE}&hold=nonsense"))


# ------------------------------------------------------- the visitor's own page


def test_the_visitor_moves_and_cancels_on_their_own_page(client: Client, at: SetClock) -> None:
    row = talks.book()
    page = client.get(own(row, "/move"))
    assert "It stays so until you choose another time" in pages.text_of(page)
    assert client.post(own(row, "/move"), {"start": "2026-11-23T18:00:00Z"})["Location"] == own(row)
    row.refresh_from_db()
    assert row.start == MONDAY_NINE + timedelta(hours=1)
    assert "7:00 pm – 7:30 pm CET" in pages.text_of(client.get(own(row)))
    assert pages.press(client, own(row), "/cancel")["Location"] == own(row)
    assert "is cancelled" in pages.text_of(client.get(own(row)))
    again = client.post(own(row, "/cancel"))
    assert again.status_code == 409
    assert "is cancelled" in pages.text_of(client.get(own(row, "/move")))


def test_moving_to_a_time_that_is_taken_shows_the_week_again(client: Client, at: SetClock) -> None:
    row = talks.book()
    talks.book(MONDAY_NINE + timedelta(hours=1), name="Bo")
    answer = client.post(own(row, "/move"), {"start": "2026-11-23T18:00:00Z"})
    assert answer.status_code == 409
    assert "not free any more" in pages.told_on(answer)


def test_the_file_for_the_calendar_is_the_mails_entry(client: Client, at: SetClock) -> None:
    row = talks.book()
    answer = client.get(own(row, "/calendar.ics"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"UID:{row.uid}" in answer.content.decode()


def test_pages_of_a_consultation_are_nobody_elses_and_dead_when_forgotten(
    client: Client, at: SetClock
) -> None:
    row = talks.book()
    page = client.get(own(row))
    assert page["X-Robots-Tag"] == "noindex"
    assert client.get("/consultations/" + "x" * 32).status_code == 404
    Consultation.objects.update(forgotten_at=at.at)
    assert client.get(own(row)).status_code == 404
    assert client.get(f"/join/{join_token(row.public_id)}").status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [("requested", "We keep this time for you"), ("declined", "was not possible"), ("lapsed", "was not possible")],
)  # fmt: skip
def test_every_state_has_its_words(client: Client, at: SetClock, state: str, words: str) -> None:
    row = talks.book()
    Consultation.objects.update(state=state, expires_at=at.at + DAY, waits_for="approval")
    assert words in pages.text_of(client.get(own(row)))


def test_the_way_in_opens_a_quarter_of_an_hour_before(
    client: Client, tools: Any, at: SetClock
) -> None:
    row = talks.book()
    world.settle(tools, at, minutes=5)
    door = f"/join/{join_token(row.public_id)}"
    assert "You are early" in pages.text_of(client.get(door))
    assert "your own page" not in pages.text_of(client.get(door))
    at.at = MONDAY_NINE - timedelta(minutes=14)
    assert client.get(door)["Location"] == Meeting.objects.get().join_url
    at.at = MONDAY_NINE + timedelta(hours=1)
    assert "This consultation is over" in pages.text_of(client.get(door))
    Consultation.objects.update(state="cancelled")
    assert "This consultation was cancelled" in pages.text_of(client.get(door))


# ------------------------------------------------------- wishes and frames


def test_a_wish_is_kept_and_an_empty_one_is_asked_for(client: Client, at: SetClock) -> None:
    assert client.post(WISH, ADA).status_code == 422
    answer = client.post(WISH, ADA | {"needs": "Evenings", "timezone": "Asia/Tokyo"})
    assert "Thank you" in pages.text_of(answer)
    wish = ConsultationWish.objects.get()
    assert (wish.wish, wish.timezone) == ("Evenings", "Asia/Tokyo")
    for number in range(2):
        client.post(WISH, ADA | {"needs": f"Evenings {number}"})
    assert "We have your earlier wishes" in pages.told_on(client.post(WISH, ADA | {"needs": "x"}))


def test_only_the_named_sites_may_frame_the_week_and_no_other_page(
    client: Client, at: SetClock, settings: Settings
) -> None:
    policy = client.get("/consultations/embedded")["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    talks.said(settings, embed_origins=("https://www.example.org",))
    framed = client.get("/consultations/embedded")
    assert "frame-ancestors https://www.example.org" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert 'target="_top"' in framed.content.decode()
    assert "csrfmiddlewaretoken" not in framed.content.decode()
    assert client.get(WEEK)["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in client.get(WEEK)["Content-Security-Policy"]


# ------------------------------------------------------- the host's pages


def test_the_hosts_pages_are_for_the_signed_in_only(client: Client, at: SetClock) -> None:
    row = talks.book()
    for page in ("", "times", f"{row.pk}/"):
        assert client.get(f"/office/consultations/{page}")["Location"].startswith("/login/")
    for deed in (f"{row.pk}/cancel", "away", "wishes/1", "away/1/end", f"{row.pk}/start"):
        assert client.post(f"/office/consultations/{deed}")["Location"].startswith("/login/")
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
    assert "2 consultations wait for an answer" in pages.text_of(owner.get("/office/"))
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
    assert "1 wish : no offered time suited" in pages.text_of(owner.get("/office/"))
    wish = ConsultationWish.objects.get()
    pages.press(owner, "/office/consultations/", f"/wishes/{wish.pk}")
    assert "Evenings" not in pages.text_of(owner.get("/office/consultations/"))


# ------------------------------------------------------- the API


def post(client: Client, content: dict[str, Any], **headers: str) -> Any:
    return client.post(
        "/api/v1/consultations",
        json.dumps(content),
        content_type="application/json",
        headers=headers,
    )


def slots(client: Client, **query: str) -> Any:
    return client.get("/api/v1/consultations/slots", query)


def test_the_api_lists_free_times_of_the_days_that_are_asked_for(
    client: Client, at: SetClock
) -> None:
    found = slots(client, **{"from": "2026-11-23", "to": "2026-11-23"}).json()
    assert found["timezone"] == "America/Los_Angeles"
    assert found["slots"][:2] == ["2026-11-23T17:00:00Z", "2026-11-23T17:30:00Z"]
    tokyo = {"from": "2026-11-24", "to": "2026-11-24", "timezone": "Asia/Tokyo"}
    assert slots(client, **tokyo).json()["slots"][0] == "2026-11-23T17:00:00Z"  # 02:00 on the 24th
    everything = slots(client).json()["slots"]
    assert len(everything) > 300
    assert slots(client, **{"from": "0001-01-01", "to": "9999-12-31"}).json()["slots"] == everything


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"timezone": "Mars/Base"}, "timezone_unknown"),
        ({"from": "2026-12-02", "to": "2026-12-01"}, "days_turned_round"),
    ],
)
def test_a_question_that_cannot_be_is_refused_with_its_code(
    client: Client, at: SetClock, query: dict[str, str], code: str
) -> None:
    answer = slots(client, **query)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert slots(client, **{"from": "soon"}).status_code == 422


def test_the_api_books_once_under_one_key(client: Client, at: SetClock) -> None:
    content = {
        "start": NINE,
        "timezone": "Europe/Berlin",
        "minutes": 30,
        "name": "Ada",
        "email": "ada@example.org",
    }
    first = post(client, content, idempotency_key="0123456789")
    again = post(client, content, idempotency_key="0123456789")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["state"] == "booked"
    assert Consultation.objects.count() == TimeClaim.objects.count() == 1
    other = post(client, content | {"name": "Bo"}, idempotency_key="0123456789")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    taken = post(client, content | {"email": "bo@example.org"})
    assert (taken.status_code, taken.json()["code"]) == (409, "slot_taken")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"start": "2026-11-23T17:00:00"}, 422, "start_without_offset"),
        ({"start": "0001-01-01T00:00:00+14:00"}, 422, "start_impossible"),
        ({"start": "0001-01-01T00:00:00Z"}, 422, "slot_past"),
        ({"start": "9999-12-31T23:59:59Z"}, 422, "slot_too_far"),
        ({"start": "2026-11-23T17:10:00Z"}, 422, "slot_off_grid"),
        ({"minutes": 60}, 422, "slot_wrong_length"),
        ({"timezone": "Mars/Base"}, 422, "timezone_unknown"),
        ({"email": "nobody"}, 422, "email_invalid"),
        ({"name": ""}, 422, "name_missing"),
    ],
)
def test_a_booking_that_cannot_be_is_refused_with_its_code(
    client: Client, at: SetClock, changes: dict[str, Any], status: int, code: str
) -> None:
    content = {"start": NINE, "timezone": "UTC", "name": "Ada", "email": "ada@example.org"}
    answer = post(client, content | changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "content",
    [{}, {"start": 5}, {"start": "soon"}, {"name": "x" * 3000}, {"minutes": 2**70}, {"unknown": 1}],
)
def test_a_body_that_is_not_understood_is_a_422(
    client: Client, at: SetClock, content: dict[str, Any]
) -> None:
    whole = {"start": NINE, "timezone": "UTC", "name": "Ada", "email": "ada@example.org"}
    assert post(client, (whole | content) if content else {}).status_code == 422


@pytest.mark.parametrize("key", ["short", "x" * 201])
def test_a_key_of_no_length_is_refused(client: Client, at: SetClock, key: str) -> None:
    content = {"start": NINE, "name": "Ada", "email": "ada@example.org"}
    answer = post(client, content, idempotency_key=key)
    assert answer.json()["code"] == "idempotency_key_length"
