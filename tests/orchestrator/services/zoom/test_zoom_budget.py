from __future__ import annotations

from datetime import UTC, datetime

import pytest
import world
from django.conf import settings
from set_clock import SetClock

from jobs.tools import Tools
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.models import Meeting
from orchestrator.services.zoom import zoom_budget

pytestmark = pytest.mark.django_db
ZOOM = settings.COMPANY.zoom
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)


def test_what_is_not_urgent_leaves_the_reserve_and_goes_on_at_midnight(at: SetClock) -> None:
    for _ in range(ZOOM.daily_writes - ZOOM.daily_reserve):
        zoom_budget.spend("host", urgent=False)
    with pytest.raises(ZoomError) as spent:
        zoom_budget.spend("host", urgent=False)
    assert (spent.value.retry_at, spent.value.permanent, spent.value.doubtful) == (
        MIDNIGHT,
        False,
        False,
    )
    for _ in range(ZOOM.daily_reserve):
        zoom_budget.spend("host", urgent=True)
    with pytest.raises(ZoomError, match="100 creates and changes"):
        zoom_budget.spend("host", urgent=True)
    zoom_budget.spend("another host", urgent=False)
    at.at = MIDNIGHT
    zoom_budget.spend("host", urgent=False)
    assert zoom_budget.used_today("host") == 1


def test_a_workshop_beyond_the_budget_gets_its_meeting_the_next_day_and_zoom_never_refuses(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    for _ in range(ZOOM.daily_writes - ZOOM.daily_reserve):
        zoom_budget.spend(ZOOM.host, urgent=False)
    workshop = world.publish()
    world.settle(tools, at, minutes=60)
    assert sandbox.store.meetings() == []
    assert "used up" in Meeting.objects.get(workshop=workshop).problem
    urgent = world.publish(start=at.at.replace(hour=20))
    world.settle(tools, at, minutes=5)
    assert Meeting.objects.get(workshop=urgent).zoom_id
    at.at = MIDNIGHT
    world.settle(tools, at, minutes=5)
    assert len(sandbox.store.meetings()) == 2
    assert not [call for call in sandbox.store.calls() if call.status == 429]


def test_when_zoom_says_the_day_is_spent_we_believe_it(
    tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    sandbox.limits.meetings_per_day = 0
    world.publish()
    world.publish(start=world.START.replace(day=10))
    world.settle(tools, at, minutes=60)
    assert len([call for call in sandbox.store.calls() if call.status == 429]) == 1
    assert zoom_budget.used_today(ZOOM.host) == ZOOM.daily_writes


def test_a_limit_of_the_second_spends_no_day(at: SetClock) -> None:
    zoom_budget.heed(ZoomError("slow down", 429, retry_at=at.at.replace(second=2)))
    assert zoom_budget.used_today(ZOOM.host) == 0
