"""Tokens are long, kept as hashes only, and compared without telling how far they fit."""

from __future__ import annotations

import ast
from pathlib import Path

import full_house
import pytest
from django.apps import apps
from set_clock import SetClock

from orchestrator.services.access import tokens

HOUSE = Path(__file__).resolve().parents[2]
CODE = [
    *(HOUSE / "orchestrator").rglob("*.py"),
    *(HOUSE / "calendars").rglob("*.py"),
    *(HOUSE / "jobs").rglob("*.py"),
]
# Columns whose name speaks of a token or a secret, and why none of them opens a door.
NO_TOKEN = {
    "Work.token": "names a worker's claim on a row, for the fence; no door takes it",
    "CalendarSource.channel_id": "Google's public name of a channel",
    "Session.session_key": "Django's sessions; they end, and a sign-out ends them",
    "LogEntry.action_flag": "no token",
}
SPEAKING = ("token", "secret", "password", "api_key", "session_key")
HASHED = ("_hash", "hash")


@pytest.mark.django_db
def test_no_column_keeps_a_token_as_it_is(at: SetClock) -> None:
    speaking = {
        f"{model.__name__}.{column.name}"
        for model in apps.get_models()
        if model._meta.app_label == "orchestrator"
        for column in model._meta.concrete_fields
        if any(word in column.name for word in SPEAKING) and not column.name.endswith(HASHED)
    }
    assert speaking - {"User.password"} <= set(NO_TOKEN)


@pytest.mark.django_db
def test_no_token_of_a_whole_house_stands_in_its_database(at: SetClock) -> None:
    house = full_house.build()
    known = {str(parts["token"]) for parts in house.parts.values() if "token" in parts}
    assert len(known) > 6
    rows = 0
    for model in apps.get_models():
        for row in model._default_manager.values():
            text = str(row)
            assert not [token for token in known if token in text], model.__name__
            rows += 1
    assert rows > 30
    assert all(len(token) >= 32 for token in known)  # of 64 letters each: 192 bits


def test_every_derived_token_has_more_than_128_bits() -> None:
    assert tokens.TOKEN_BYTES * 8 >= 128
    assert len({tokens.derived("a", f"{n}", 0) for n in range(500)}) == 500


def fresh_tokens() -> list[tuple[str, int]]:
    """Return each call of `secrets.token_…` in the house with its bytes."""
    found = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "secrets.token_urlsafe",
                "secrets.token_hex",
            ):
                size = ast.unparse(node.args[0]) if node.args else "32"
                found.append((f"{path.stem}", int(size) if size.isdigit() else tokens.TOKEN_BYTES))
    return found


# Shorter on purpose: they open nothing.
NAMES_ONLY = {
    "work": "names a claim",
    "trial_mail": "makes a cause unique",
    "meetings_api": "made-up numbers of the sandbox's meetings",
}


def test_every_fresh_token_has_128_bits_or_more() -> None:
    found = fresh_tokens()
    assert len(found) > 5
    short = {name for name, size in found if size < 16}
    assert short <= set(NAMES_ONLY)


def comparisons() -> list[str]:
    """Return each == or != in the house with something secret on one side."""
    words = ("token", "secret", "signature", "digest", "hmac")
    found = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
                sides = [ast.unparse(node.left).lower(), ast.unparse(node.comparators[0]).lower()]
                if any(word in side for side in sides for word in words):
                    found.append(f"{path.stem}: {ast.unparse(node)}")
    return found


# Marks of versions, and our own access token of Zoom, which is ours on both sides.
PUBLIC = ("sandbox", "etag", "fingerprint", "''", "transport: ", "caldav_server: ")
