"""The fault board: which faults are set. It lives in memory; a new process starts without any."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from calendars import clock
from orchestrator.gateways.sandbox_zoom.fault import ANY, Fault, Group, Kind, When, usual_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from orchestrator.gateways.sandbox_zoom.exchange import Request


class FaultBoard:
    """Faults in the order they were added."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._added = 0
        self._lock = threading.Lock()

    def add(
        self,
        kind: Kind | str,
        method: str = ANY,
        path: str = "",
        *,
        times: int | None = 1,
        when: When | str = When.BEFORE,
        **options: Any,  # noqa: ANN401 -- the fields of Fault from `seconds` on
    ) -> Fault:
        """Set a fault for the next `times` matching calls (None: for ever) and return it.

        `when` is relative to the commit of the change. Of the kinds that touch the commit itself
        (list_lag, dropped_settings, duplicate, lands_late) it says nothing. An after-fault waits
        for a call that succeeds. Raises ValueError or TypeError for what does not exist.
        """
        kind = Kind(kind)
        with self._lock:
            self._added += 1
            values = (method.upper(), path or usual_path(kind), When(when), times)
            fault = Fault(self._added, kind, *values, **options)
            if (times is not None and times < 1) or fault.seconds < 0 or fault.lists < 0:
                raise ValueError("times is at least 1, seconds and lists are not negative")
            self._faults.append(fault)
        return fault

    def listed(self) -> list[Fault]:
        """Return the faults that will still strike."""
        with self._lock:
            return list(self._faults)

    def remove(self, number: int) -> None:
        """Take one fault off the board."""
        with self._lock:
            self._faults = [one for one in self._faults if one.number != number]

    def clear(self) -> None:
        """Take all faults off the board."""
        with self._lock:
            self._faults = []

    def take(self, request: Request, group: Group, when: When | None = None) -> Fault | None:
        """Return the fault that strikes this call now, and count it."""
        with self._lock:
            for place, fault in enumerate(self._faults):
                timely = when is None or fault.when is when
                if fault.group is group and timely and fault.concerns(request):
                    self._count(place, fault)
                    return fault
        return None

    def give_back(self, fault: Fault) -> None:
        """Uncount a fault whose call failed for another reason."""
        if fault.left is None:
            return
        with self._lock:
            rest = [one for one in self._faults if one.number != fault.number]
            self._faults = sorted([*rest, fault], key=lambda one: one.number)

    def _count(self, place: int, fault: Fault) -> None:
        if fault.left is None:
            return
        if fault.left > 1:
            self._faults[place] = replace(fault, left=fault.left - 1)
        else:
            del self._faults[place]


class Veil:
    """New meetings that lists do not show yet; getting one by its id works at once."""

    def __init__(self) -> None:
        self._until: dict[int, datetime] = {}
        self._lists: dict[int, int] = {}
        self._lock = threading.Lock()

    def hide(self, meeting_ids: Iterable[int], *, until: datetime, lists: int) -> None:
        """Hide meetings from so many lists, or without a number until an instant."""
        with self._lock:
            for meeting_id in meeting_ids:
                if lists:
                    self._lists[meeting_id] = lists
                else:
                    self._until[meeting_id] = until

    def hidden(self, *, counts: bool) -> set[int]:
        """Return what a list must not show now; `counts` for the first page of a list."""
        with self._lock:
            found = {one for one, until in self._until.items() if until > clock.now()}
            found |= {one for one, left in self._lists.items() if left > 0}
            if counts:
                self._lists = {one: left - 1 for one, left in self._lists.items() if left > 0}
        return found
