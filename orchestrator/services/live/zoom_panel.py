"""What the panel inside Zoom needs: today's workshops, and a plan's rooms by the names Zoom shows.

Read only, and less than the console shows: room names and display names, nothing else of anybody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.models import Workshop
from orchestrator.rules.workshop import State, Venue
from orchestrator.services.live.console import console_of

if TYPE_CHECKING:
    from orchestrator.services.live.console import RoundLine

BEFORE = timedelta(hours=24)  # pairs are drawn a day ahead, and somebody may want to rehearse
AFTER = timedelta(hours=2)  # a session may run over


@dataclass(frozen=True, slots=True)
class Panel:
    """A plan as the panel shows it; `meeting` is the number that Zoom's client shows, or ''."""

    meeting: str
    released: bool
    standing: tuple[str, ...]
    rounds: tuple[RoundLine, ...]

    @property
    def mark(self) -> str:
        """Return a mark that is another one as soon as anything shown is."""
        return hashlib.sha256(repr(self.as_json()).encode()).hexdigest()[:32]

    def as_json(self) -> dict[str, object]:
        """Return what the panel's script needs, and nothing more."""
        return {
            "meeting": self.meeting,
            "released": self.released,
            "standing": list(self.standing),
            "rounds": [
                {
                    "number": each.number,
                    "state": each.state,
                    "rooms": [
                        {
                            "name": room.name,
                            "people": list(room.people),
                            "facilitator": room.facilitator,
                        }
                        for room in each.rooms
                    ],
                }
                for each in self.rounds
            ],
        }


def workshops_of_today() -> list[Workshop]:
    """Return the online workshops of now, of just before and of the next day, soonest first."""
    now = clock.now()
    rows = Workshop.objects.select_related("meeting").filter(
        state=State.PUBLISHED, venue=Venue.ONLINE, start__lte=now + BEFORE, end__gt=now - AFTER
    )
    return list(rows.order_by("start", "id"))


def panel_of(workshop: Workshop) -> Panel | None:
    """Return what the panel shows of a workshop; None while its pairs are not drawn."""
    console = console_of(workshop)
    if console is None:
        return None
    return Panel(
        meeting=str(console.meeting or ""),
        released=console.released,
        standing=console.rooms_of_most,
        rounds=console.rounds,
    )
