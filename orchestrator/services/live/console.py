"""What the facilitator's console shows: one value, whole, from a few looks at the rows. Read only.

Its mark is a hash of the very same value, so a page that is told "nothing new" cannot be wrong.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from orchestrator.models import Registration
from orchestrator.rules.registration import RegistrationState
from orchestrator.rules.session import words
from orchestrator.rules.session.presence import Presence
from orchestrator.rules.session.record import (
    ROLES,
    named,
    person_id,
    registration_of,
    roles_played,
)
from orchestrator.rules.session.rooms import not_in_their_room
from orchestrator.services.language import said
from orchestrator.services.live import sessions
from orchestrator.services.live.presence import is_here, whereabouts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestrator.models import Workshop
    from orchestrator.rules.pairing.plan import Room, Round
    from orchestrator.rules.session.presence import Seen
    from orchestrator.rules.session.run_of_show import Show
    from orchestrator.services.live.presence import Whereabouts
    from orchestrator.services.live.sessions import Live


@dataclass(frozen=True, slots=True)
class Line:
    """One person: where they are, whether the rooms to come count on them, what they lack."""

    pk: int
    name: str
    pronouns: str
    seen: Seen
    planned: bool
    placeless: bool
    lacks: tuple[str, ...]

    @property
    def is_here(self) -> bool:
        """Say whether they are here."""
        return self.seen.state is Presence.HERE

    @property
    def was_here(self) -> bool:
        """Say whether they came at all."""
        return self.seen.state in (Presence.HERE, Presence.LEFT)

    @property
    def wants_a_click(self) -> bool:
        """Say whether the rooms count on somebody who is not here, or forget one who is."""
        return self.placeless or (
            self.planned and self.seen.state in (Presence.LATE, Presence.LEFT)
        )


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One room as Zoom lists it: who is in it by the names Zoom shows, and each turn."""

    name: str
    people: tuple[str, ...]
    facilitator: bool
    turns: tuple[str, ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round: `state` is over, on, next or later."""

    number: int
    state: str
    rooms: tuple[RoomLine, ...]


@dataclass(frozen=True, slots=True)
class Console:
    """Everything the console shows."""

    version: int
    released: bool
    show: Show
    lines: tuple[Line, ...]
    rounds: tuple[RoundLine, ...]
    round: RoundLine | None
    not_in_room: tuple[str, ...]
    chat: str
    changes: tuple[str, ...]
    deed: str
    about: str
    can_undo: bool
    lacking: tuple[str, ...]
    strangers: tuple[str, ...]
    unplaced: tuple[str, ...]
    meeting_problem: str
    meeting: int | None

    @property
    def here(self) -> int:
        """Return how many are here."""
        return sum(line.is_here for line in self.lines)

    @property
    def in_rooms(self) -> tuple[Line, ...]:
        """Return who is in the rooms to come."""
        return tuple(line for line in self.lines if line.planned)

    @property
    def odd(self) -> tuple[Line, ...]:
        """Return whom the rooms count on and who is not here, or the other way round."""
        return tuple(line for line in self.lines if line.wants_a_click)

    @property
    def rooms_of_most(self) -> tuple[str, ...]:
        """Return the names of the standing rooms that all rounds need."""
        most = max((int(room.name.split()[-1]) for r in self.rounds for room in r.rooms), default=0)
        return tuple(f"Pair {number}" for number in range(1, most + 1))

    @property
    def mark(self) -> str:
        """Return a mark that is another one as soon as anything shown is."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]


def console_of(workshop: Workshop) -> Console | None:
    """Return what the console shows now; None while no plan was drawn."""
    live = sessions.live_of(workshop.pk)
    if live is None:
        return None
    people = _people(workshop, live)
    where, strangers = whereabouts(workshop, people, live.ticks)
    names = {row.pk: where[row.pk].shown_as for row in people}
    missing = _missing_roles(live)
    rounds = tuple(_round(live, each, names, missing) for each in live.record.plan.rounds)
    coming = live.record.round(live.show.coming)
    version, meeting = live.version, getattr(workshop, "meeting", None)
    return Console(
        version=live.row.version,
        released=live.row.released_at is not None,
        show=live.show,
        lines=tuple(_line(live, row, where[row.pk], missing) for row in people),
        rounds=rounds,
        round=next((each for each in rounds if each.state in ("on", "next")), None),
        not_in_room=_not_in_room(live, where, names),
        chat=words.chat_text(coming, _name_of(names)) if coming else "",
        changes=tuple(named(text, names) for text in version.changes),
        deed=version.deed,
        about=said(words.listed([names.get(pk, _("somebody")) for pk in version.about])),
        can_undo=version.before_id is not None
        and version.held == live.show.held
        and version.deed not in sessions.NOT_TO_UNDO,
        lacking=tuple(
            _("{name} will miss a turn as {role}.").format(
                name=names.get(registration_of(one), _("somebody")), role=role
            )
            for one, role in live.record.plan.lacking
        )
        + tuple(named(each.text, names) for each in live.record.plan.conflicts)
        + tuple(filter(None, [named(live.row.list_problem, names)])),
        strangers=tuple(visit.name or _("somebody without a name") for visit in strangers),
        unplaced=tuple(
            names[pk] for pk, one in sorted(where.items()) if is_here(one) and not one.by_address
        ),
        meeting_problem=" ".join(
            filter(None, (meeting.problem if meeting else "", live.row.rooms_problem))
        ),
        meeting=meeting.zoom_id if meeting else None,
    )


def _people(workshop: Workshop, live: Live) -> list[Registration]:
    """Return who has a seat or is in the plan, by name."""
    planned = [registration_of(person.id) for person in live.record.instance.people]
    seated = Q(state=RegistrationState.CONFIRMED) | Q(pk__in=planned)
    rows = Registration.objects.filter(seated, workshop=workshop, forgotten_at=None)
    return list(rows.order_by("name", "id"))


def _line(
    live: Live, row: Registration, where: Whereabouts, missing: Mapping[str, tuple[str, ...]]
) -> Line:
    person = person_id(row.pk)
    return Line(
        pk=row.pk,
        name=where.shown_as,
        pronouns=row.pronouns,
        seen=where.seen,
        planned=live.is_planned(person),
        placeless=is_here(where) and bool(live.show.coming) and not live.is_planned(person),
        lacks=missing.get(person, ROLES),
    )


def _round(
    live: Live, each: Round, names: Mapping[int, str], missing: Mapping[str, tuple[str, ...]]
) -> RoundLine:
    rooms = tuple(_room(room, names, missing) for room in words.in_order(each.rooms))
    return RoundLine(each.number, _state(live.show, each.number), rooms)


def _state(show: Show, number: int) -> str:
    if number <= show.held:
        return "over"
    if number == show.running:
        return "on"
    return "next" if number == show.coming else "later"


def _room(room: Room, names: Mapping[int, str], missing: Mapping[str, tuple[str, ...]]) -> RoomLine:
    name_of = _name_of(names)
    return RoomLine(
        name=room.name,
        people=tuple(map(name_of, room.people)),
        facilitator=room.facilitator,
        turns=tuple(words.said_of(turn, name_of) for turn in room.turns),
        lacks=tuple(
            f"{name_of(one)}: {said(words.listed([_(role) for role in missing[one]]))}"
            for one in room.people
            if missing.get(one)
        ),
    )


def _missing_roles(live: Live) -> dict[str, tuple[str, ...]]:
    """Return by person the roles not played in the rounds that are over."""
    played = roles_played(live.record, live.show.held)
    return {
        one: tuple(role for role in ROLES if role not in roles) for one, roles in played.items()
    }


def _not_in_room(
    live: Live, where: Mapping[int, Whereabouts], names: Mapping[int, str]
) -> tuple[str, ...]:
    """Return who is here and not in their room while a round is on."""
    each = live.record.round(live.show.running)
    if each is None:
        return ()
    here = {person_id(pk): one.room for pk, one in where.items() if one.in_zoom and is_here(one)}
    rooms = [[one for one in room.people if one in here] for room in each.rooms]
    return tuple(names[registration_of(one)] for one in not_in_their_room(rooms, here))


def _name_of(names: Mapping[int, str]) -> words.NameOf:
    return lambda person: names.get(registration_of(person), "somebody")
