"""Whatever a door lets somebody change leaves an audit entry: walked through the code itself."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
SERVICES = HOUSE / "orchestrator/services"
DOORS = [*(HOUSE / "orchestrator/web").rglob("*.py"), *(HOUSE / "orchestrator/management").rglob("*.py")]  # fmt: skip
WRITES = {"save", "create", "bulk_create", "update", "delete", "update_or_create", "get_or_create", "bulk_update"}  # fmt: skip
NOT_ROWS = {"context", "known", "found", "values", "waits", "seen", "facts", "allowed", "digest"}

# What changes rows and needs no entry of its own, with the reason.
NEEDS_NONE = {
    "consultations.holds.take": "a time held for minutes, gone by itself; nobody is known yet",
    "sources.channels.heard": "a calendar's own word that it changed: it is read, nothing else",
    "zoom.zoom_events.receive": "Zoom's word is stored as it came and is its own record",
    "feeds.rendering.file_of": "renders what others changed",
    "feeds.rendering.published": "renders what others changed",
    "seats.organizations.organization_named": "a name; the seats or requests that bring it tell",
    "workshops.planned.interest": "counts in a dict, no row",
}


@dataclass
class Found:
    """What one function of a service does by itself."""

    writes: bool = False
    audits: bool = False
    calls: set[str] = field(default_factory=set)


def module_of(path: Path) -> str:
    name = ".".join(path.relative_to(HOUSE).with_suffix("").parts)
    return name.removesuffix(".__init__")


def imports_of(tree: ast.Module) -> dict[str, str]:
    """Return what each name of a file stands for."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                names[one.asname or one.name] = f"{node.module}.{one.name}"
    return names


def is_a_row_write(call: ast.Call) -> bool:
    if not (isinstance(call.func, ast.Attribute) and call.func.attr in WRITES):
        return False
    whose = call.func.value
    return not (isinstance(whose, ast.Name) and whose.id in NOT_ROWS)


def look_at(node: ast.AST, module: str, names: dict[str, str], own: set[str]) -> Found:
    found = Found()
    for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
        found.writes |= is_a_row_write(call)
        match call.func:
            case ast.Name(id=name):
                found.calls.add(f"{module}.{name}" if name in own else names.get(name, ""))
            case ast.Attribute(value=ast.Name(id=name), attr=attr):
                found.calls.add(f"{names.get(name, '')}.{attr}")
    for name in (one.id for one in ast.walk(node) if isinstance(one, ast.Name)):
        target = f"{module}.{name}" if name in own else names.get(name, "")
        found.calls.add(target)  # handed on, as to a table of deeds
    found.audits = bool(
        {
            a
            for a in found.calls
            if a.endswith(("audit.record", "audit.record_all", "audit.record_about"))
        }
    )
    return found


@cache
def services() -> dict[str, Found]:
    known = {}
    for path in SERVICES.rglob("*.py"):
        tree = ast.parse(path.read_text())
        module, names = module_of(path), imports_of(tree)
        parts = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
        own = {one.name for one in parts}
        for one in parts:
            known[f"{module}.{one.name}"] = look_at(one, module, names, own)
    return known


def reaches(name: str, what: str, seen: set[str]) -> bool:
    """Say whether a function does it, or anything that it calls does."""
    if name in seen or name not in services():
        return False
    seen.add(name)
    found = services()[name]
    return bool(getattr(found, what)) or any(reaches(one, what, seen) for one in found.calls)


def asked_by_doors() -> set[str]:
    """Return the functions of services that pages, calls and commands use."""
    asked = set()
    for path in DOORS:
        tree = ast.parse(path.read_text())
        names = imports_of(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                asked.add(f"{names.get(node.value.id, '')}.{node.attr}")
            elif isinstance(node, ast.Name):
                asked.add(names.get(node.id, ""))
    return asked & set(services())


def short(name: str) -> str:
    return name.removeprefix("orchestrator.services.")


def changing() -> list[str]:
    return sorted(short(one) for one in asked_by_doors() if reaches(one, "writes", set()))


@pytest.mark.parametrize("deed", sorted(set(changing()) - set(NEEDS_NONE)))
def test_what_a_door_changes_leaves_an_audit_entry(deed: str) -> None:
    name = f"orchestrator.services.{deed}"
    assert reaches(name, "audits", set()), f"{deed} changes rows and records nothing"


def test_the_walk_finds_the_deeds_that_everybody_knows() -> None:
    assert {"seats.registrations.cancel", "consultations.booking.book", "money.invoicing.credit", "workshops.publication.publish", "access.api_tokens.issue"} <= set(changing())  # fmt: skip
    assert len(changing()) > 60


def test_no_exception_stands_longer_than_it_is_needed() -> None:
    assert set(NEEDS_NONE) <= set(changing())
    for deed in NEEDS_NONE:
        assert not reaches(f"orchestrator.services.{deed}", "audits", set()), deed
