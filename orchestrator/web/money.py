"""Money on pages: the filter that shows whole cents as dollars."""

from __future__ import annotations

from django import template

from orchestrator.rules.money import dollars

register = template.Library()
register.filter(dollars)
