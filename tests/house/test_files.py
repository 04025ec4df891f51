"""What every file of the house keeps to: length, purpose, and no address where none belongs."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=HOUSE, capture_output=True, text=True, check=True,
).stdout.splitlines()  # fmt: skip
SOURCES = [
    name
    for name in TRACKED
    if name.endswith(".py") and "/migrations/" not in name and (HOUSE / name).exists()
]
OURS = [name for name in SOURCES if not name.startswith("tests/")]
LOCKS = ["requirements.lock", "requirements-dev.lock"]
LONGEST_FILE, LONGEST_FUNCTION = 300, 60


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    lengths = {name: len((HOUSE / name).read_text().splitlines()) for name in SOURCES}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_the_length_gate_would_notice() -> None:
    assert len(SOURCES) > 100
    assert any(len((HOUSE / name).read_text().splitlines()) > LONGEST_FILE / 2 for name in SOURCES)


@pytest.mark.parametrize("name", OURS)
def test_a_file_says_in_its_first_line_what_it_is_for(name: str) -> None:
    docstring = ast.get_docstring(ast.parse((HOUSE / name).read_text())) or ""
    first = docstring.partition("\n")[0]
    assert first.endswith("."), name
    assert len(first) > 15, name


def test_no_function_is_too_long() -> None:
    long = [
        f"{name}:{node.name}"
        for name in OURS
        for node in ast.walk(ast.parse((HOUSE / name).read_text()))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_is_pinned_with_hashes_and_no_address_stands_in_the_lock(
    name: str,
) -> None:
    text = (HOUSE / name).read_text()
    entries = re.split(r"\n(?=[a-z])", text.strip())
    assert len(entries) > 30
    assert all(re.match(r"[\w.\[\]-]+==[\w.!+]+", entry) for entry in entries)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "index" not in text


def test_what_runs_is_locked_in_the_same_versions_for_tests() -> None:
    pins = [set(re.findall(r"(?m)^\S+==\S+", (HOUSE / name).read_text())) for name in LOCKS]
    assert pins[0] < pins[1]


def test_every_dependency_that_is_named_is_locked() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    named = project["dependencies"] + project["optional-dependencies"]["dev"]
    locked = set(re.findall(r"(?m)^([a-z0-9-]+)(?:\[\w+\])?==", (HOUSE / LOCKS[1]).read_text()))
    assert {re.split(r"[\[><=;]", line)[0] for line in named} <= locked


def test_no_rooms_are_called_utils() -> None:
    bad = {"utils", "common", "helpers", "manager", "base"}
    assert [
        name for name in SOURCES if bad & {part.removesuffix(".py") for part in Path(name).parts}
    ] == []
