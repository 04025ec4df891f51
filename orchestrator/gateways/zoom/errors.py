"""What can go wrong with Zoom, as one error that says what to do next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from calendars import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKEN_REJECTED = 124
MEETING_DOES_NOT_EXIST = 3001
CLIENT_FAULT = 400
SERVER_FAULT = 500
TOO_MANY = 429
LONGEST_TEXT = 300


@dataclass(slots=True)
class ZoomError(Exception):
    """A call to Zoom failed.

    `status` is the HTTP status (0: no answer came), `code` Zoom's own (0: none given), `fields`
    what each refused field was told. `permanent`: trying again cannot help, a person must act.
    `doubtful`: the call may have been carried out all the same. `retry_at`: not before this UTC
    instant.
    """

    message: str
    status: int = 0
    code: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    permanent: bool = False
    doubtful: bool = False
    retry_at: datetime | None = None

    def __str__(self) -> str:
        number = f" (HTTP {self.status}, code {self.code})" if self.status else ""
        fields = "".join(f"; {name}: {text}" for name, text in self.fields.items())
        return f"{self.message}{number}{fields}"

    @property
    def means_gone(self) -> bool:
        """Say whether this is Zoom's word that a meeting does not exist: 404 and code 3001."""
        return (self.status, self.code) == (404, MEETING_DOES_NOT_EXIST)


def refused(status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> ZoomError:
    """Return the error that a JSON answer means, whatever its HTTP status says."""
    message = str(body.get("message") or body.get("reason") or "Zoom gave no reason")[:LONGEST_TEXT]
    raw_code = body.get("code")
    code = raw_code if isinstance(raw_code, int) else 0
    if status == TOO_MANY:
        return ZoomError(message, status, code, retry_at=_retry_at(message, headers))
    if status >= SERVER_FAULT:
        return ZoomError(message, status, code, doubtful=True)
    fields = {
        str(item.get("field", "")): str(item.get("message", ""))[:LONGEST_TEXT]
        for item in body.get("errors") or []
        if isinstance(item, dict)
    }
    if status < CLIENT_FAULT:
        return ZoomError(message, status, code, fields, doubtful=True)
    return ZoomError(message, status, code, fields, permanent=True)


def _retry_at(message: str, headers: Mapping[str, str]) -> datetime:
    """Return when to try again: as the header says, else by the kind of limit.

    A daily limit is often told in the message only; it ends at the next UTC midnight.
    """
    now = clock.now()
    told = _instant(headers.get("Retry-After", ""), now)
    if told and told > now:
        return told
    if "daily" in message.lower() or "per day" in message.lower() or "per-day" in message.lower():
        return datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
    return now + timedelta(seconds=1)


def _instant(text: str, now: datetime) -> datetime | None:
    """Return the instant of a Retry-After: seconds, an HTTP date or an ISO 8601 instant."""
    if text.isascii() and text.isdigit():
        return now + timedelta(seconds=min(int(text), 86_400))
    for parse in (clock.parse_instant, parsedate_to_datetime):
        try:
            return parse(text).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None
