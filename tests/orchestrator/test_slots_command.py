"""`orchestrator slots`: free times as a table and as JSON, and why the others are not free."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
import talks
from django.core.management import CommandError, call_command
from set_clock import SetClock

pytestmark = pytest.mark.django_db
MONDAY = ("--from", "2026-11-23", "--to", "2026-11-23")


def run(*arguments: str) -> str:
    printed = StringIO()
    call_command("slots", *arguments, stdout=printed)
    return printed.getvalue()


def test_the_free_times_are_a_list_of_utc_starts(at: SetClock) -> None:
    talks.book()
    found = json.loads(run(*MONDAY, "--json"))
    assert found[:2] == ["2026-11-23T18:00:00Z", "2026-11-23T18:30:00Z"]
    everything = json.loads(run("--json"))
    assert everything[0] == found[0]
    assert len(everything) > 300


def test_every_time_is_explained(at: SetClock) -> None:
    talks.book()
    found: list[dict[str, Any]] = json.loads(run(*MONDAY, "--json", "--explain"))
    assert found[0] == {
        "start": "2026-11-23T17:00:00Z",
        "reason": "slot_taken",
        "because_of": ["consultation with Ada Brandt"],
    }
    assert found[2]["reason"] is None


def test_the_table_shows_the_hosts_own_clock(
    at: SetClock, capsys: pytest.CaptureFixture[str]
) -> None:
    talks.book()
    run(*MONDAY, "--explain")
    said = capsys.readouterr().out
    assert "9:00 am PST" in said
    assert "taken" in said
    run("--from", "2026-11-28", "--to", "2026-11-29")
    assert "nothing is free" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "soon"), "'soon' is not a day; a day is written as 2026-12-01"),
        (("--from", "2026-12-02", "--to", "2026-12-01"), "--to 2026-12-01 is before --from 2026-12-02"),
    ],
)  # fmt: skip
def test_days_that_are_none_are_said(at: SetClock, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*arguments)


def test_days_far_away_have_no_times(at: SetClock) -> None:
    assert json.loads(run("--from", "0001-01-01", "--to", "0001-12-31", "--json")) == []
