"""Money on pages: the filter that shows whole cents as dollars, as the reader's language does."""

from __future__ import annotations

from django import template

from orchestrator.rules.money import dollars
from orchestrator.services.language import said

register = template.Library()


@register.filter(name="dollars")
def shown(cents: int) -> str:
    """Return an amount as people write it."""
    return said(dollars(cents))
