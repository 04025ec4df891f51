"""What tests of the live session build quickly: a workshop about to begin, its clicks, its visits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import world
from set_clock import SetClock

from orchestrator.models import Registration, Visit, Workshop
from orchestrator.rules.session.record import person_id, registration_of
from orchestrator.services.live import clicks, drawing, sessions
from orchestrator.services.live.sessions import Click, Live
from orchestrator.services.zoom import join_links

NAMES = ("Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ivy", "Jo", "Kim", "Lou", "Mo", "Nan")


def about_to_begin(at: SetClock, people: int = 14, **fields: Any) -> Workshop:
    """Return a workshop ten minutes before its start, its plan drawn."""
    workshop = world.publish(**fields)
    for name in NAMES[:people]:
        world.register(workshop, name)
    at.at = workshop.span[0] - timedelta(minutes=10)
    drawing.draw_plan(workshop.pk)
    return workshop


def live(workshop: Workshop) -> Live:
    found = sessions.live_of(workshop.pk)
    assert found
    return found


def seen(workshop: Workshop) -> Click:
    """Return a click on what is there now."""
    return Click(workshop.pk, live(workshop).row.version, "user 1")


def do(workshop: Workshop, deed: Callable[..., None], *more: Any) -> Live:
    """Click, and return how it stands then."""
    deed(seen(workshop), *more)
    return live(workshop)


def row(name: str) -> Registration:
    return Registration.objects.filter(name=name).latest("id")


def number(name: str) -> int:
    return row(name).pk


def token(name: str) -> str:
    return join_links.door_token(row(name))


def until(workshop: Workshop, part: str) -> Live:
    """Let the facilitator begin one segment after the other until the one so named is on."""
    found = live(workshop)
    while found.show.now is None or not found.show.now.segment.name.startswith(part):
        found = do(workshop, clicks.next_segment)
    return found


def rooms(workshop: Workshop, number: int) -> dict[str, list[str]]:
    """Return who is in which room of a round, by name."""
    each = live(workshop).record.round(number)
    assert each
    names = dict(Registration.objects.values_list("pk", "name"))
    return {
        room.name: sorted(names[registration_of(one)] for one in room.people) for room in each.rooms
    }


def mates(workshop: Workshop, round_number: int, name: str) -> list[str]:
    (room,) = [one for one in rooms(workshop, round_number).values() if name in one]
    return [one for one in room if one != name]


def zoom_sees(workshop: Workshop, who: str, at: SetClock, **fields: Any) -> Visit:
    """Let somebody be in the meeting from now on, known by the address."""
    return Visit.objects.create(
        **{
            "workshop": workshop, "participant_uuid": f"uuid-{Visit.objects.count()}", "name": who,
            "email": row(who).email, "joined_at": at.at,
        } | fields
    )  # fmt: skip


def lacking(workshop: Workshop) -> tuple[tuple[str, str], ...]:
    return live(workshop).record.plan.lacking


def present(workshop: Workshop, round_number: int, name: str) -> bool:
    return person_id(number(name)) in live(workshop).record.present(round_number)
