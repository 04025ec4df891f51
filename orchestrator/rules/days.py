"""Days and moments in texts: said in English here, and in the reader's language at the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from calendars import clock
from calendars.words import ENGLISH, Form, day_text
from orchestrator.rules.sentence import Spoken

if TYPE_CHECKING:
    from datetime import date, datetime

    from orchestrator.rules.sentence import Teller


class Day(Spoken):
    """A day in words.

    >>> from datetime import date
    >>> Day(date(2026, 12, 8))
    'Tuesday 8 December 2026'
    """

    day: date
    form: Form

    def __new__(cls, day: date, form: Form = Form.FULL) -> Self:
        """Write the day as it is written in English."""
        made = super().__new__(cls, day_text(day, form))
        made.day, made.form = day, form
        return made

    def __getnewargs__(self) -> tuple[date, Form]:  # type: ignore[override]
        """Return what a copy is made of."""
        return self.day, self.form

    def told(self, teller: Teller) -> str:
        """Return the day as the teller's language writes it."""
        return day_text(self.day, self.form, teller.language)


class Moment(Spoken):
    """An instant on the clock of a zone, which is named.

    >>> from datetime import UTC, datetime
    >>> Moment(datetime(2026, 12, 8, 17, tzinfo=UTC), "America/Los_Angeles")
    'Tue 8 Dec 2026, 09:00 America/Los_Angeles'
    """

    at: datetime
    zone: str

    def __new__(cls, at: datetime, zone: str) -> Self:
        """Write the instant as it is written in English."""
        made = super().__new__(cls, _moment(at, zone, ENGLISH))
        made.at, made.zone = at, zone
        return made

    def __getnewargs__(self) -> tuple[datetime, str]:  # type: ignore[override]
        """Return what a copy is made of."""
        return self.at, self.zone

    def told(self, teller: Teller) -> str:
        """Return the instant as the teller's language writes it."""
        return _moment(self.at, self.zone, teller.language)


def _moment(at: datetime, zone: str, language: str) -> str:
    local = at.astimezone(clock.zone(zone))
    return f"{day_text(local.date(), Form.WEEKDAY_YEAR, language)}, {local:%H:%M} {zone}"
