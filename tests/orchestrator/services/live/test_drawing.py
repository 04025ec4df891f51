from __future__ import annotations

from datetime import timedelta
from typing import Any

import live_world
import pytest
import world
from django.conf import settings
from set_clock import SetClock

from jobs import live as live_jobs
from orchestrator.models import LiveSession, PlanVersion
from orchestrator.rules.session.record import Mended, mend
from orchestrator.rules.workshop import State
from orchestrator.services.live import clicks, drawing
from orchestrator.services.live.console import console_of
from orchestrator.services.seats import registrations

pytestmark = pytest.mark.django_db
OPENS = world.START - timedelta(hours=24)


def test_pairs_are_drawn_when_registration_closes_and_told_to_nobody(at: SetClock) -> None:
    workshop = world.publish()
    for name in live_world.NAMES:
        world.register(workshop, name)
    assert drawing.next_due() == OPENS
    live_jobs.draw_due()
    assert not LiveSession.objects.exists()
    at.at = OPENS
    assert drawing.next_due() == OPENS
    live_jobs.draw_due()
    live = live_world.live(workshop)
    assert (len(live.record.plan.rounds), live.row.released_at, live.announced) == (
        2,
        None,
        frozenset(),
    )
    assert live_world.lacking(workshop) == ()
    assert drawing.next_due() is None


def test_nothing_is_due_when_no_workshop_comes(at: SetClock) -> None:
    assert drawing.next_due() is None
    world.publish(state=State.CANCELLED)
    assert drawing.next_due() is None


def test_a_changed_list_changes_the_plan_for_few_and_only_before_the_start(at: SetClock) -> None:
    workshop = live_world.about_to_begin(at, people=12)
    before = live_world.rooms(workshop, 1)
    world.register(workshop, "Mo")
    registrations.cancel(live_world.number("Ada"), "link")
    live_jobs.draw_due()
    after = live_world.rooms(workshop, 1)
    assert "Ada" not in str(after)
    assert "Mo" in str(after)
    assert sum(after.get(name) == room for name, room in before.items()) >= 4
    assert live_world.live(workshop).version.deed == "list changed"
    assert drawing.draw_plan(workshop.pk) is False  # nothing new
    world.register(workshop, "Nan")
    live_world.do(workshop, clicks.next_segment)
    live_jobs.draw_due()
    assert "Nan" not in str(live_world.rooms(workshop, 1))
    assert drawing.draw_plan(workshop.pk) is False


def test_somebody_registered_again_is_in_again_and_a_no_show_stays_out(at: SetClock) -> None:
    workshop = live_world.about_to_begin(at, people=4)
    registrations.cancel(live_world.number("Ada"), "link")
    drawing.draw_plan(workshop.pk)
    registrations.register(workshop.pk, world.person("Ada"), world.BY_HAND)
    live_world.do(workshop, clicks.no_show, live_world.number("Bo"))
    drawing.draw_plan(workshop.pk)
    assert sorted(one for room in live_world.rooms(workshop, 1).values() for one in room) == [
        "Ada",
        "Cy",
        "Di",
    ]


def test_of_two_who_draw_at_once_one_plan_stands(
    at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = live_world.about_to_begin(at, people=4)
    world.register(workshop, "Ed")

    def slow(*asked: Any) -> Mended:
        LiveSession.objects.update(version=99)
        return mend(*asked)

    monkeypatch.setattr("orchestrator.services.live.drawing.mend", slow)
    assert drawing.draw_plan(workshop.pk) is False
    assert PlanVersion.objects.count() == 1


def test_a_run_of_show_with_another_number_of_rounds_is_drawn_anew(
    at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = live_world.about_to_begin(at, people=4)
    parts = settings.COMPANY.session.segments
    session = settings.COMPANY.session.model_copy(update={"segments": (*parts, parts[2])})
    monkeypatch.setattr(
        settings, "COMPANY", settings.COMPANY.model_copy(update={"session": session})
    )
    live_jobs.draw_due()
    assert len(live_world.live(workshop).record.plan.rounds) == 3


def test_a_list_that_leaves_no_plan_keeps_the_old_one(at: SetClock) -> None:
    workshop = live_world.about_to_begin(at, people=3)
    two = live_world.number("Ada"), live_world.number("Bo")
    live_world.do(workshop, clicks.never_together, *two)
    before = live_world.live(workshop)
    registrations.cancel(live_world.number("Cy"), "link")
    live_jobs.draw_due()
    live_jobs.draw_due()
    assert live_world.live(workshop).row.version == before.row.version
    shown = console_of(workshop)
    assert shown
    assert "No rooms are possible then" in shown.lacking[-1]
    assert "Ada" in shown.lacking[-1]
    assert "Cy" in str(live_world.rooms(workshop, 1))
