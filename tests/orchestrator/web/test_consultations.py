"""The pages and the API of consultations: what is shown, what is refused, and what GET never does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pages
import pytest
import talks
import world
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from set_clock import SetClock
from talks import MONDAY_NINE

from orchestrator.models import (
    Consultation,
    ConsultationHold,
    ConsultationWish,
    Meeting,
    OutboxMessage,
)
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


# ------------------------------------------------------- the week


def test_the_week_shows_free_times_in_the_visitors_zone(client: Client, at: SetClock) -> None:
    page = pages.text_of(client.get(WEEK, {"timezone": "Europe/Berlin"}))
    assert "23 November – 29 November 2026" in page
    assert "6:00 pm on Monday 23 November" in page
    assert "All times are in Berlin (Europe/Berlin)" in page
    home = pages.text_of(client.get(WEEK, {"timezone": "America/Los_Angeles"}))
    assert "9:00 am on Monday 23 November" in home


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


@pytest.mark.parametrize("start", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_time_in_no_year_of_people_leads_back_to_the_week(
    client: Client, at: SetClock, start: str
) -> None:
    shown = client.get("/consultations/book", {"start": start, "timezone": "Asia/Tokyo"})
    assert (shown.status_code, shown["Location"]) == (302, "/consultations/")
    assert client.post("/consultations/hold", {"start": start}).status_code == 302
