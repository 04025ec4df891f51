"""`{{ cents|dollars }}`: an amount as people write it."""

from __future__ import annotations

from django import template

from orchestrator.rules.money import dollars

register = template.Library()
register.filter("dollars", dollars)
