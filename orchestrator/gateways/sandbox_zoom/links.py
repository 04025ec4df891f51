"""Links into a meeting: join links that last, start links that expire after two hours."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from calendars import clock

_START_LINK_LIVES = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the sandbox answers, and the secret it signs its own links and cursors with."""

    url: str
    secret: str

    def signature(self, text: str) -> str:
        """Return a short signature of our own text."""
        return hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]

    def is_signature(self, given: str, text: str) -> bool:
        """Tell whether `given` is our signature of `text`."""
        return hmac.compare_digest(given.encode(), self.signature(text).encode())

    def join_url(self, meeting_id: int, password: str) -> str:
        """Return the link for everybody."""
        return f"{self.url}/j/{meeting_id}?pwd={self.signature(password)}.1"

    def registrant_url(self, meeting_id: int, registrant_id: str) -> str:
        """Return the link for one registered person."""
        token = f"{registrant_id}.{self.signature(f'{meeting_id}:{registrant_id}')}"
        return f"{self.url}/w/{meeting_id}?tk={token}"

    def is_registrant_key(self, meeting_id: int, key: str) -> bool:
        """Tell whether a personal link's key is ours."""
        registrant_id, _, signature = key.rpartition(".")
        return self.is_signature(signature, f"{meeting_id}:{registrant_id}")

    def start_url(self, meeting_id: int) -> str:
        """Return the host's link, good for two hours from now."""
        issued = str(int(clock.now().timestamp()))
        return f"{self.url}/s/{meeting_id}?zak={issued}.{self.signature(f'zak:{issued}')}"

    def is_live_zak(self, zak: str) -> bool:
        """Tell whether a start link's key is ours and not older than two hours."""
        issued, _, signature = zak.partition(".")
        if not issued.isdecimal() or not self.is_signature(signature, f"zak:{issued}"):
            return False
        return clock.now() - datetime.fromtimestamp(int(issued), UTC) <= _START_LINK_LIVES
