"""Consultations that tests book: a visitor, a free time, and settings that differ."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from orchestrator.models import Consultation
from orchestrator.rules.consultation import Visitor, read_visitor
from orchestrator.services.consultations import booking

MONDAY_NINE = datetime(2026, 11, 23, 17, tzinfo=UTC)  # 09:00 in Portland, a day after the set clock


def said(settings: Any, **changes: Any) -> None:
    """Let the section [consultations] say something else in this test."""
    found = settings.COMPANY.consultations.model_copy(update=changes)
    settings.COMPANY = settings.COMPANY.model_copy(update={"consultations": found})


def visitor(name: str = "Ada Brandt", **other: str) -> Visitor:
    """Return somebody whose address follows from the name."""
    return read_visitor(name, f"{name.lower().replace(' ', '.')}@example.org", **other)


def asked(start: datetime = MONDAY_NINE, name: str = "Ada Brandt", **other: Any) -> booking.Asked:
    """Return what somebody asks for on the page."""
    values = {"timezone": "Europe/Berlin", "source": "page"} | other
    return booking.Asked(start, visitor(name), **values)


def book(start: datetime = MONDAY_NINE, name: str = "Ada Brandt", **other: Any) -> Consultation:
    """Book a consultation as the page does."""
    return booking.book(asked(start, name, **other))
