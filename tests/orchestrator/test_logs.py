from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator

import pytest
from django.test import Client

from orchestrator import logs
from orchestrator.services.access.sign_in import issue_login_token


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    root.handlers, root.level = before[0], before[1]


def fail_with_secrets() -> None:
    client_secret = "S3CRET-CLIENT"  # a local value, as a frame has it
    raise ValueError(f"no answer after {len(client_secret)} tries")


@pytest.mark.parametrize("for_person", [True, False])
def test_an_error_is_logged_with_its_place_and_without_any_value_of_its_frames(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, for_person: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: for_person)
    logs.configure()
    try:
        fail_with_secrets()
    except ValueError:
        logs.get_logger("jobs.test").exception("job failed", job="sweep")
        logging.getLogger("django.request").exception("broken", extra={"request": "S3CRET-CLIENT"})
    printed = capsys.readouterr().err
    assert "fail_with_secrets" in printed
    assert "no answer after" in printed
    assert "S3CRET-CLIENT" not in printed.replace('client_secret = "S3CRET-CLIENT"', "")


@pytest.mark.django_db
def test_a_good_token_is_blotted_out_wherever_its_address_is_logged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure()
    token = issue_login_token("owner@example.org")
    Client(enforce_csrf_checks=True).post(f"/login/{token}")
    printed = capsys.readouterr().err
    assert "/login/…" in json.loads(printed.splitlines()[-1])["event"]
    assert token not in printed


@pytest.mark.parametrize(
    "path",
    ["join/abc", "feeds/abc.ics", "registrations/abc/calendar", "rosters/abc", "new-dates/abc"],
)
def test_nobodys_own_link_stands_in_the_log(path: str) -> None:
    told = logs._without_tokens(None, "", {"event": f"GET https://example.org/{path}?x=1"})
    assert "abc" not in told["event"]


def test_what_a_library_tells_the_root_logger_is_not_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure()
    logging.getLogger().info("Expected some valid XML, but got this: <p>a private page</p>")
    logging.getLogger("somebody").info("something")
    printed = capsys.readouterr().err
    assert "private" not in printed
    assert "something" in printed
