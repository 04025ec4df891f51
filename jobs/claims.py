"""Taking due work one row after the other, until none is due or the service stops."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from orchestrator import logs
from orchestrator.services import work

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

log = logs.get_logger(__name__)

SLICE_SECONDS = 60.0


def work_through(kind: str, stopping: Event, act: Callable[[work.Claim], object]) -> None:
    """Claim due rows of a kind one at a time and act on each; what `act` returns is logged.

    A claim that somebody else took over meanwhile is let go. After a minute the rest is left to the
    next tick: when Zoom stalls each row takes long, and the watchdog must not take that for a hang.
    """
    ends = time.monotonic() + SLICE_SECONDS
    while not stopping.is_set():
        claims = work.claim(kind, most=1)
        if not claims:
            return
        held = claims[0]
        try:
            done = act(held)
        except work.ClaimLost:
            done = "claim lost"
        log.info("work done", kind=kind, key=held.key, outcome=str(done))
        if time.monotonic() >= ends:
            return
