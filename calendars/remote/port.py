"""What every calendar elsewhere can do, and what can go wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Protocol

from calendars import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calendars.busy import Listed, Policy, Span

Memory = dict[str, Any]
LONGEST_WAIT_SECONDS = 86_400
TOO_MANY, SERVER_FAULT = 429, 500


@dataclass(slots=True)
class RemoteError(Exception):
    """A calendar could not be read or written; the message is fit to be shown to its owner.

    It holds no secret and no private address. `permanent`: trying again cannot help, a person must
    act. `retry_at`: not before this UTC instant.
    """

    message: str
    permanent: bool = False
    retry_at: datetime | None = None

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class RemoteReading:
    """What one read found; `memory` goes back in at the next one, which then costs little.

    `unchanged`: nothing is new since the read that `memory` comes from, whose window covers the one
    asked for; the rest is empty then, and what that read found still holds.
    """

    busy: tuple[Span, ...] = ()
    listed: tuple[Listed, ...] = ()
    notes: tuple[str, ...] = ()
    memory: Memory = field(default_factory=dict)
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """One entry of ours in somebody's calendar: `id` is ours (0-9, a-v), start and end are UTC."""

    id: str
    uid: str
    start: datetime
    end: datetime
    summary: str
    description: str = ""
    location: str = ""
    sequence: int = 0


class RemoteCalendar(Protocol):
    """A calendar elsewhere. All calls raise RemoteError, and nothing else."""

    def read(self, window: Span, memory: Memory) -> RemoteReading:
        """Return when its owner is busy in the window; `memory` is that of the last read, or {}."""
        ...

    def write(self, entry: WrittenEntry, memory: Memory) -> Memory:
        """Have exactly this entry there, however often it is asked for; return what to remember.

        `memory` is what the last write of this entry returned, or {}.
        """
        ...

    def remove(self, entry_id: str) -> None:
        """Have no entry of that id there."""
        ...


class OnlyRead:
    """What a calendar that is only read answers to everything else."""

    def write(self, entry: WrittenEntry, memory: Memory) -> Memory:  # noqa: ARG002 -- the port's
        """Refuse."""
        raise RemoteError("This calendar is only read.", permanent=True)

    def remove(self, entry_id: str) -> None:  # noqa: ARG002 -- the port's signature
        """Refuse."""
        raise RemoteError("This calendar is only read.", permanent=True)


def memory_key(window: Span, policy: Policy) -> Memory:
    """Return what a reading depends on besides the calendar itself, to be remembered with it."""
    stance = [
        policy.zone,
        policy.tentative_blocks,
        policy.unanswered_blocks,
        sorted(address.lower() for address in policy.addresses),
    ]
    return {"window": [int(moment.timestamp()) for moment in window], "stance": stance}


def still_holds(memory: Memory, key: Memory) -> bool:
    """Say whether a reading remembered with `memory` answers for the window and stance of `key`."""
    known, asked = memory.get("window"), key["window"]
    if not known or memory.get("stance") != key["stance"]:
        return False
    return bool(known[0] <= asked[0] and asked[1] <= known[1])


def refusal(status: int, headers: Mapping[str, str], who: str) -> RemoteError:
    """Return the error that an HTTP status from the server called `who` means."""
    if status == TOO_MANY or status >= SERVER_FAULT:
        return RemoteError(
            f"{who} cannot answer just now (HTTP {status}).",
            retry_at=retry_after(headers.get("Retry-After", "")),
        )
    reasons = {
        401: "does not accept the name or the password",
        403: "does not let us in",
        404: "knows no calendar there",
        410: "says that this calendar is gone",
    }
    reason = reasons.get(status, "gave an answer that makes no sense")
    return RemoteError(f"{who} {reason} (HTTP {status}).", permanent=status in reasons)


def retry_after(text: str) -> datetime | None:
    """Return the UTC instant of a Retry-After header: seconds or an HTTP date; None without one."""
    now = clock.now()
    latest = now + timedelta(seconds=LONGEST_WAIT_SECONDS)
    if text.isascii() and text.isdigit() and len(text) <= len(str(LONGEST_WAIT_SECONDS)):
        return min(now + timedelta(seconds=int(text)), latest)
    try:
        return min(parsedate_to_datetime(text).astimezone(UTC), latest)
    except (ValueError, OverflowError):
        return None
