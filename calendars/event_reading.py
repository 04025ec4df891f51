"""The lines of one event, read: its times in their zones, its rules, and whether it takes time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from calendars import ical_reading
from calendars.entry import one_line
from calendars.ics_text import CalendarUnreadable
from calendars.outside_event import OutsideEvent, utc
from calendars.recurrence_rule import checked_rule

if TYPE_CHECKING:
    from calendars.outside_event import Moment, Period, Policy
    from calendars.tzids import Zones

DAY = timedelta(days=1)
LONGEST_TITLE = 80
WHOLE_DAY = len("20261201")
_NAME = re.compile(r"[\w-]+")
_TZID = re.compile(r';TZID=("[^"]*"|[^;]*)', re.IGNORECASE)
_PARTSTAT = re.compile(r';PARTSTAT="?([\w-]+)', re.IGNORECASE)
_ADDRESS = re.compile(r'(?:mailto:|;EMAIL="?)([^\s";:,]+)', re.IGNORECASE)
_SUMMARY = re.compile(r'SUMMARY(?:;[\w-]+=(?:"[^"]*"|[^";:]*))*:(.*)', re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")


@dataclass(slots=True)
class EventReader:
    """Reads events of one calendar for a window: `zone` is its own, `told_zone` if it says so."""

    zones: Zones
    zone: tzinfo
    policy: Policy
    window: tuple[datetime, datetime]
    told_zone: bool = False
    _lines: dict[str, list[str]] = field(default_factory=dict)
    _is_sure: bool = True

    def read(self, text: str, *, is_alone: bool = True) -> OutsideEvent | None:
        """Return the event; None when it is alone under its UID, takes no time and is not shown.

        Raises CalendarUnreadable when its time cannot be known.
        """
        self._lines, self._is_sure = {}, True
        for line in text.split("\n"):
            name = _NAME.match(line)
            self._lines.setdefault(name[0].upper() if name else "", []).append(line)
        blocks, is_free = self._stance()
        if is_alone and not blocks and not (is_free and len(self._value("DTSTART")) == WHOLE_DAY):
            return None
        try:
            return self._event(blocks=blocks, is_free=is_free)
        except (ValueError, OverflowError) as error:
            raise CalendarUnreadable(
                f"The time of {self._title()!r} cannot be read: {error}."
            ) from error

    def _event(self, *, blocks: bool, is_free: bool) -> OutsideEvent:
        start, end, oddity = self._span(self._one("DTSTART"))
        if self._lines.get("RRULE") and self.told_zone:
            # Written in UTC, meant in the calendar's zone: so Google and others show such a series.
            start, end = (self._told(one) for one in (start, end))
        inner = self.zone if not isinstance(start, datetime) else start.tzinfo or self.zone
        replaced = self._all("RECURRENCE-ID", inner)
        ranges = [line.upper() for line in self._lines.get("RECURRENCE-ID", ())]
        rules = [
            checked_rule(line.rpartition(":")[2], start, self.zone, self.window)
            for line in self._lines.get("RRULE", ())
        ]
        sequence = self._value("SEQUENCE")
        return OutsideEvent(
            title=self._title(),
            start=start,
            end=end,
            rules=tuple(filter(None, rules)),
            more=self._more(inner),
            less=self._all("EXDATE", inner),
            replaces=replaced[0] if replaced else None,
            and_future=any("THISANDFUTURE" in line for line in ranges),
            sequence=int(sequence) if sequence.isdigit() else 0,
            blocks=blocks,
            is_free=is_free,
            is_sure=self._is_sure,
            oddity=oddity,
            length=None if oddity or "DTEND" in self._lines else self._length(),
        )

    def _stance(self) -> tuple[bool, bool]:
        """Return whether the event takes time, and whether it is marked as free."""
        status, transparency = self._value("STATUS").upper(), self._value("TRANSP").upper()
        shown = self._value("X-MICROSOFT-CDO-BUSYSTATUS").upper()
        answer = self._answer()
        if status == "CANCELLED" or answer == "DECLINED":
            return False, False
        if transparency == "TRANSPARENT" or (not transparency and shown == "FREE"):
            return False, True
        if "TENTATIVE" in (status, answer, shown) and not self.policy.tentative_blocks:
            return False, False
        return answer != "NEEDS-ACTION" or self.policy.unanswered_blocks, False

    def _answer(self) -> str:
        """Return what the host answered: of several answers the one that takes most time."""
        own = {address.lower() for address in self.policy.addresses}
        answers = set()
        for line in self._lines.get("ATTENDEE", ()):
            if own & {address.lower() for address in _ADDRESS.findall(line)}:
                told = _PARTSTAT.search(line)
                answers.add(told[1].upper() if told else "NEEDS-ACTION")
        for answer in ("NEEDS-ACTION", "TENTATIVE", "DECLINED"):
            if answers == {answer}:
                return answer
        maybe = answers <= {"NEEDS-ACTION", "TENTATIVE", "DECLINED"}
        return next((one for one in ("TENTATIVE", "NEEDS-ACTION") if maybe and one in answers), "")

    def _span(self, start: Moment) -> tuple[Moment, Moment, str]:
        end = self._end(start)
        if isinstance(start, datetime) != isinstance(end, datetime):
            start, end = (
                one if isinstance(one, datetime) else datetime.combine(one, time(), self.zone)
                for one in (start, end)
            )
        if not (isinstance(start, datetime) and isinstance(end, datetime)):
            first, last = min(start, end), max(start, end)
            odd = "ends before it starts; the days between are kept" if end < start else ""
            return first, max(last, first + DAY), odd
        if utc(end, self.zone) < utc(start, self.zone):
            end = end.replace(fold=1).astimezone(UTC)  # both in the hour that autumn repeats
        if utc(end, self.zone) < utc(start, self.zone):
            return end, start, "ends before it starts; the time between is kept"
        return start, end, ""

    def _end(self, start: Moment) -> Moment:
        if "DTEND" in self._lines:
            return self._one("DTEND")
        whole = not isinstance(start, datetime)
        if "DURATION" not in self._lines:
            return start + DAY if whole else start
        length = self._length() or timedelta()
        if not isinstance(start, datetime):
            return start + (-(-length // DAY)) * DAY
        return start + length

    def _length(self) -> timedelta | None:
        text = self._value("DURATION")
        return ical_reading.duration(text) if text else None

    def _one(self, name: str) -> Moment:
        found = self._all(name, self.zone)
        if len(found) != 1:
            raise ValueError(f"{name} stands there {len(found)} times")
        return found[0]

    def _all(self, name: str, floating: tzinfo) -> tuple[Moment, ...]:
        """Return the moments of a property, in their zones; floating ones in that zone."""
        return tuple(
            self._in_zone(ical_reading.moment(value), line, floating)
            for line in self._lines.get(name, ())
            for value in line.rpartition(":")[2].split(",")
        )

    def _in_zone(self, moment: Moment, line: str, floating: tzinfo) -> Moment:
        if not isinstance(moment, datetime) or moment.tzinfo is not None:
            return moment
        name = _TZID.search(line.rpartition(":")[0])
        if name is None:
            return moment.replace(tzinfo=floating)
        zone = self.zones.named(name[1].strip('"'))
        self._is_sure = self._is_sure and zone is not None
        return moment.replace(tzinfo=zone or UTC)

    def _more(self, floating: tzinfo) -> tuple[Moment | Period, ...]:
        """Return the further dates; a period has a start and an end."""
        found: list[Moment | Period] = []
        for line in self._lines.get("RDATE", ()):
            for value in line.rpartition(":")[2].split(","):
                begin, _, until = value.partition("/")
                start = self._in_zone(ical_reading.moment(begin), line, floating)
                found.append(self._period(start, until, line) if until else start)
        return tuple(found)

    def _period(self, start: Moment, until: str, line: str) -> Period:
        if not isinstance(start, datetime):
            raise ValueError("a period needs a time")  # noqa: TRY004 -- a value in a file
        return start, self._until(start, until, line)

    def _until(self, start: datetime, until: str, line: str) -> datetime:
        if until.lstrip("+-").upper().startswith("P"):
            return start + ical_reading.duration(until)
        end = self._in_zone(ical_reading.moment(until), line, start.tzinfo or UTC)
        if not isinstance(end, datetime) or end < start:
            raise ValueError("a period ends before it starts")
        return end.astimezone(start.tzinfo)

    def _told(self, moment: Moment) -> Moment:
        in_utc = isinstance(moment, datetime) and moment.tzinfo is UTC
        return utc(moment, self.zone).astimezone(self.zone) if in_utc else moment

    def _value(self, name: str) -> str:
        lines = self._lines.get(name)
        return lines[0].rpartition(":")[2].strip() if lines else ""

    def _title(self) -> str:
        found = _SUMMARY.match(next(iter(self._lines.get("SUMMARY", ())), ""))
        said = found[1] if found else ""
        text = _ESCAPED.sub(lambda mark: " " if mark[1] in "nN" else mark[1], said)
        return one_line(text)[:LONGEST_TITLE] or "an event without a name"
