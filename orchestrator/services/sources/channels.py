"""Push channels: Google tells us at once when a calendar changed, so that it is read at once.

Only where the public address is https. A channel is opened anew a day before it expires; when none
can be opened the calendar is still read by the clock.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from calendars import clock
from calendars.remote.port import RemoteError
from orchestrator.models import CalendarSource
from orchestrator.services import work
from orchestrator.services.sources import asking, opening
from orchestrator.services.sources.reading import KIND

if TYPE_CHECKING:
    from orchestrator.calendar_settings import CalendarSettings

EARLY = timedelta(days=1)
SECONDS = 30.0
PATH = "/webhooks/google-calendar"


def renew_all() -> list[str]:
    """Open channels where there is none, or not for long; return the names that got none."""
    address = settings.COMPANY.company.public_url
    if not address.startswith("https://"):
        return []
    failed = []
    for source in opening.configured():
        if source.kind == "google" and not source.free_busy_only and _is_due(source):
            try:
                _renew(source, address + PATH)
            except RemoteError:
                failed.append(source.name)
    return failed


def heard(channel_id: str, token: str) -> bool:
    """Have the calendar of that channel read at once; False for a channel or token not ours."""
    is_possible = channel_id.isascii() and channel_id.isalnum()  # no NUL, which PostgreSQL refuses
    row = CalendarSource.objects.filter(channel_id=channel_id).first() if is_possible else None
    expected = row.channel_token_hash if row else ""
    if not secrets.compare_digest(_hashed(token), expected) or row is None:
        return False
    with transaction.atomic():
        work.touch(KIND, row.name)
    return True


def _is_due(source: CalendarSettings) -> bool:
    row = CalendarSource.objects.filter(name=source.name).only("channel_expires").first()
    if row is None:
        return False  # not read yet: first things first
    return row.channel_expires is None or row.channel_expires - clock.now() < EARLY


def _renew(source: CalendarSettings, address: str) -> None:
    from calendars.remote import google_push  # noqa: PLC0415 -- costs memory only where it is used

    access = opening.google_access(source)
    channel_id, token = secrets.token_hex(16), secrets.token_urlsafe(24)
    row = CalendarSource.objects.defer("busy", "memory").get(name=source.name)
    made = asking.asked(lambda: google_push.watch(access, channel_id, token, address), SECONDS)
    CalendarSource.objects.filter(pk=row.pk).update(
        channel_id=made.id,
        channel_resource=made.resource,
        channel_token_hash=_hashed(token),
        channel_expires=made.expires,
    )
    if row.channel_id:
        asking.asked(lambda: _stopped(source, row), SECONDS)


def _stopped(source: CalendarSettings, row: CalendarSource) -> bool:
    from calendars.remote import google_push  # noqa: PLC0415 -- as above

    google_push.stop(opening.google_access(source), row.channel_id, row.channel_resource)
    return True


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
