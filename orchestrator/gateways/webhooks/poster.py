"""One POST to an endpoint: guarded, short, never redirected; the answer's status is all we read."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars.remote.guarded import Asking, answered
from calendars.remote.outside_address import AddressRefused, read_address
from calendars.remote.port import RemoteError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

WHOSE = "The endpoint"


@dataclass(frozen=True, slots=True)
class NotTaken(Exception):  # noqa: N818 -- says what happened
    """The endpoint gave no answer; the message is fit to be shown. `permanent`: it never will."""

    message: str
    permanent: bool = False

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Poster:
    """Posts to endpoints; `seconds` bound the whole of one attempt."""

    seconds: float
    allow_private: bool = False
    ssl_context: ssl.SSLContext | None = None

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Return the status of the answer, whatever it is. Raises NotTaken when there is none."""
        try:
            address = read_address(url, allow_private=self.allow_private)
        except AddressRefused as refused:
            raise NotTaken(f"Its address cannot be called: {refused}.", permanent=True) from None
        asking = Asking(
            time.monotonic() + self.seconds,
            "POST",
            {"Content-Type": "application/json", "Connection": "close", **headers},
            body,
            allow_private=self.allow_private,
            ssl_context=self.ssl_context,
            whose=WHOSE,
        )
        try:
            with answered(address, asking) as response:
                return response.status
        except RemoteError as error:
            raise NotTaken(str(error), error.permanent) from error
