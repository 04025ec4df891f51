"""Zoom's word on who opened the panel: believed when it is whole, fresh and ours, else refused."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import zoom_context
from hypothesis import given
from hypothesis import strategies as some
from set_clock import SetClock
from zoom_context import CLIENT_ID, CLIENT_SECRET, HOST, MEETING, packed, said, written

from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access.app_context import LONGEST_HEADER, AppContext, read_context

LEFT_OUT = object()


def read(header: str) -> AppContext:
    return read_context(header, CLIENT_ID, CLIENT_SECRET)


def refusal(header: str) -> str:
    with pytest.raises(RuleBroken) as told:
        read(header)
    return told.value.code


def sealed(at: SetClock, **more: Any) -> str:
    content = {k: v for k, v in said(at.at, **more).items() if v is not LEFT_OUT}
    return written(packed(json.dumps(content).encode()))


def test_what_zoom_sealed_says_who_opened_the_panel_and_where(at: SetClock) -> None:
    assert read(zoom_context.header(at.at)) == AppContext(HOST, MEETING)


def test_both_alphabets_of_base64_and_missing_padding_are_read(at: SetClock) -> None:
    raw = packed(json.dumps(said(at.at)).encode(), iv=bytes(range(240, 256)), aad=b"zoom")
    for text in (written(raw), base64.b64encode(raw).decode(), written(raw).rstrip("=")):
        assert read(text) == AppContext(HOST, MEETING)


def test_a_guest_has_no_number_of_a_user(at: SetClock) -> None:
    assert read(sealed(at, uid=LEFT_OUT)) == AppContext("", MEETING)


def test_without_a_header_it_was_not_zoom(at: SetClock) -> None:
    assert refusal("") == "no_context"


def test_another_apps_secret_opens_nothing(at: SetClock) -> None:
    content = json.dumps(said(at.at)).encode()
    assert refusal(written(packed(content, secret="another"))) == "bad_context"


def test_no_byte_can_be_changed(at: SetClock) -> None:
    raw = packed(json.dumps(said(at.at)).encode(), aad=b"zoom")
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        assert refusal(written(changed)) == "bad_context"


def test_it_is_refused_wherever_it_is_cut_and_when_something_follows(at: SetClock) -> None:
    raw = packed(json.dumps(said(at.at)).encode(), aad=b"zoom")
    for length in range(len(raw)):
        assert refusal(written(raw[:length]) or "=") == "bad_context"
    assert refusal(written(raw + b"x")) == "bad_context"


@pytest.mark.parametrize(
    "garbage",
    ["=", "A", "AAAAA", "not base64 at all!", "ä", "AAAA\n", "\x00", "A" * 10_240, "_" * LONGEST_HEADER],
)  # fmt: skip
def test_garbage_is_refused(at: SetClock, garbage: str) -> None:
    assert refusal(garbage) == "bad_context"


def test_a_header_of_ten_thousand_characters_is_not_even_decrypted(at: SetClock) -> None:
    long = sealed(at, act="x" * 8000)
    assert len(long) > 10_240
    assert refusal(long) == "bad_context"


@given(some.binary(max_size=200))
def test_no_bytes_at_all_make_it_stumble(raw: bytes) -> None:
    assert refusal(written(raw) or "=") == "bad_context"


@pytest.mark.parametrize("content", [b"[]", b"7", b"{", b"\xff", b"[" * 3000, b"{}"])
def test_sealed_nonsense_is_refused(at: SetClock, content: bytes) -> None:
    assert refusal(written(packed(content))) == "bad_context"


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another-app"}, {"aud": None}, {"ts": LEFT_OUT}, {"ts": "1"}, {"ts": True}, {"exp": None},
        {"uid": 7}, {"uid": None}, {"uid": "u" * 201}, {"mid": ["m"]},
    ],
)  # fmt: skip
def test_a_field_of_another_kind_or_app_is_refused(at: SetClock, wrong: dict[str, Any]) -> None:
    assert refusal(sealed(at, **wrong)) == "bad_context"


def test_it_is_good_for_as_long_as_zoom_says(at: SetClock) -> None:
    header = zoom_context.header(at.at)
    at.forward(seconds=100)
    assert read(header).user == HOST
    at.forward(seconds=60)
    assert refusal(header) == "stale_context"


def test_without_an_end_it_is_good_for_two_minutes_in_seconds_as_well(at: SetClock) -> None:
    header = sealed(at, ts=int(at.at.timestamp()), exp=LEFT_OUT)
    at.forward(seconds=120)
    assert read(header).user == HOST
    at.forward(seconds=60)
    assert refusal(header) == "stale_context"


@pytest.mark.parametrize("minutes", [-11, 1, 10**9])
def test_an_old_one_that_never_ends_and_one_of_tomorrow_are_stale(
    at: SetClock, minutes: int
) -> None:
    made = int(at.at.timestamp()) * 1000 + minutes * 60_000
    assert refusal(sealed(at, ts=made, exp=made + 10**12)) == "stale_context"


@pytest.mark.parametrize("typ", ["panel", "webinar", None, 3])
def test_outside_a_meeting_there_are_no_rooms(at: SetClock, typ: object) -> None:
    assert refusal(sealed(at, typ=typ)) == "not_in_a_meeting"
