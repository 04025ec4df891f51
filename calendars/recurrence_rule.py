"""Recurrence rules that are safe to expand: not sub-daily, not endless, UNTIL as it is meant.

dateutil and recurring-ical-events read UNTIL by its letters: a plain date ends a series at its
midnight, local time counts as UTC, and the last occurrence is lost. Here UNTIL takes the form that
belongs to the start (RFC 5545, 3.3.10), in the reading that keeps the occurrence.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from calendars import ical_reading

LONGEST_PERIOD = {"DAILY": 1, "WEEKLY": 7}
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
SUB_DAILY = {
    "SECONDLY": timedelta(seconds=1),
    "MINUTELY": timedelta(minutes=1),
    "HOURLY": timedelta(hours=1),
}
DAY = timedelta(days=1)
MOST_A_DAY = 24
LEAP_YEAR = 2028
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FORBIDDEN = {  # RFC 5545, 3.3.10: these parts never match, or match at unknowable cost
    "DAILY": ("BYYEARDAY", "BYWEEKNO"),
    "WEEKLY": ("BYYEARDAY", "BYWEEKNO"),
    "MONTHLY": ("BYYEARDAY", "BYWEEKNO"),
    "YEARLY": (),
}


def checked_rule(
    rule: str, start: date | datetime, zone: tzinfo, window: tuple[datetime, datetime]
) -> str:
    """Return the rule with UNTIL in the form that belongs to `start`; `zone` is the calendar's.

    An unbearable rule that is over before the window, or begins after it, comes back empty. Raises
    ValueError with the reason for any other rule that is unbearable or cannot be understood.
    """
    parts = rule_parts(rule)
    if "UNTIL" in parts:
        parts["UNTIL"] = _until(parts["UNTIL"], start, zone)
    reason = _unbearable(parts, start)
    if not reason:
        return ";".join(f"{name}={value}" for name, value in parts.items())
    if _is_over(parts, start, window[0]) or _day(start) > _day(window[1] + DAY):
        return ""
    raise ValueError(reason)


def rule_parts(rule: str) -> dict[str, str]:
    """Return the parts of a rule by name, in capitals. Raises ValueError.

    >>> rule_parts("freq=weekly;byday=mo,tu")
    {'FREQ': 'WEEKLY', 'BYDAY': 'MO,TU'}
    """
    parts: dict[str, str] = {}
    for part in rule.upper().strip(" ;").split(";"):
        name, equals, value = part.strip().partition("=")
        if not equals or name in parts:
            raise ValueError(f"{rule[:60]!r} is no rule of repetition")
        parts[name] = value
    if parts.get("FREQ") not in (*FREQUENCIES, *SUB_DAILY):
        raise ValueError(f"{rule[:60]!r} is no rule of repetition")
    return parts


def several_times_a_day(rule: str) -> bool:
    """Say whether a day can have more than one occurrence."""
    return _times_a_day(rule_parts(rule)) > 1


def forwarded(rule: str, start: date | datetime, until: date) -> date | datetime:
    """Return the latest start with which the rule gives the same occurrences from `until` on.

    Only of rules by days and weeks without COUNT; expanding a daily one from its first year takes
    ten times as long. The wall-clock time, the weekday and the step stay.
    """
    parts = rule_parts(rule)
    days = LONGEST_PERIOD.get(parts["FREQ"], 0) * int(parts.get("INTERVAL", "1"))
    first = _day(start)
    if not days or "COUNT" in parts or first >= until:
        return start
    return start + timedelta(days=(until - first).days // days * days)


def _unbearable(parts: dict[str, str], start: date | datetime) -> str:
    """Return why the rule is not expanded, or an empty text."""
    frequency, step = parts["FREQ"], parts.get("INTERVAL", "1")
    if frequency in SUB_DAILY:
        return "it repeats more often than daily"
    if not step.isdigit() or int(step) < 1:
        return "it repeats in steps of nothing"
    if _times_a_day(parts) > MOST_A_DAY:
        return f"it repeats more than {MOST_A_DAY} times a day"
    if any(name in parts for name in FORBIDDEN[frequency]) or not _is_possible(parts, start):
        return "its rule never comes true"
    return ""


def _is_over(parts: dict[str, str], start: date | datetime, begins: datetime) -> bool:
    """Say whether the last occurrence is days before that instant, as far as that is plain."""
    if "UNTIL" in parts:
        return ical_reading.moment(parts["UNTIL"]).strftime("%Y%m%d") < f"{begins - DAY:%Y%m%d}"
    unit = SUB_DAILY.get(parts["FREQ"])
    numbers = [parts.get(name, default) for name, default in (("COUNT", ""), ("INTERVAL", "1"))]
    plain = not any(name.startswith("BY") for name in parts) and all(map(str.isdigit, numbers))
    if unit is None or not plain:
        return False
    return _day(start) + unit * int(numbers[0]) * int(numbers[1]) + DAY < _day(begins - DAY)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _times_a_day(parts: dict[str, str]) -> int:
    times = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        times *= len(parts.get(name, "0").split(","))
    return times


def _is_possible(parts: dict[str, str], start: date | datetime) -> bool:
    """Say whether the rule can ever match; one that cannot is searched until the year 9999."""
    days = [int(day) for day in parts.get("BYMONTHDAY", "1").split(",")]
    months = [int(month) for month in parts.get("BYMONTH", "1").split(",")]
    if not all(1 <= month <= 12 for month in months):  # noqa: PLR2004 -- months of a year
        return False
    if not any(
        1 <= abs(day) <= monthrange(LEAP_YEAR, month)[1] for day in days for month in months
    ):
        return False
    whole_weeks = parts["FREQ"] == "DAILY" and int(parts.get("INTERVAL", "1")) % 7 == 0
    return not whole_weeks or WEEKDAYS[start.weekday()] in parts.get("BYDAY", ",".join(WEEKDAYS))


def _until(text: str, start: date | datetime, zone: tzinfo) -> str:
    until = ical_reading.moment(text)
    if not isinstance(start, datetime):
        if isinstance(until, datetime) and until.tzinfo and until.time() != time():
            until = until.astimezone(zone)
        return f"{until:%Y%m%d}"
    if not isinstance(until, datetime):
        until = datetime.combine(until, time(23, 59, 59))
    if until.tzinfo is None:
        until = until.replace(tzinfo=start.tzinfo)
    return f"{until.astimezone(UTC):%Y%m%dT%H%M%SZ}"
