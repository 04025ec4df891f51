"""A running sandbox, a caller with a token, and a clock that stands still until moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests

from calendars import clock
from orchestrator.gateways.sandbox_zoom import store
from orchestrator.gateways.sandbox_zoom.server import DEMO_CREDENTIALS, SandboxZoom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = store.DEMO_HOST


class StandingClock:
    """A clock that a test moves by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **amount: float) -> None:
        self.at += timedelta(**amount)


@dataclass
class Caller:
    """Calls the API as a client would: over HTTP, with a bearer token."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.session.trust_env = False

    def token_answer(self, **changes: str) -> requests.Response:
        asked = {"grant_type": "account_credentials", "account_id": DEMO_CREDENTIALS.account_id}
        pair = (DEMO_CREDENTIALS.client_id, DEMO_CREDENTIALS.client_secret)
        return self.session.post(
            f"{self.url}/oauth/token", params=asked | changes, auth=pair, timeout=5
        )

    def log_in(self) -> Caller:
        token = self.token_answer().json()["access_token"]
        self.session.headers["Authorization"] = f"Bearer {token}"
        return self

    def __call__(self, method: str, path: str, **options: Any) -> requests.Response:
        options = {"timeout": 5, "allow_redirects": False} | options
        return self.session.request(method, f"{self.url}/v2{path}", **options)

    def create(self, host: str = HOST, **fields: object) -> dict[str, Any]:
        body: dict[str, object] = {
            "topic": "Incident response",
            "type": 2,
            "start_time": "2026-12-08T17:00:00Z",
        }
        body |= {"duration": 240, "timezone": "America/Los_Angeles"} | fields
        answer = self("POST", f"/users/{host}/meetings", json=body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def meetings(self, host: str = HOST, **query: object) -> list[dict[str, Any]]:
        answer = self(
            "GET",
            f"/users/{host}/meetings",
            params={name: str(value) for name, value in query.items()},
        )
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["meetings"]
        return found


@pytest.fixture
def standing() -> Iterator[StandingClock]:
    source = StandingClock(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    with clock.clock_set(source):
        yield source


@pytest.fixture
def sandbox(tmp_path: Path, standing: StandingClock) -> Iterator[SandboxZoom]:
    assert standing() == clock.now()
    with SandboxZoom(tmp_path) as running:
        running.limits.per_second = None
        yield running


@pytest.fixture
def new_caller() -> type[Caller]:
    return Caller


@pytest.fixture
def caller(sandbox: SandboxZoom) -> Iterator[Caller]:
    ready = Caller(sandbox.url).log_in()
    with ready.session:
        yield ready
