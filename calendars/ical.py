"""iCalendar text: entries become VEVENTs, zones VTIMEZONEs, and both the bytes of one calendar.

The only importer of icalendar. The same entries always give the same bytes: no time of asking, no
random identity, and a VTIMEZONE with two yearly rules instead of a list of dates (RFC 5545, 7986).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from icalendar import (
    Alarm,
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDatetime,
    vDuration,
    vText,
    vUri,
)

from calendars import clock
from calendars.entry import Entry, EntryStatus, FeedError, Party, clean, one_line
from calendars.vtimezone import observances

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from calendars.vtimezone import Observance

PRODUCT = "-//Workshop Orchestrator//Feeds//EN"
_URI_SAFE = "!#$%&'()*+,-./:;=?@[]_~"
_ADDRESS_UNSAFE = set(' <>()[],;:\\"')


def write(
    entries: Sequence[Entry],
    properties: Iterable[tuple[str, str | timedelta, Mapping[str, str]]] = (),
    people: tuple[Party, Party] | None = None,
) -> bytes:
    """Return one calendar with these entries, in order.

    `properties` are the calendar's own: name, value, parameters; a value with the parameter VALUE
    URI goes out as an address. `people` are organizer and attendee of every entry. Raises FeedError
    for an entry or a person that cannot be shown.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for name, value, parameters in properties:
        calendar.add(name, _value(value, parameters), parameters=dict(parameters))
    told = _told_zones(entries)
    for zone, seasons in told.items():
        calendar.add_component(_timezone(zone, seasons))
    for entry in entries:
        calendar.add_component(_event(entry, told, people))
    return bytes(calendar.to_ical(sorted=False))


def _value(value: str | timedelta, parameters: Mapping[str, str]) -> vText | vUri | vDuration:
    if isinstance(value, timedelta):
        return vDuration(value)
    return _uri(value) if parameters.get("VALUE") == "URI" else vText(one_line(value))


def _told_zones(entries: Sequence[Entry]) -> dict[str, tuple[Observance, ...]]:
    """Return the zones that local times can be written in, each with its observances."""
    moments: dict[str, list[datetime]] = {}
    for entry in entries:
        if entry.zone and entry.start and entry.end:
            moments.setdefault(entry.zone, []).extend((_utc(entry.start), _utc(entry.end)))
    found = {zone: observances(zone, moments[zone]) for zone in sorted(moments) if zone != "UTC"}
    return {zone: seasons for zone, seasons in found.items() if seasons is not None}


def _timezone(zone: str, seasons: tuple[Observance, ...]) -> Timezone:
    timezone = Timezone()
    timezone.add("tzid", zone)
    for season in seasons:
        part = TimezoneDaylight() if season.daylight else TimezoneStandard()
        part.add("dtstart", season.start)
        part.add("tzoffsetfrom", season.before)
        part.add("tzoffsetto", season.after)
        part.add("tzname", season.name)
        if season.rule:
            part.add("rrule", season.rule)
        timezone.add_component(part)
    return timezone


def _event(
    entry: Entry, told: Mapping[str, tuple[Observance, ...]], people: tuple[Party, Party] | None
) -> Event:
    event = Event()
    event.add("uid", one_line(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", vDatetime(_utc(entry.changed_at)))
    event.add("last-modified", vDatetime(_utc(entry.changed_at)))
    _add_time(event, entry, told)
    event.add("summary", vText(one_line(entry.summary)))
    event.add("status", vText(entry.status))
    event.add("transp", vText("OPAQUE" if entry.is_busy else "TRANSPARENT"))
    event.add("x-microsoft-cdo-busystatus", vText("BUSY" if entry.is_busy else "FREE"))
    if people:
        _add_people(event, *people)
    _add_words(event, entry)
    if entry.status is EntryStatus.CONFIRMED and entry.alarm_minutes is not None and entry.start:
        event.add_component(_alarm(entry, entry.alarm_minutes))
    return event


def _add_time(event: Event, entry: Entry, told: Mapping[str, tuple[Observance, ...]]) -> None:
    if entry.day is not None and entry.start is None and entry.end is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
    elif entry.day is None and entry.start and entry.end and _utc(entry.start) < _utc(entry.end):
        times = [_utc(entry.start), _utc(entry.end)]
        if entry.zone in told:
            local = [moment.astimezone(clock.zone(entry.zone)) for moment in times]
            # In the hour that autumn repeats readers disagree on which passing is meant.
            times = times if any(map(_is_ambiguous, local)) else local
        for name, moment in zip(("dtstart", "dtend"), times, strict=True):
            event.add(name, moment)
    else:
        raise FeedError(f"entry {entry.uid} needs a day, or a start before its end")


def _is_ambiguous(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _add_words(event: Event, entry: Entry) -> None:
    if entry.description:
        event.add("description", vText(clean(entry.description)))
    if entry.location:
        event.add("location", vText(one_line(entry.location)))
    if entry.geo:
        latitude, longitude = entry.geo
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # noqa: PLR2004 -- a globe's degrees
            raise FeedError(f"entry {entry.uid}: there is no place at {entry.geo}")
        event.add("geo", (round(latitude, 6), round(longitude, 6)))
    if entry.status is EntryStatus.CANCELLED:
        return
    if entry.url:
        event.add("url", _uri(entry.url))
    if entry.conference:
        video = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": "Join online"}
        event.add("conference", _uri(entry.conference), parameters=video)


def _add_people(event: Event, organizer: Party, attendee: Party) -> None:
    event.add("organizer", _address(organizer))
    invited = _address(attendee)
    # What Gmail and Outlook need to show a meeting with its buttons, and not a file.
    invited.params["CUTYPE"] = "INDIVIDUAL"
    invited.params["ROLE"] = "REQ-PARTICIPANT"
    if event["status"] != EntryStatus.CANCELLED:
        invited.params["PARTSTAT"] = "NEEDS-ACTION"
        invited.params["RSVP"] = "TRUE"
    event.add("attendee", invited)


def _address(party: Party) -> vCalAddress:
    email = party.email
    local, at, domain = email.rpartition("@")
    if not (local and at and domain) or clean(email) != email or _ADDRESS_UNSAFE & set(email):
        raise FeedError("a person in an invitation needs a plain e-mail address")
    address = vCalAddress(f"mailto:{email}")
    name = one_line(party.name).replace('"', "'")
    if name:
        address.params["CN"] = name
    return address


def _alarm(entry: Entry, minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", vText(one_line(entry.summary)))
    alarm.add("trigger", timedelta(minutes=-abs(minutes)))
    return alarm


def _uri(text: str) -> vUri:
    """Return an address in which nothing but the characters of RFC 3986 stands."""
    return vUri(quote(one_line(text), safe=_URI_SAFE))


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise FeedError(f"{moment} has no zone")
    return moment.astimezone(UTC).replace(microsecond=0)
