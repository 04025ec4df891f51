"""Times in words: every form in English and in Spanish, and always a zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from calendars.words import Form, clock_time, day_text, local_times, locale_of, zone_label

DAY = date(2026, 12, 8)
NOON = datetime(2026, 12, 8, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "english", "spanish"),
    [
        (Form.FULL, "Tuesday 8 December 2026", "martes, 8 de diciembre de 2026"),
        (Form.LONG, "8 December 2026", "8 de diciembre de 2026"),
        (Form.SHORT, "8 Dec 2026", "8 dic 2026"),
        (Form.BRIEF, "8 Dec", "8 dic"),
        (Form.DAY_MONTH, "8 December", "8 de diciembre"),
        (Form.WEEKDAY, "Tuesday", "martes"),
        (Form.WEEKDAY_SHORT, "Tue", "mar"),
        (Form.WEEKDAY_DAY, "Tuesday 8 December", "martes, 8 de diciembre"),
        (Form.WEEKDAY_BRIEF, "Tue 8 Dec", "mar, 8 dic"),
        (Form.WEEKDAY_YEAR, "Tue 8 Dec 2026", "mar, 8 dic 2026"),
        (Form.MONTH, "December 2026", "diciembre de 2026"),
    ],
)
def test_a_day_has_its_words(form: Form, english: str, spanish: str) -> None:
    assert (day_text(DAY, form), day_text(DAY, form, "es")) == (english, spanish)


def test_a_span_over_midnight_says_the_other_day_in_both_languages() -> None:
    span = (NOON, NOON + timedelta(hours=14))
    assert local_times(span, "America/Los_Angeles").hours == "12:00 pm – 2:00 am Wed PST"
    there = local_times(span, "America/Los_Angeles", "es")
    assert there.hours.replace("\u00a0", " ") == "12:00 p.m. – 2:00 a.m. mié PST"
    assert (there.day, there.zone) == ("martes, 8 de diciembre de 2026", "hora del Pacífico")


@pytest.mark.parametrize(
    ("name", "english", "spanish"),
    [
        ("America/Los_Angeles", "Pacific time", "hora del Pacífico"),
        ("UTC", "universal time", "hora universal coordinada"),
        ("America/New_York", "New York", "Nueva York"),
        ("Asia/Tokyo", "Tokyo", "Tokio"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "Buenos Aires"),
    ],
)
def test_a_zone_has_its_name(name: str, english: str, spanish: str) -> None:
    assert (zone_label(name), zone_label(name, "es")) == (english, spanish)


def test_a_zone_without_letters_says_its_offset_in_any_language() -> None:
    there = local_times((NOON, NOON), "Asia/Kathmandu", "es")
    assert there.start_text.endswith("UTC+05:45")


def test_the_wall_clock_is_told_as_it_stands_whatever_its_zone() -> None:
    assert clock_time(NOON, "es").replace("\u00a0", " ") == "8:00 p.m."
    assert locale_of("fr") == "fr"
