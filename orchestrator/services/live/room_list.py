"""One round's rooms as Zoom's web portal imports them by hand."""

from __future__ import annotations

from dataclasses import replace

from orchestrator.models import Registration
from orchestrator.rules.session.record import person_id
from orchestrator.services.live import sessions


def room_list(workshop_id: int, number: int) -> str:
    """Return the rooms of a round as CSV; '' without a plan or such a round.

    Whoever has no address any more is left out, and chooses a room as everybody can.
    """
    from orchestrator.rules.pairing.render import as_zoom_csv  # noqa: PLC0415 -- the engine's side

    live = sessions.live_of(workshop_id)
    each = live.record.round(number) if live else None
    if live is None or each is None:
        return ""
    rows = Registration.objects.filter(workshop=workshop_id).exclude(email="")
    emails = {person_id(pk): email for pk, email in rows.values_list("pk", "email")}
    rooms = tuple(
        replace(room, people=tuple(one for one in room.people if one in emails))
        for room in each.rooms
    )
    plan = replace(live.record.plan, rounds=(replace(each, rooms=rooms),))
    return as_zoom_csv(plan, emails, number)
