"""What a served process writes holds no token, no secret and no address of anybody."""

from __future__ import annotations

import doctest
from pathlib import Path

import processes
import pytest
import requests

from orchestrator import logs

TOKEN, EMAIL, SECRET = "tok3nTok3nTok3nTok3nTok3n", "somebody@example.org", "s3cretS3cret"
OWN = (
    "join",
    "login",
    "feeds",
    "registrations",
    "rosters",
    "new-dates",
    "consultations",
    "quotes",
    "invoices",
    "certificates",
)


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(logs).failed == 0


@pytest.mark.parametrize("room", OWN)
def test_the_token_of_every_own_link_is_blotted_out(room: str) -> None:
    said = logs.blotted(f"Not Found: /{room}/{TOKEN}/pdf?x=1 again http://x/{room}/{TOKEN}")
    assert TOKEN not in said
    assert f"/{room}/…" in said


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f'{{"authorization": "Basic {SECRET}"}}',
        f"client_secret={SECRET}&x=1",
        f"password: '{SECRET}'",
        f"X-Signature: v1={SECRET}",
        f"webhook-signature: v1,{SECRET}",
        f"Cookie: {SECRET}",
        f"whsec_{SECRET}",
        f"/account/password/reset/key/1-{SECRET}/",
    ],
)
def test_secrets_are_blotted_out(text: str) -> None:
    assert SECRET not in logs.blotted(text)


def test_ordinary_words_stay() -> None:
    for text in (
        "office page /office/consultations/12/ seen",
        "tokens are hashed",
        "12 rows, 3 jobs",
    ):
        assert logs.blotted(text) == text


def test_values_are_blotted_by_the_names_of_their_keys_however_deep() -> None:
    event = {"password": SECRET, "inner": {"email": EMAIL, "list": [f"to {EMAIL}"]}, "count": 3}
    assert logs._without_tokens(None, "", event) == {
        "password": "…",
        "inner": {"email": "…", "list": ["to …"]},
        "count": 3,
    }


def test_a_served_process_writes_nothing_of_it(tmp_path: Path) -> None:
    with processes.served(tmp_path) as house:
        house.wait_until_ready()
        headers = {"Authorization": f"Bearer {SECRET}", "Cookie": f"session={SECRET}"}
        for room in OWN:
            requests.get(f"{house.url}/{room}/{TOKEN}", headers=headers, timeout=5)
        requests.post(f"{house.url}/new-dates/", {"email": EMAIL}, headers=headers, timeout=5)
        requests.post(
            f"{house.url}/api/v1/registrations", json={"x": EMAIL}, headers=headers, timeout=5
        )
        requests.get(house.url, headers={"Host": f"{SECRET}.example"}, timeout=5)
        house.process.terminate()
        out, err = house.process.communicate(timeout=30)
    assert "work done" in err or "Not Found" in err  # it did write
    for kept in (TOKEN, EMAIL):
        assert kept not in out + err
    assert f"Bearer {SECRET}" not in out + err
