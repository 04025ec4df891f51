"""Reading 5,000 outside events, 500 of them series, for two weeks, three months and a year.

Processor seconds on one core, from the bytes of an .ics file to busy spans; and from our rows
(`outside_busy` parses a version once per process) the same spans made into times.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta

from calendars.busy import Policy, read

EVENTS, SERIES = 5000, 500
START = datetime(2026, 11, 23, tzinfo=UTC)
RULES = ("DAILY", "WEEKLY", "WEEKLY;BYDAY=MO,WE,FR", "MONTHLY", "YEARLY")
ZONE = "America/Los_Angeles"


def main() -> None:
    """Print the figures."""
    raw = made()
    print(f"{len(raw) / 1e6:.1f} MB, {EVENTS} events, {SERIES} of them series")
    for days in (14, 90, 365):
        since = time.process_time()
        found = read(raw, (START, START + timedelta(days=days)), Policy(ZONE))
        took = time.process_time() - since
        print(f"{days:4} days {took:7.2f} s   {len(found.busy)} busy spans")
    told = [[int(moment.timestamp()) for moment in span] for span in found.busy]
    since = time.process_time()
    spans = tuple(tuple(datetime.fromtimestamp(one, UTC) for one in pair) for pair in told)
    print(f"from our row {(time.process_time() - since) * 1000:5.1f} ms   {len(spans)} spans")


def made() -> bytes:
    """Return the calendar, the same at each run."""
    dice = random.Random(1)  # noqa: S311 -- a bench, the same at each run
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number in range(EVENTS):
        start = START.replace(tzinfo=None) + timedelta(minutes=15 * dice.randrange(4 * 24 * 365))
        rule = ""
        if number < SERIES:
            start -= timedelta(days=dice.randrange(2000))
            rule = f"RRULE:FREQ={dice.choice(RULES)}"
        end = start + timedelta(minutes=45)
        lines += [
            "BEGIN:VEVENT", f"UID:{number}", f"SUMMARY:Event {number}", f"DESCRIPTION:{'words ' * 40}",
            f"DTSTART;TZID={ZONE}:{start:%Y%m%dT%H%M%S}", f"DTEND;TZID={ZONE}:{end:%Y%m%dT%H%M%S}",
            "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org", "TRANSP:OPAQUE", rule,
            "BEGIN:VALARM", "TRIGGER:-PT15M", "ACTION:DISPLAY", "END:VALARM", "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join([*filter(None, lines), "END:VCALENDAR", ""]).encode()


if __name__ == "__main__":
    main()
