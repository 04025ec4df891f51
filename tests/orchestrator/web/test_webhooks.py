from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
import world
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from set_clock import SetClock

from jobs import zoom_events as event_jobs
from jobs.tools import Tools
from orchestrator.models import Meeting, Visit, Work, Workshop, ZoomEvent
from orchestrator.services import work
from orchestrator.services.zoom import zoom_events
from orchestrator.services.zoom.meetings import KIND

pytestmark = pytest.mark.django_db
SECRET = settings.ZOOM_WEBHOOK_SECRET
ZOOM_ID = 89501700492


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


@pytest.fixture
def workshop() -> Workshop:
    made = world.publish()
    Meeting.objects.create(workshop=made, zoom_id=ZOOM_ID, state="live")
    Work.objects.all().delete()
    return made


def sign(body: bytes, timestamp: str) -> str:
    signed = hmac.new(SECRET.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return f"v0={signed.hexdigest()}"


def post(client: Client, body: bytes, at: SetClock, **headers: str) -> Any:
    timestamp = headers.pop("timestamp", str(int(at.at.timestamp())))
    known = {"x-zm-request-timestamp": timestamp, "x-zm-signature": sign(body, timestamp)}
    return client.post(
        "/webhooks/zoom", body, content_type="application/json", headers={**known, **headers}
    )


def event(name: str, **content: Any) -> bytes:
    return json.dumps(
        {"event": name, "event_ts": 1, "payload": {"object": {"id": ZOOM_ID, **content}}}
    ).encode()


def person(uuid: str = "p-1", **more: Any) -> dict[str, Any]:
    return {
        "participant": {
            "participant_uuid": uuid,
            "user_name": "Ada",
            "email": "Ada@Example.org",
            "registrant_id": "r-1",
            **more,
        }
    }


def handle() -> list[str]:
    outcomes = []
    while (outcome := zoom_events.handle_next()) is not None:
        outcomes.append(outcome)
    return outcomes


def test_an_event_is_stored_once_however_often_it_comes(client: Client, at: SetClock) -> None:
    body = event("meeting.updated", topic="grüße 🙂")
    assert post(client, body, at).status_code == 204
    assert post(client, body, at).status_code == 204
    assert ZoomEvent.objects.count() == 1


@pytest.mark.parametrize("scale", [1, 1000])
@pytest.mark.parametrize(("hours", "status"), [(0, 204), (23.9, 204), (24.1, 401), (-24.1, 401)])
def test_timestamps_in_seconds_and_milliseconds_are_good_for_a_day(
    client: Client, at: SetClock, scale: int, hours: float, status: int
) -> None:
    timestamp = str(int((at.at - timedelta(hours=hours)).timestamp() * scale))
    assert post(client, event("meeting.updated"), at, timestamp=timestamp).status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        {"x-zm-signature": ""},
        {"x-zm-signature": "v0=" + "0" * 64},
        {"x-zm-signature": "ünïcode"},
        {"timestamp": ""},
        {"timestamp": "soon"},
        {"timestamp": "9" * 400},
        {"timestamp": "-1"},
        {"timestamp": "0"},
    ],
)
def test_a_wrong_signature_or_time_is_refused_and_nothing_stored(
    client: Client, at: SetClock, headers: dict[str, str]
) -> None:
    assert post(client, event("meeting.updated"), at, **headers).status_code == 401
    assert not ZoomEvent.objects.exists()


def test_the_signature_is_over_the_raw_bytes(client: Client, at: SetClock) -> None:
    body = event("meeting.updated")
    timestamp = str(int(at.at.timestamp()))
    spaced = body.replace(b": ", b":  ")
    response = client.post(
        "/webhooks/zoom", spaced, content_type="application/json",
        headers={"x-zm-request-timestamp": timestamp, "x-zm-signature": sign(body, timestamp)},
    )  # fmt: skip
    assert response.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"7", b"{}", b"{", b"\xff\xfe", b'{"event": 7, "payload": {}}',
        b'{"event": "x", "payload": 7}', b"[" * 100_000, b'{"a":' * 50_000,
        b'{"event": "endpoint.url_validation", "payload": {}}',
    ],
)  # fmt: skip
def test_signed_rubbish_is_refused_politely(client: Client, at: SetClock, body: bytes) -> None:
    response = post(client, body, at)
    assert response.status_code == 400
    assert set(response.json()) == {"code", "message", "allowed"}
    assert not ZoomEvent.objects.exists()


def test_ten_megabytes_are_refused_before_they_are_looked_at(client: Client, at: SetClock) -> None:
    response = post(client, b"x" * 10_000_000, at)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
        ),
        max_leaves=10,
    ),
    st.sampled_from(
        [
            "meeting.updated",
            "meeting.participant_joined",
            "meeting.participant_left",
            "x\0y",
            "\ud800",
        ]
    ),
)
def test_whatever_zoom_sends_is_stored_handled_and_never_our_fault(
    client: Client, at: SetClock, content: Any, name: str
) -> None:
    body = json.dumps({"event": name, "payload": {"object": content}}).encode()
    assert post(client, body, at).status_code == 204
    handle()
    assert not ZoomEvent.objects.filter(handled_at=None).exists()


