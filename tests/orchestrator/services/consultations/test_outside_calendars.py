"""Booking beside calendars elsewhere: unread, stale, changed meanwhile, and holding our own entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import talks
import world
from django.conf import settings
from django.test import Client
from http_stand_in import Asked, Reply, served
from ics_made import calendar
from set_clock import SetClock
from talks import MONDAY_NINE

from calendars.slots import WhyNot
from jobs import consultations
from orchestrator.models import Consultation, OutboxMessage, TimeClaim
from orchestrator.rules.consultation import ConsultationState, WaitsFor
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.consultations import booking, diary, holds, host, settling
from orchestrator.services.consultations.links import link_token
from orchestrator.services.consultations.tellings import Kind
from orchestrator.services.letters.letter import Letter
from orchestrator.services.letters.writers import WRITERS
from orchestrator.services.sources import overview
from orchestrator.services.sources.reading import refresh_now

pytestmark = pytest.mark.django_db
Configure = Callable[..., None]
QUARTER, HALF, HOUR = timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)
HOST = "workshops@example.org"


def refusal(code: str) -> Any:
    return pytest.raises(RuleBroken, check=lambda refused: refused.code == code)


def event(start: datetime, uid: str = "dentist") -> str:
    return f"UID:{uid}\nSUMMARY:Dentist\nDTSTART:{start:%Y%m%dT%H%M%SZ}\nDURATION:PT30M"


@dataclass
class Address:
    """A calendar at an address, which answers what the test wants."""

    reply: Reply = field(default_factory=lambda: Reply(200, calendar()))
    asked: int = 0

    def holds(self, *events: str) -> None:
        self.reply = Reply(200, calendar(*events))

    def answer(self, _: Asked) -> Reply:
        self.asked += 1
        return self.reply


HTML = Reply(200, b"<!doctype html><p>Please log in", {"Content-Type": "text/html"})
TROUBLES = {
    "html": HTML,
    "nothing": Reply(200, b""),
    "cut off": Reply(200, calendar(event(MONDAY_NINE))[:90]),
    "down": Reply(503, b"later"),
    "slow": Reply(200, calendar(), stall=30),
}


@pytest.fixture
def web(configure: Configure) -> Iterator[Address]:
    """Give a calendar at an address that was read just now, and is free."""
    found = Address()
    with served(found.answer) as stand_in:
        url = f"{stand_in.url}/host.ics"
        configure({"name": "web", "kind": "ics_url", "url": url, "allow_private_addresses": True})
        assert refresh_now(5) == ()
        yield found


def state_of(row: Consultation) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.waits_for


# ------------------------------------------------------- a calendar that cannot be read just now


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_booking_while_a_calendar_cannot_be_read_is_kept_and_waits_for_it(
    web: Address, at: SetClock, trouble: str
) -> None:
    web.reply = TROUBLES[trouble]
    row = talks.book()
    assert state_of(row) == (ConsultationState.REQUESTED, WaitsFor.CALENDAR)
    assert world.owed() == [
        "consultation-requested ada.brandt@example.org",
        f"host-consultation-requested {HOST}",
    ]
    assert TimeClaim.objects.get().tentative
    with refusal(WhyNot.TAKEN):
        talks.book(name="Bo")
    at.forward(minutes=5)
    assert settling.settle_requests() == 0  # nobody could read it yet


def test_what_waited_is_confirmed_when_the_calendar_is_read_and_free(
    web: Address, at: SetClock
) -> None:
    web.reply = HTML
    row = talks.book()
    web.holds(event(MONDAY_NINE - HALF))  # until the minute it begins
    at.forward(minutes=5)
    assert refresh_now(5) == ()
    consultations.settle()
    assert state_of(row) == (ConsultationState.BOOKED, "")
    assert not TimeClaim.objects.get().tentative
    assert "consultation-booked ada.brandt@example.org" in world.owed()


def test_what_waited_is_declined_when_an_entry_appeared_meanwhile(
    web: Address, at: SetClock
) -> None:
    web.reply = HTML
    row = talks.book()
    web.holds(event(MONDAY_NINE + HALF))  # inside the buffer after it
    at.forward(minutes=5)
    refresh_now(5)
    consultations.settle()
    assert state_of(row)[0] == ConsultationState.DECLINED
    assert not TimeClaim.objects.exists()
    assert world.owed()[2:] == [
        "consultation-declined ada.brandt@example.org",
        f"host-consultation-cancelled {HOST}",
    ]


def test_what_waited_ends_when_nobody_could_read_the_calendar(web: Address, at: SetClock) -> None:
    web.reply = HTML
    row = talks.book()
    assert settling.next_due() == row.expires_at
    assert row.expires_at
    at.at = row.expires_at - timedelta(seconds=1)
    assert settling.settle_requests() == 0
    at.at = row.expires_at
    assert settling.settle_requests() == 1
    assert state_of(row)[0] == ConsultationState.LAPSED
    told = WRITERS[Kind.HOST_LAPSED](OutboxMessage.objects.get(kind=Kind.HOST_LAPSED))
    assert isinstance(told, Letter)
    assert "could not be read in time" in told.paragraphs[0]
    assert not TimeClaim.objects.exists()


def test_one_calendar_of_two_that_cannot_be_read_is_enough_to_wait(
    configure: Configure, tmp_path: Path, at: SetClock
) -> None:
    paths = [tmp_path / "a.ics", tmp_path / "b.ics"]
    for path in paths:
        path.write_bytes(calendar())
    configure(*({"name": one.stem, "kind": "ics_file", "path": one} for one in paths))
    refresh_now(5)
    paths[1].unlink()
    row = talks.book()
    assert state_of(row) == (ConsultationState.REQUESTED, WaitsFor.CALENDAR)
    paths[1].write_bytes(calendar())
    at.forward(minutes=1)
    refresh_now(5)
    settling.settle_requests()
    assert state_of(row) == (ConsultationState.BOOKED, "")


def test_a_setting_that_changed_meanwhile_does_not_hold_up_what_waited(
    web: Address, at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.reply = HTML
    first, second = talks.book(), talks.book(MONDAY_NINE + HOUR, name="Bo")
    talks.said(settings, minutes=60, buffer_after_minutes=30)  # now they would overlap
    web.holds()
    at.forward(minutes=5)
    refresh_now(5)
    consultations.settle()
    assert state_of(first) == state_of(second) == (ConsultationState.BOOKED, "")
    spans = [one.span for one in TimeClaim.objects.order_by("start")]
    assert spans == [(start, start + HALF + QUARTER) for start in (first.start, second.start)]


def test_an_entry_that_is_over_still_keeps_the_buffer_after_it(web: Address, at: SetClock) -> None:
    talks.said(settings, notice_minutes=0, buffer_before_minutes=30)
    web.holds(event(MONDAY_NINE - HOUR))  # until half an hour before nine
    at.at = MONDAY_NINE - timedelta(minutes=1)
    refresh_now(5)
    assert diary.availability().why_not(MONDAY_NINE) is None
    web.holds(event(MONDAY_NINE - HOUR + QUARTER / 3))  # five minutes longer
    refresh_now(5)
    assert diary.availability().why_not(MONDAY_NINE) is WhyNot.TAKEN


def test_a_request_shortly_before_its_start_waits_at_least_a_while(
    web: Address, at: SetClock
) -> None:
    talks.said(settings, notice_minutes=0)
    at.at = MONDAY_NINE - HALF
    refresh_now(5)
    web.reply = HTML
    row = talks.book()
    assert row.expires_at == MONDAY_NINE - QUARTER
    assert settling.settle_requests() == 0
    web.holds()
    at.forward(minutes=1)
    refresh_now(5)
    settling.settle_requests()
    assert state_of(row)[0] == ConsultationState.BOOKED


# ------------------------------------------------------- stale, and changed since it was shown


def test_the_times_of_a_stale_calendar_are_refused_as_unsure_and_named_for_the_host(
    web: Address, at: SetClock
) -> None:
    assert list(diary.availability().starts(*diary.bookable_days()))
    web.reply = HTML
    at.forward(minutes=61)
    assert not list(diary.availability().starts(*diary.bookable_days()))
    for attempt in (talks.book, lambda: holds.take(MONDAY_NINE, "browser 1")):
        with refusal(WhyNot.UNSURE):
            attempt()
    assert not Consultation.objects.exists()
    line = next(iter(host.explained(MONDAY_NINE.date(), MONDAY_NINE.date())))
    assert (line.reason, line.takers) == (WhyNot.UNSURE, ("calendar “web”",))
    (told,) = overview.source_lines()
    assert told.is_stale
    assert told.trouble


def test_an_entry_that_appeared_after_the_week_was_shown_wins_politely(
    web: Address, client: Client
) -> None:
    shown = client.get("/consultations/", {"timezone": "America/Los_Angeles"})
    assert f"{MONDAY_NINE:%Y-%m-%dT%H:%M:%SZ}" in shown.content.decode()
    web.holds(event(MONDAY_NINE))
    chosen = client.post("/consultations/hold", {"start": MONDAY_NINE.isoformat()})
    sent = client.post(chosen["Location"], {"name": "Ada", "email": "ada@example.org"})
    assert sent.status_code == 409
    assert "That time is not free any more." in sent.content.decode()
    body = {"start": MONDAY_NINE.isoformat(), "name": "Bo", "email": "bo@example.org"}
    told = client.post("/api/v1/consultations", body, content_type="application/json")
    assert (told.status_code, told.json()["code"]) == (409, WhyNot.TAKEN)
    assert not Consultation.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_calendar_in_trouble_never_breaks_a_page(
    web: Address, client: Client, at: SetClock, trouble: str
) -> None:
    row = talks.book(name="Bo")
    page = f"/consultations/{link_token(row.public_id)}"
    web.reply = TROUBLES[trouble]
    assert client.get("/consultations/").status_code == 200
    body = {"start": (MONDAY_NINE + HOUR).isoformat(), "name": "Al", "email": "al@example.org"}
    told = client.post("/api/v1/consultations", body, content_type="application/json")
    assert (told.status_code, told.json()["state"]) == (201, ConsultationState.REQUESTED)
    moved = client.post(f"{page}/move", {"start": (MONDAY_NINE + 5 * HOUR).isoformat()})
    assert moved.status_code == 302
    assert client.get(page).status_code == 200
    at.forward(minutes=61)
    assert client.get("/consultations/").status_code == 200
    assert client.post(f"{page}/cancel").status_code == 302


def test_what_the_rules_refuse_anyway_asks_no_calendar(web: Address) -> None:
    row, asked = talks.book(), web.asked
    with refusal(WhyNot.OFF_GRID):
        talks.book(MONDAY_NINE + QUARTER / 3)
    with refusal(WhyNot.TAKEN):
        talks.book(name="Bo")
    with refusal(WhyNot.CLOSED_DAY):
        booking.move(row.pk, MONDAY_NINE + timedelta(days=5), "visitor 1")
    assert web.asked == asked
