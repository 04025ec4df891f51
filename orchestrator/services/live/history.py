"""Who met whom in earlier workshops, for the next plan; and how all of it is forgotten.

Kept plans name nobody: they hold numbers of registrations. Whose registration is emptied, is
nobody's partner from then on, so this history ends with the retention of personal data.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from orchestrator.models import LiveSession, PlanVersion, Registration
from orchestrator.rules.session.record import (
    meetings,
    person_id,
    registration_of,
    roles_played,
    without_person,
)
from orchestrator.services.live.sessions import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestrator.models import Workshop
    from orchestrator.services.live.sessions import Live


def met_before(
    workshop: Workshop, people: Iterable[Registration]
) -> tuple[tuple[str, str, int], ...]:
    """Return which of the people shared a room in earlier workshops, and how often."""
    by_key = {row.email_key: person_id(row.pk) for row in people if row.email_key}
    met: Counter[tuple[str, str]] = Counter()
    for live in _sessions_with(by_key, workshop):
        numbers = {registration_of(person.id) for person in live.record.instance.people}
        rows = Registration.objects.filter(pk__in=numbers, email_key__in=by_key)
        now = {person_id(pk): by_key[key] for pk, key in rows.values_list("pk", "email_key")}
        for first, second in meetings(live.record, live.show.begun):
            if first in now and second in now:
                one, other = sorted((now[first], now[second]))
                met[one, other] += 1
    return tuple((one, other, times) for (one, other), times in sorted(met.items()))


def role_plays(registration: Registration) -> list[dict[str, Any]]:
    """Return which roles one person played, without naming anybody else: for their export."""
    row = LiveSession.objects.select_related("plan", "workshop").filter(
        workshop=registration.workshop_id, plan__isnull=False
    )
    found = []
    for live in map(read, row):
        for number in range(1, live.show.begun + 1):
            before = roles_played(live.record, number - 1).get(person_id(registration.pk), set())
            after = roles_played(live.record, number).get(person_id(registration.pk), set())
            found.append({"round": number, "new_roles": sorted(after - before)})
    return found


def forget_workshop(workshop: Workshop) -> None:
    """Drop a workshop's plans, versions and ticks."""
    LiveSession.objects.filter(workshop=workshop).delete()


def forget_person(registration: Registration) -> None:
    """Drop what a workshop's plans hold of one person beside a number: ticks and who was apart."""
    for version in PlanVersion.objects.filter(session__workshop=registration.workshop_id):
        version.record = without_person(version.record, person_id(registration.pk))
        version.ticks.pop(str(registration.pk), None)
        version.save(update_fields=["record", "ticks"])


def _sessions_with(keys: Iterable[str], workshop: Workshop) -> list[Live]:
    rows = LiveSession.objects.select_related("plan", "workshop").filter(
        plan__isnull=False, workshop__registrations__email_key__in=list(keys)
    )
    return [read(row) for row in rows.exclude(workshop=workshop).distinct()]
