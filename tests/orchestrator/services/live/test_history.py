from __future__ import annotations

from datetime import timedelta

import live_world
import pytest
import world
from live_world import number
from set_clock import SetClock

from orchestrator.models import LiveSession, PlanVersion, Workshop
from orchestrator.rules.session.record import person_id
from orchestrator.services import forgetting
from orchestrator.services.live import clicks, drawing, history, sessions
from orchestrator.services.seats import registrations

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(at: SetClock) -> Workshop:
    """Return a workshop of six whose two rounds were held."""
    workshop = live_world.about_to_begin(at, people=6)
    live_world.until(workshop, "Discussion")
    return workshop


def again(held: Workshop, names: tuple[str, ...]) -> Workshop:
    later = world.publish(start=held.span[0] + timedelta(days=20))
    for name in names:
        world.register(later, name)
    return later


def test_who_met_is_kept_apart_in_the_next_workshop_as_far_as_can_be(
    held: Workshop, at: SetClock
) -> None:
    met = {frozenset(room) for n in (1, 2) for room in live_world.rooms(held, n).values()}
    later = again(held, ("Ada", "Bo", "Cy", "Di", "Ed", "Flo"))
    drawing.draw_plan(later.pk)
    found = live_world.live(later)
    assert len(found.record.instance.history) == 6
    for each in (1, 2):
        for room in live_world.rooms(later, each).values():
            assert frozenset(room) not in met


def test_only_rounds_that_were_held_count(at: SetClock) -> None:
    workshop = live_world.about_to_begin(at, people=4)
    live_world.until(workshop, "Welcome")
    later = again(workshop, ("Ada", "Bo", "Cy", "Di"))
    assert history.met_before(later, list(later.registrations.all())) == ()
    live_world.until(workshop, "Practice: at")
    met = history.met_before(later, list(later.registrations.all()))
    assert [times for *_, times in met] == [1, 1]


def test_whoever_was_forgotten_has_met_nobody_and_is_kept_apart_from_nobody(
    held: Workshop, at: SetClock
) -> None:
    later = again(held, ("Ada", "Bo", "Cy", "Di", "Ed", "Flo"))
    drawing.draw_plan(later.pk)
    live_world.do(later, clicks.never_together, number("Ada"), number("Bo"))
    live_world.do(later, clicks.no_show, number("Ada"))
    ada = person_id(number("Ada"))
    forgetting.erase(world.person("Ada").email, "user 1")
    for version in PlanVersion.objects.filter(session__workshop=later):
        assert ada not in str(version.record["never"])
        assert ada[1:] not in version.ticks
    third = again(later, ("Ada", "Bo"))
    assert history.met_before(third, list(third.registrations.all())) == ()


def test_after_the_retention_time_no_plan_is_left(held: Workshop, at: SetClock) -> None:
    at.at = held.span[1] + timedelta(days=91)
    forgetting.forget_what_is_due()
    assert not LiveSession.objects.exists()
    assert not PlanVersion.objects.exists()


def test_a_persons_own_roles_are_in_their_export_and_nobody_elses(held: Workshop) -> None:
    (row,) = forgetting.export(world.person("Ada").email)["registrations"]
    assert [one["round"] for one in row["role_plays"]] == [1, 2]
    assert sorted(role for one in row["role_plays"] for role in one["new_roles"]) == [
        "reporter", "responder",
    ]  # fmt: skip
    unplanned = registrations.register(world.publish().pk, world.person("Zed"), world.BY_HAND)
    assert history.role_plays(unplanned) == []


def test_a_session_without_a_plan_cannot_be_read_by_mistake(held: Workshop) -> None:
    row = LiveSession.objects.create(workshop=again(held, ()))
    assert sessions.live_of(row.workshop_id) is None
    with pytest.raises(LookupError):
        sessions.read(row)
