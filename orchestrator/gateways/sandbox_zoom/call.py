"""One API call in hand: the request, its transaction, and what the endpoints may look up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom import meetings_table, users_table
from orchestrator.gateways.sandbox_zoom.exchange import ZoomError
from orchestrator.gateways.sandbox_zoom.faults import Veil

if TYPE_CHECKING:
    import sqlite3

    from orchestrator.gateways.sandbox_zoom.events import Event
    from orchestrator.gateways.sandbox_zoom.exchange import Request
    from orchestrator.gateways.sandbox_zoom.limits import Limits
    from orchestrator.gateways.sandbox_zoom.links import Place
    from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting
    from orchestrator.gateways.sandbox_zoom.users_table import User

NO_SUCH_USER = 1001
NO_SUCH_MEETING = 3001
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Call:
    """What an endpoint gets; `remarks` end in the call log, `events` become webhooks."""

    request: Request
    db: sqlite3.Connection
    place: Place
    limits: Limits
    remarks: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    veil: Veil = field(default_factory=Veil)

    def user(self, name: str) -> User:
        """Return the user of an id, an e-mail or "me"; raises ZoomError (404, code 1001)."""
        found = users_table.find(self.db, name)
        if found is None:
            raise ZoomError(404, NO_SUCH_USER, f"User does not exist: {name}.")
        return found

    def meeting(self, text: str) -> Meeting:
        """Return a living meeting; raises ZoomError (404, code 3001)."""
        meeting_id = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0  # noqa: PLR2004 -- int64 has 19 digits
        found = meetings_table.find(self.db, min(meeting_id, _LARGEST_ID))
        if found is None or found.deleted_at is not None:
            raise ZoomError(404, NO_SUCH_MEETING, f"Meeting does not exist: {text}.")
        return found

    def remark_unknown(self, names: list[str]) -> None:
        """Note fields of a body that Zoom's description does not have, and Zoom ignores."""
        if names:
            self.remarks.append("unknown fields: " + ", ".join(names))
