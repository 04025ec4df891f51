"""The whole API, asked as its own description says and otherwise: schemathesis finds no fault."""

from __future__ import annotations

import json
import os
from typing import Any, cast
from urllib.parse import urlencode

import pytest
import wide_doors
import world
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from pytest_django import Settings
from schemathesis import openapi
from schemathesis.core import NotSet
from set_clock import SetClock

from orchestrator.services.access import api_tokens

EXAMPLES = int(os.environ.get("API_EXAMPLES", "60"))
DESCRIPTION = "/api/v1/openapi.json"
WORD = "Authorization"
FAULT = 500
OF_EVERY_DOOR = {"400", "401", "405", "413", "422", "429"}
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.timeout(3600),
    pytest.mark.filterwarnings("default"),
]


def operations() -> dict[str, Any]:
    schema = openapi.from_dict(Client().get(DESCRIPTION).json())
    found: list[Any] = [cast("Any", one).ok() for one in schema.get_all_operations()]
    return {one.label: one for one in found}


def test_no_answer_of_the_api_is_a_fault_and_each_fits_its_description(
    at: SetClock, settings: Settings
) -> None:
    wide_doors.open_wide(settings)
    world.publish()
    key = f"Bearer {api_tokens.issue('shop', 'user 1')}"
    asked = sum(ask(operation, key) for operation in operations().values())
    print(asked)  # noqa: T201 -- the figure, shown with -s
    assert asked >= EXAMPLES * 4


def ask(operation: Any, key: str) -> int:
    """Send examples of one operation; return how many."""
    count = 0
    client = Client(raise_request_exception=False)
    described = {str(status) for status in operation.definition.raw["responses"]} | OF_EVERY_DOOR

    @examples(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        nonlocal count
        count += 1
        answer = send(client, case, {WORD: key} if count % 2 else {})
        assert answer.status_code < FAULT, (answer.status_code, case)
        assert str(answer.status_code) in described, (answer.status_code, answer.content[:300])

    one()
    return count


def send(client: Client, case: Any, more: dict[str, str]) -> Any:
    """Send what was drawn, as bytes of JSON, and any odd header that HTTP can carry."""
    body = b"" if isinstance(case.body, NotSet) else json.dumps(case.body, default=str).encode()
    sent = {**{k: str(v) for k, v in (case.headers or {}).items()}, **more}
    return client.generic(
        case.method,
        case.formatted_path,
        body,
        "application/json",
        QUERY_STRING=urlencode(case.query or {}, doseq=True, errors="replace"),
        headers=sent,
    )
