"""An offer is answered, cancelled and expired by several at once: one of them is first."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from threading import Barrier

import pytest
import world
from django.db import connection
from set_clock import SetClock

from orchestrator.models import AuditEntry, Registration
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.seats import registrations, waitlist

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 12


def at_once(deeds: list[Callable[[], object]]) -> None:
    barrier = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> None:
        try:
            barrier.wait()
            with suppress(RuleBroken):
                deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        list(threads.map(do, deeds))


def test_acceptance_cancellation_and_expiry_race_safely(at: SetClock) -> None:
    chance = random.Random(4)  # noqa: S311 -- a seeded choice of moments
    seen = set()
    for number in range(ROUNDS):
        workshop = world.publish(capacity=1, uid=f"race-{number}")
        ada, bo, _ = [world.register(workshop, name) for name in ("Ada", "Bo", "Cy")]
        registrations.cancel(ada.pk, "link")
        bo.refresh_from_db()
        assert bo.offer_expires_at is not None
        late = number % 2
        at.at = bo.offer_expires_at
        at.forward(microseconds=late)
        deeds: list[Callable[[], object]] = [
            lambda pk=bo.pk: waitlist.accept(pk, "link"),  # type: ignore[misc]  # bound now
            lambda pk=bo.pk: waitlist.accept(pk, "link"),  # type: ignore[misc]  # bound now
            waitlist.expire_offers,
            waitlist.expire_offers,
        ]
        if number % 3:
            deeds.append(lambda pk=bo.pk: registrations.cancel(pk, "link"))  # type: ignore[misc]  # bound now
        chance.shuffle(deeds)
        at_once(deeds)
        states = {row.name: row.state for row in Registration.objects.filter(workshop=workshop)}
        seated = [name for name, state in states.items() if state in ("confirmed", "offered")]
        assert len(seated) == 1
        if late:  # the time was over: whoever asked, Bo has no seat
            assert states["Bo"] in ("lapsed", "cancelled")
        if states["Bo"] != "confirmed":
            assert states["Cy"] == "offered"
        seen.add(states["Bo"])
        trail = AuditEntry.objects.filter(subject=f"registration {bo.pk}", action="state changed")
        steps = [(one.details["before"], one.details["after"]) for one in trail.order_by("id")]
        assert all(before[1] == after[0] for before, after in pairwise(steps))
        at.at = at.at.replace(microsecond=0)
        world.change(workshop, state="cancelled")
    assert {"confirmed", "lapsed"} <= seen