def test_an_address_validation_is_answered_with_the_encrypted_token(
    client: Client, at: SetClock
) -> None:
    body = (
        b'{"event": "endpoint.url_validation", "payload": {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"}}'
    )
    response = post(client, body, at)
    expected = hmac.new(SECRET.encode(), b"qgg8vlvZRS6UYooatFL8Aw", hashlib.sha256).hexdigest()
    assert response.json() == {"plainToken": "qgg8vlvZRS6UYooatFL8Aw", "encryptedToken": expected}
    assert not ZoomEvent.objects.exists()


def test_without_a_secret_the_door_is_closed_and_a_get_is_refused(
    client: Client, at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/webhooks/zoom").status_code == 405
    monkeypatch.setattr(settings, "ZOOM_WEBHOOK_SECRET", "")
    assert post(client, event("meeting.updated"), at).status_code == 404


@pytest.mark.parametrize("number", [ZOOM_ID, str(ZOOM_ID)])
def test_a_changed_meeting_is_looked_at_whether_its_number_is_a_number_or_text(
    client: Client, at: SetClock, workshop: Workshop, number: object
) -> None:
    post(client, event("meeting.deleted", id=number), at)
    assert handle() == ["meeting looked at"]
    assert work.next_due(KIND) == at.at


def test_events_of_other_meetings_and_unknown_events_are_kept_and_ignored(
    client: Client, at: SetClock, workshop: Workshop
) -> None:
    for body in (
        event("meeting.updated", id=1),
        event("meeting.risk_alert"),
        event("recording.completed"),
    ):
        post(client, body, at)
    assert handle() == ["not our meeting", "ignored", "ignored"]
    assert ZoomEvent.objects.count() == 3
    assert work.next_due(KIND) is None


def test_a_stay_is_noted_in_whatever_order_its_events_come_and_nothing_personal_stays_behind(
    client: Client, at: SetClock, workshop: Workshop
) -> None:
    post(client, event("meeting.participant_left", **person(leave_time="2026-12-09T17:00:00Z")), at)
    post(
        client, event("meeting.participant_joined", **person(join_time="2026-12-09T13:05:00Z")), at
    )
    post(
        client,
        event("meeting.participant_joined", **person("p-2", join_time="2026-12-09T15:00:00Z")),
        at,
    )
    assert handle() == ["visit noted"] * 3
    visit, second = Visit.objects.order_by("joined_at")
    assert visit.joined_at == world.START + timedelta(minutes=5)
    assert visit.left_at == world.START + timedelta(hours=4)
    assert (visit.registrant_id, visit.email, second.left_at) == ("r-1", "ada@example.org", None)
    assert set(ZoomEvent.objects.values_list("payload", flat=True)) == {""}


def test_a_number_larger_than_any_is_unreadable_and_blocks_nothing(
    client: Client, at: SetClock, workshop: Workshop
) -> None:
    post(client, b'{"event":"meeting.updated","payload":{"object":{"id":1e999}}}', at)
    post(client, event("meeting.updated", id=10**40), at)
    post(client, event("meeting.updated"), at)
    assert handle() == ["unreadable", "not our meeting", "meeting looked at"]


def test_the_latest_word_on_a_breakout_room_counts(
    client: Client, at: SetClock, workshop: Workshop
) -> None:
    inside = person(join_time="2026-12-09T14:10:00Z")
    outside = person(leave_time="2026-12-09T14:00:00Z")
    post(
        client,
        event("meeting.participant_joined_breakout_room", breakout_room_uuid="room-2", **inside),
        at,
    )
    post(
        client,
        event("meeting.participant_left_breakout_room", breakout_room_uuid="room-1", **outside),
        at,
    )
    assert handle() == ["visit noted", "older than what is known"]
    assert Visit.objects.get().room == "room-2"
    assert str(Visit.objects.get()).startswith("visit ")


def test_an_event_without_what_it_needs_is_marked_and_never_stops_the_next(
    client: Client, at: SetClock, workshop: Workshop, tools: Tools
) -> None:
    post(client, event("meeting.participant_joined"), at)
    post(client, event("meeting.participant_waits", **person()), at)
    post(client, event("meeting.participant_joined", **person(join_time="when?")), at)
    post(client, event("meeting.started"), at)
    assert zoom_events.next_due() == at.at
    event_jobs.handle_due(tools)
    outcomes = list(ZoomEvent.objects.values_list("outcome", flat=True))
    assert outcomes == ["unreadable", "ignored", "unreadable", "meeting looked at"]
    assert zoom_events.next_due() is None
