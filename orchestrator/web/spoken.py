"""Words on pages in the reader's language: what the rules said, days, and moments with their zone.

Every template knows these filters; `django.templatetags.i18n` stands beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from calendars.words import Form, clock_time, day_text, zone_suffix
from orchestrator.rules import names
from orchestrator.services import language

if TYPE_CHECKING:
    from datetime import date, datetime

register = template.Library()


@register.filter
def said(text: str) -> str:
    """Return what the rules said in the reader's language."""
    return language.said(text)


@register.filter
def named(value: str) -> str:
    """Return the name of a state or a kind in the reader's language."""
    return language.said(names.named(value)) if value else ""


@register.filter(expects_localtime=True)
def day(when: date | None, form: str = Form.LONG) -> str:
    """Return a day in words; of a moment, the day that the page's zone shows."""
    return day_text(when, Form(form), language.spoken_now()) if when else ""


@register.filter(expects_localtime=True)
def moment(when: datetime | None, form: str = Form.SHORT) -> str:
    """Return a moment to the minute, with its zone: `8 Dec 2026, 09:00 PST`."""
    return f"{day(when, form)}, {when:%H:%M} {zone_suffix(when)}" if when else ""


@register.filter(expects_localtime=True)
def second(when: datetime | None, form: str = Form.SHORT) -> str:
    """Return a moment to the second, with its zone: `8 Dec 2026, 09:00:07 PST`."""
    return f"{day(when, form)}, {when:%H:%M:%S} {zone_suffix(when)}" if when else ""


@register.filter(expects_localtime=True)
def hour(when: datetime | None) -> str:
    """Return what the page's clock shows: `9:00 am`."""
    return clock_time(when, language.spoken_now()) if when else ""
