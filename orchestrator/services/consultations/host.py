"""What the host sees of consultations: lists, and for every time why it is free or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from calendars import clock
from calendars.slots import WhyNot
from calendars.words import Form, day_text
from orchestrator.models import Consultation, Workshop
from orchestrator.rules.consultation import ConsultationState
from orchestrator.services import ledger
from orchestrator.services.consultations import diary
from orchestrator.services.language import spoken_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from orchestrator.models import TimeClaim

PAST_DAYS = 30
MOST_CHOICES = 60
REASONS = {
    WhyNot.PAST: _lazy("past"),
    WhyNot.NOTICE: _lazy("too soon"),
    WhyNot.HORIZON: _lazy("too far ahead"),
    WhyNot.LENGTH: _lazy("another length"),
    WhyNot.CLOSED_DAY: _lazy("a closed day"),
    WhyNot.OUTSIDE_HOURS: _lazy("outside the hours"),
    WhyNot.OFF_GRID: _lazy("between two steps"),
    WhyNot.TAKEN: _lazy("taken"),
    WhyNot.UNSURE: _lazy("a calendar was not read lately"),
    WhyNot.DAILY_CAP: _lazy("the day is full"),
    WhyNot.WEEKLY_CAP: _lazy("the week is full"),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """One time of the grid: free, or why not, and what takes it."""

    start: datetime
    reason: WhyNot | None
    takers: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return free, or the reason in a word or two."""
        return str(REASONS[self.reason]) if self.reason else _("free")


def waiting() -> list[Consultation]:
    """Return the requests that wait for an answer, in order of time."""
    return list(Consultation.objects.filter(state=ConsultationState.REQUESTED))


def coming() -> list[Consultation]:
    """Return the booked consultations that are not over, in order of time."""
    rows = Consultation.objects.filter(state=ConsultationState.BOOKED, end__gt=clock.now())
    return list(rows.select_related("meeting"))


def past() -> list[Consultation]:
    """Return the consultations of the last weeks, the last one first."""
    oldest = clock.now() - timedelta(days=PAST_DAYS)
    rows = Consultation.objects.filter(
        state=ConsultationState.BOOKED, end__lte=clock.now(), end__gt=oldest, forgotten_at=None
    )
    return list(rows.order_by("-start"))


def explained(first: date, last: date) -> Iterator[Explained]:
    """Yield every time of those days of the host with the reason why it cannot be had, if any."""
    seen = diary.availability()
    for start in seen.grid(first, last):
        reason = seen.why_not(start)
        yield Explained(start, reason, tuple(named_takers(seen.takers(start))) if reason else ())


def first_open_day() -> date:
    """Return the next day with consultation hours, today when there is none."""
    seen, (first, last) = diary.availability(), diary.bookable_days()
    zone = clock.zone(settings.COMPANY.company.timezone)
    opens = next(seen.grid(first, last), None)
    return opens.astimezone(zone).date() if opens else first


def why_closed(day: date) -> str:
    """Return the name of the holiday that closes a day, or ''."""
    return diary.hours(day, day).closed.get(day, "")


def free_for(row: Consultation) -> list[datetime]:
    """Return the next times to which a consultation could be moved."""
    seen = diary.availability(moving=row)
    return list(islice(seen.starts(*diary.bookable_days()), MOST_CHOICES))


def named(claims: Iterable[TimeClaim]) -> list[str]:
    """Return claims in words for the host, with their times in the company's zone."""
    return [f"{_local(claim.start)}: {_in_words(f'{claim.kind} {claim.key}')}" for claim in claims]


def named_takers(takers: Iterable[str]) -> list[str]:
    """Return what takes a time, in words for the host."""
    return [_in_words(taker) for taker in takers]


def _in_words(taker: str) -> str:
    kind, _between, key = taker.partition(" ")
    if kind == ledger.CONSULTATION:
        row = Consultation.objects.filter(pk=key).first()
        if row and row.name:
            return _("consultation with {name}").format(name=row.name)
        return _("a consultation")
    if kind == ledger.WORKSHOP:
        workshop = Workshop.objects.filter(pk=key).first()
        if workshop:
            return _("workshop “{title}”").format(title=workshop.title)
        return _("a workshop")
    if kind == ledger.HOLD:
        return _("somebody is filling in the form")
    return str(_ELSEWHERE.get(taker, taker))


def _local(moment: datetime) -> str:
    zone = settings.COMPANY.company.timezone
    local = moment.astimezone(clock.zone(zone))
    day = day_text(local.date(), Form.WEEKDAY_BRIEF, spoken_now())
    return f"{day}, {local:%H:%M}"


_ELSEWHERE = {
    diary.TIME_OFF: _lazy("time off"),
    diary.ELSEWHERE: _lazy("an entry of your own calendar"),
}
