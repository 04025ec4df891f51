"""Push channels of a Google calendar: Google calls us at each change, until they expire."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from calendars.remote.google_api import GoogleApi, GoogleRefusal
from calendars.remote.port import RemoteError

if TYPE_CHECKING:
    from calendars.remote.google_api import GoogleAccess

LIFE = timedelta(days=7)
NOT_FOUND, GONE = 404, 410


@dataclass(frozen=True, slots=True)
class Channel:
    """A push channel; Google names it by our `id` and its own `resource`."""

    id: str
    resource: str
    expires: datetime


def watch(access: GoogleAccess, channel_id: str, token: str, address: str) -> Channel:
    """Have Google call `address` (https) with that token at each change. Raises RemoteError."""
    with closing(GoogleApi(access)) as api:
        body = {
            "id": channel_id,
            "type": "web_hook",
            "address": address,
            "token": token,
            "params": {"ttl": str(int(LIFE.total_seconds()))},
        }
        answer = api.run(api.service.events().watch(calendarId=access.calendar_id, body=body))
    try:
        expires = datetime.fromtimestamp(int(answer["expiration"]) / 1000, UTC)
        return Channel(channel_id, str(answer["resourceId"]), expires)
    except (KeyError, ValueError, OverflowError) as error:
        raise RemoteError("Google opened no channel that we could understand.") from error


def stop(access: GoogleAccess, channel_id: str, resource: str) -> None:
    """Have Google call no more over that channel; one that is gone is fine. Raises RemoteError."""
    with closing(GoogleApi(access)) as api:
        body = {"id": channel_id, "resourceId": resource}
        try:
            api.run(api.service.channels().stop(body=body))
        except GoogleRefusal as error:
            if error.status not in (NOT_FOUND, GONE):
                raise
