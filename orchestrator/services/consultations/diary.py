"""The facilitator's time as slots see it: hours, rules, everything that takes time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock
from calendars.intervals import Span, widened
from calendars.public_holidays import public_holidays
from calendars.slots import Availability, Busy, Diary, SlotRules
from orchestrator.models import Consultation, ConsultationHold
from orchestrator.rules.consultation import KEPT_STATES
from orchestrator.services import ledger
from orchestrator.services.sources.outside import outside_busy

if TYPE_CHECKING:
    from calendars.hours import Hours

DAY = timedelta(days=1)
TIME_OFF, ELSEWHERE = "time off", "an entry of your own calendar"


def rules() -> SlotRules:
    """Return what a consultation must be, as the settings say."""
    said = settings.COMPANY.consultations
    minutes = {
        "length": said.minutes,
        "step": said.step_minutes,
        "notice": said.notice_minutes,
        "before": said.buffer_before_minutes,
        "after": said.buffer_after_minutes,
    }
    return SlotRules(
        **{name: timedelta(minutes=number) for name, number in minutes.items()},
        horizon_days=said.horizon_days,
        daily_cap=said.daily_cap,
        weekly_cap=said.weekly_cap,
    )


def hours(first: date, last: date) -> Hours:
    """Return the weekly hours, with the exceptions and holidays of those days."""
    said = settings.COMPANY.consultations
    closed = dict(public_holidays(said.holidays, first.year, last.year))
    for day in said.dated:
        closed.pop(day, None)  # who names hours for a holiday means them
    return said.hours(settings.COMPANY.company.timezone, closed)


def bookable_days() -> tuple[date, date]:
    """Return the first and the last day that can be booked now, in the host's zone."""
    today = clock.today(settings.COMPANY.company.timezone)
    return today, today + timedelta(days=settings.COMPANY.consultations.horizon_days)


def availability(
    *, moving: Consultation | None = None, hold: ConsultationHold | None = None
) -> Availability:
    """Return what is free now, for one who moves a consultation or has a hold: theirs is free.

    Reads our own rows only, also of calendars elsewhere. Behind the ledger's lock it is the
    decision itself.
    """
    now = clock.now()
    first, last = bookable_days()
    # A week on both sides: caps count whole weeks.
    coming = now, now + timedelta(days=(last - first).days + 2)
    window = widened(coming, 8 * DAY, 8 * DAY)
    said = rules()
    outside = outside_busy(widened(coming, said.before, said.after))  # buffers reach there too
    own = [
        (ledger.CONSULTATION, str(moving.pk)) if moving else None,
        (ledger.HOLD, str(hold.pk)) if hold else None,
    ]
    seen = Diary(
        busy=_busy(window, own) + [Busy(*span, ELSEWHERE) for span in outside.busy],
        unsure=[Busy(*span, f"calendar “{name}”") for span, name in outside.unsure],
        booked=_booked(window, moving, hold),
    )
    return Availability(hours(first, last + DAY), seen, said, now)


def _busy(window: Span, own: list[tuple[str, str] | None]) -> list[Busy]:
    claims = ledger.claims_in(window).values_list("kind", "key", "start", "end")
    taken = [
        Busy(start, end, f"{kind} {key}")
        for kind, key, start, end in claims
        if (kind, key) not in own
    ]
    away = ledger.time_off_in(window).values_list("start", "end", "note")
    return taken + [Busy(start, end, note or TIME_OFF) for start, end, note in away]


def _booked(
    window: Span, moving: Consultation | None, hold: ConsultationHold | None
) -> list[datetime]:
    """Return the starts that count to a cap: what is booked, asked for, and held just now."""
    rows = Consultation.objects.filter(state__in=KEPT_STATES, start__range=window)
    held = ConsultationHold.objects.filter(expires_at__gt=clock.now(), start__range=window)
    if moving:
        rows = rows.exclude(pk=moving.pk)
    if hold:
        held = held.exclude(pk=hold.pk)
    return [*rows.values_list("start", flat=True), *held.values_list("start", flat=True)]
