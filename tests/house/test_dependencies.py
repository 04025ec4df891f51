from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

HOUSE = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def gate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dependencies", HOUSE / "tests/dependencies.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answer(*packages: Mapping[str, object]) -> str:
    return json.dumps({"dependencies": list(packages)})


GOOD = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "CVE-2026-1"}]}
SKIPPED = {"name": "c", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ("", 0, "not asked: no advisory service answered"),
        ("Traceback", 0, "not asked: no advisory service answered"),
        (answer(SKIPPED, SKIPPED), 0, "not asked: no advisory service answered"),
        (answer(GOOD), 0, "1 packages asked about, none known to be vulnerable"),
        (answer(GOOD, SKIPPED), 0, "1 not asked"),
        (answer(GOOD, BAD), 1, "b 2: CVE-2026-1"),
    ],
)
def test_no_answer_is_never_taken_for_a_good_one(
    gate: ModuleType, said: str, code: int, words: str
) -> None:
    found, sentence = gate.verdict(said)
    assert found == code
    assert words in sentence


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_are_pinned_hashed_and_name_no_address(gate: ModuleType, lock: str) -> None:
    text = (HOUSE / lock).read_text()
    assert gate.complaints_about(text, lock) == []
    assert len(gate.packages_of(text)) > 30


def test_a_lock_that_is_wrong_is_named(gate: ModuleType) -> None:
    text = "a==1 \\\n    --hash=sha256:00\nb==2\nc>=3\n--index-url https://example.org/\n"
    assert len(gate.complaints_about(text, "x")) == 4


def test_every_package_says_its_licence(gate: ModuleType) -> None:
    names = gate.packages_of((HOUSE / "requirements.lock").read_text())
    assert gate.without_licence(names) == []
