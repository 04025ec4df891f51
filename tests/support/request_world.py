"""Requests that tests ask for: three organizations, Duluth, five weeks ahead."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from orchestrator.models import QuoteVersion, RequestOrganization, WorkshopRequest
from orchestrator.rules.place.reading import GivenPlace
from orchestrator.rules.request_form import Written, WrittenOrganization
from orchestrator.services.requests import accepting, asking, quoting

NAMES = ("North", "South", "West")
DULUTH = Written(
    mode="on_site",
    start="2026-12-30T09:00",
    place=GivenPlace("55802"),
    attendees="12",
    organizations=tuple(
        WrittenOrganization(name, seats) for name, seats in zip(NAMES, ("5", "4", "3"), strict=True)
    ),
)


def contacts(count: int = 3, mark: str = "") -> list[asking.Contact]:
    """Return that many contacts, whose addresses hold the mark."""
    return [asking.Contact(f"Ada {n}", f"ada{n}{mark}@example.org") for n in range(count)]


def asked(mark: str = "", **changed: Any) -> asking.Asked:
    """Return what is asked for; fields of the request or of `Asked` may be others."""
    written = {name: changed.pop(name) for name in list(changed) if hasattr(DULUTH, name)}
    values: dict[str, Any] = {"contacts": contacts(3, mark), "source": "page"} | changed
    return asking.Asked(replace(DULUTH, **written), **values)


def ask(mark: str = "", **changed: Any) -> WorkshopRequest:
    """Keep a request and return it."""
    return asking.ask(asked(mark, **changed))


def of(row: WorkshopRequest, name: str) -> RequestOrganization:
    """Return one of its organizations."""
    return row.organizations.get(name=name)


def in_force(row: WorkshopRequest) -> QuoteVersion:
    """Return the version in force."""
    quote = quoting.latest(row)
    assert quote
    return quote


def accept(row: WorkshopRequest, *names: str) -> WorkshopRequest:
    """Let organizations accept the version in force."""
    for name in names:
        accepting.accept(of(row, name).pk, in_force(row).number)
    return fresh(row)


def fresh(row: WorkshopRequest) -> WorkshopRequest:
    """Return the request as it stands now."""
    return WorkshopRequest.objects.get(pk=row.pk)


def split_of(row: WorkshopRequest) -> list[int]:
    """Return the shares of the version in force, in order."""
    return [one["cents"] for one in in_force(row).shares]
