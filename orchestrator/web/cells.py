"""A cell of a list as the page shows it: moments with their zone, money as money."""

from __future__ import annotations

from datetime import date, datetime

from django.template import Library

from orchestrator.services.language import said
from orchestrator.services.lists.listing import Cell, Cents
from orchestrator.web.money import shown as dollars
from orchestrator.web.spoken import day, moment

register = Library()


@register.filter(expects_localtime=True)
def cell(value: Cell) -> str:
    """Return a cell in words."""
    if isinstance(value, Cents):
        return dollars(value.cents)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value, "short")
    return "" if value is None else said(str(value) if isinstance(value, int) else value)
