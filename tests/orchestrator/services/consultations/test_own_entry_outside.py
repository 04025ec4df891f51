"""Our own entry in the facilitator's calendar: in nobody's way, moved along, and taken out again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import radicale_server
import talks
from django.conf import settings
from google_calendar import CALENDAR, GoogleStandIn, google
from set_clock import SetClock
from talks import MONDAY_NINE

from jobs import calendar_sync
from jobs.tools import Tools
from orchestrator.models import CalendarEntry
from orchestrator.rules.consultation import ConsultationState
from orchestrator.services.consultations import answers, booking
from orchestrator.services.sources.reading import refresh_now

pytestmark = pytest.mark.django_db
Configure = Callable[..., None]
QUARTER = timedelta(minutes=15)


@pytest.fixture
def stand_in(configure: Configure, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleStandIn]:
    """Give a Google whose calendar is written to."""
    with google() as found:
        monkeypatch.setenv("CALENDAR_WORK_CREDENTIALS", found.credentials())
        url = found.endpoint.rstrip("/")
        configure({"name": "work", "kind": "google", "id": CALENDAR, "url": url, "write": True})
        yield found


def test_our_own_entry_at_google_never_blocks_a_move_and_goes_when_it_is_cancelled(
    stand_in: GoogleStandIn, tools: Tools, at: SetClock
) -> None:
    talks.said(settings, step_minutes=15)
    refresh_now(5)
    row = talks.book()
    calendar_sync.write_due(tools)
    assert stand_in.events[row.public_id]["status"] == "confirmed"
    # The mailed invitation stands there too, put in by Google itself under the same UID.
    span = {"start": row.start, "end": row.end}
    times = {name: {"dateTime": moment.isoformat()} for name, moment in span.items()}
    stand_in.put("mailed", iCalUID=row.uid, summary="Consultation", **times)
    for minutes in (15, 45):
        at.forward(minutes=1)
        moved = booking.move(row.pk, MONDAY_NINE + timedelta(minutes=minutes), "visitor 1")
        assert moved.state == ConsultationState.BOOKED
        calendar_sync.write_due(tools)
    there = stand_in.events[row.public_id]
    assert there["start"]["dateTime"] == (MONDAY_NINE + 3 * QUARTER).isoformat()
    answers.cancel(row.pk, answers.VISITOR, "visitor 1")
    calendar_sync.write_due(tools)
    assert stand_in.events[row.public_id]["status"] == "cancelled"
    assert talks.book(MONDAY_NINE + 3 * QUARTER, name="Bo").state == ConsultationState.BOOKED


def test_our_own_entry_at_radicale_never_blocks_a_move_and_goes_when_it_is_cancelled(
    tmp_path: Path, configure: Configure, tools: Tools, at: SetClock, monkeypatch: Any
) -> None:
    monkeypatch.setattr(booking, "FRESH_SECONDS", 10.0)
    monkeypatch.setenv("CALENDAR_DAV_PASSWORD", "correct horse")
    with radicale_server.running(tmp_path) as server:
        there = radicale_server.new_calendar(server, "host")
        configure(
            {"name": "dav", "kind": "caldav", "url": there.url, "user": "host", "write": True}
        )
        talks.said(settings, step_minutes=15)
        assert refresh_now(10) == ()
        row = talks.book()
        calendar_sync.write_due(tools)
        at.forward(minutes=1)
        moved = booking.move(row.pk, MONDAY_NINE + QUARTER, "visitor 1")
        assert moved.state == ConsultationState.BOOKED
        calendar_sync.write_due(tools)
        text = there.ask("GET", f"{row.public_id}.ics").decode()
        assert f"UID:{row.uid}" in text
        assert f"DTSTART:{MONDAY_NINE + QUARTER:%Y%m%dT%H%M%SZ}" in text
        answers.cancel(row.pk, answers.HOST, "user 1")
        calendar_sync.write_due(tools)
        with pytest.raises(OSError, match="404"):
            there.ask("GET", f"{row.public_id}.ics")
    assert not CalendarEntry.objects.get().wanted
