"""The way to each calendar that the settings name; secrets come from the environment.

The adapters are imported here and only when a calendar of their kind is used: with their libraries
they cost up to 40 MB, which a house without such a calendar does not spend.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from calendars import clock
from calendars.outside_event import Policy
from calendars.remote.port import RemoteError
from orchestrator.configuration import SettingsError, secret
from orchestrator.models import CalendarEntry

if TYPE_CHECKING:
    from calendars.remote.google_api import GoogleAccess
    from calendars.remote.port import RemoteCalendar
    from orchestrator.calendar_settings import CalendarSettings

NEVER_READ = "local"
STILL_OURS = timedelta(days=30)


def configured() -> tuple[CalendarSettings, ...]:
    """Return the calendars elsewhere that the settings name, without the embedded one."""
    return tuple(one for one in settings.COMPANY.calendars if one.kind != NEVER_READ)


def found(name: str) -> CalendarSettings | None:
    """Return the calendar of that name, or None when the settings no longer name it."""
    return next((one for one in configured() if one.name == name), None)


def written_to() -> CalendarSettings | None:
    """Return the calendar that our entries go into, or None when there is none."""
    return next((one for one in configured() if one.write), None)


def host_policy() -> Policy:
    """Return what counts as busy, as the settings have it; our own entries never do."""
    company, said = settings.COMPANY, settings.COMPANY.consultations
    host = said.host_email or company.zoom.host
    kept = CalendarEntry.objects.filter(end__gt=clock.now() - STILL_OURS)
    return Policy(
        zone=company.company.timezone,
        tentative_blocks=said.tentative_blocks,
        unanswered_blocks=said.unanswered_blocks,
        addresses=frozenset({host}),
        own=frozenset(name for pair in kept.values_list("id", "uid") for name in pair),
    )


def described(source: CalendarSettings) -> str:
    """Return a digest of which calendar that is; another one under its name is read anew."""
    try:
        address = source.url or _secret(source, "URL")
    except RemoteError:
        address = "unknown"
    which = (source.kind, address, source.path, source.id)
    return hashlib.sha256(repr((*which, source.user, source.free_busy_only)).encode()).hexdigest()


def opened(source: CalendarSettings, policy: Policy) -> RemoteCalendar:
    """Return the calendar; raises RemoteError when a secret is missing."""
    if source.kind == "google":
        return _google(source, policy)
    if source.kind == "caldav":
        return _caldav(source, policy)
    if source.kind == "ics_url":
        return _ics_url(source, policy)
    from calendars.remote.local import IcsFile  # noqa: PLC0415 -- only if used: see above

    return IcsFile(source.path or Path(), policy)  # the settings see to it that there is one


def google_access(source: CalendarSettings) -> GoogleAccess:
    """Return how to reach a Google calendar; raises RemoteError without credentials."""
    from calendars.remote.google_api import REAL_ENDPOINT, GoogleAccess  # noqa: PLC0415 -- above

    credentials = _needed(source, "CREDENTIALS")
    endpoint = f"{source.url}/" if source.url else REAL_ENDPOINT
    return GoogleAccess(source.id, credentials, user=source.user, endpoint=endpoint)


def _google(source: CalendarSettings, policy: Policy) -> RemoteCalendar:
    from calendars.remote.google import GoogleCalendar, GoogleFreeBusy  # noqa: PLC0415 -- above

    kind = GoogleFreeBusy if source.free_busy_only else GoogleCalendar
    return kind(google_access(source), policy)


def _caldav(source: CalendarSettings, policy: Policy) -> RemoteCalendar:
    from calendars.remote.caldav import CalDavCalendar  # noqa: PLC0415 -- only if used: see above
    from calendars.remote.caldav_server import CalDavAccess  # noqa: PLC0415 -- see above

    return CalDavCalendar(
        CalDavAccess(source.url, source.user, _needed(source, "PASSWORD")), policy
    )


def _ics_url(source: CalendarSettings, policy: Policy) -> RemoteCalendar:
    from calendars.remote.fetching import Fetching  # noqa: PLC0415 -- only if used: see above
    from calendars.remote.ics_url import IcsAddress  # noqa: PLC0415 -- see above

    how = Fetching(
        allow_private=source.allow_private_addresses,
        user=source.user,
        password=_secret(source, "PASSWORD"),
    )
    return IcsAddress(source.url or _needed(source, "URL"), policy, how)


def _needed(source: CalendarSettings, what: str) -> str:
    value = _secret(source, what)
    if not value:
        told = f"{source.variable(what)} is missing in the environment."
        raise RemoteError(told, permanent=True)
    return value


def _secret(source: CalendarSettings, what: str) -> str:
    try:
        return secret(source.variable(what))
    except SettingsError as error:
        told = f"The file that {source.variable(what)}_FILE names cannot be read."
        raise RemoteError(told, permanent=True) from error
