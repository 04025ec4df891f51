"""Money on pages: whole cents as dollars."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def dollars(cents: int) -> str:
    """Return cents as dollars, such as `$1,333.00`."""
    return f"${cents // 100:,}.{cents % 100:02}"
