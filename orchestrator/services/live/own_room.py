"""What one attendee may see of the plan: their own room, the partner's name and pronouns.

Nothing of anybody else: no address, no other room, no other round, and nothing before the
facilitator has released the plan.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.models import Registration
from orchestrator.rules.sentence import Sentence
from orchestrator.rules.session import words
from orchestrator.rules.session.record import person_id, registration_of
from orchestrator.services.live import sessions
from orchestrator.services.zoom import join_links

if TYPE_CHECKING:
    from orchestrator.rules.pairing.plan import Room
    from orchestrator.services.live.sessions import Live
    from orchestrator.services.zoom.join_links import Door


@dataclass(frozen=True, slots=True)
class OwnRoom:
    """One person's room in the round that is on or comes next."""

    round: int
    is_on: bool
    name: str
    partners: tuple[tuple[str, str], ...]
    facilitator: bool
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What stands behind a person's link: the door, and the room where there is one to show.

    `rounds_over` says that no round is left; `waiting` that the plan is not released.
    """

    door: Door
    name: str
    room: OwnRoom | None
    waiting: bool
    rounds_over: bool

    @property
    def mark(self) -> str:
        """Return a mark that is another one as soon as anything shown is."""
        door = (self.door.state, self.door.workshop.title, self.door.opens_at)
        shown = (door, self.name, self.room, self.waiting, self.rounds_over)
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]


def own_page(token: str) -> OwnPage | None:
    """Return what a person's link shows now; None for a dead link."""
    door = join_links.behind(token)
    if door is None:
        return None
    link = door.link
    row, workshop = link.registration, door.workshop
    live = sessions.live_of(workshop.pk) if row and door.is_near else None
    if row is None or live is None or live.row.released_at is None:
        return OwnPage(door, link.name, None, waiting=True, rounds_over=False)
    room = _room_of(live, row)
    return OwnPage(door, row.name, room, waiting=False, rounds_over=not live.show.coming)


def _room_of(live: Live, row: Registration) -> OwnRoom | None:
    each, me = live.record.round(live.show.coming), person_id(row.pk)
    found = next((room for room in each.rooms if me in room.people), None) if each else None
    return _described(live, found, me) if found else None


def _described(live: Live, room: Room, me: str) -> OwnRoom:
    others = [registration_of(one) for one in room.people if one != me]
    rows = Registration.objects.filter(pk__in=others, forgotten_at=None)
    people = {
        pk: (name, pronouns) for pk, name, pronouns in rows.values_list("pk", "name", "pronouns")
    }

    def name_of(person: str) -> str:
        return people.get(registration_of(person), (Sentence("your partner"), ""))[0]

    return OwnRoom(
        round=live.show.coming,
        is_on=live.show.running == live.show.coming,
        name=room.name,
        partners=tuple(people[pk] for pk in others if pk in people),
        facilitator=room.facilitator,
        turns=tuple(words.said_to(turn, me, name_of) for turn in room.turns),
    )
