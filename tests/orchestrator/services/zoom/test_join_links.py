from __future__ import annotations

from datetime import date, timedelta

import pytest
import world
from django.conf import settings
from set_clock import SetClock

from jobs import registrants as registrant_jobs
from jobs.tools import Tools
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.models import JoinLink, Work, Workshop
from orchestrator.rules.admission import OPENS_BEFORE, Admission
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import State
from orchestrator.services import drift
from orchestrator.services.zoom import meetings
from orchestrator.services.zoom.join_links import behind, issue_join_link, revoke_join_link

pytestmark = pytest.mark.django_db
MEETING = "/v2/meetings/*/*registrants"


@pytest.fixture
def workshop(tools: Tools, at: SetClock) -> Workshop:
    made = world.publish()
    world.settle(tools, at, minutes=5)
    return made


def state(token: str) -> Admission | None:
    door = behind(token)
    return door.state if door else None


def settle(tools: Tools, at: SetClock, minutes: int = 5) -> None:
    """Let meetings and registrations settle."""
    for _ in range(minutes):
        world.settle(tools, at, minutes=1)
        registrant_jobs.reconcile_due(tools)


def test_the_door_opens_fifteen_minutes_before_the_start_and_closes_at_the_end(
    workshop: Workshop, tools: Tools, at: SetClock
) -> None:
    token = issue_join_link(workshop, "Ada", "ada@example.org")
    settle(tools, at)
    moments = [
        (world.START - OPENS_BEFORE - timedelta(seconds=1), Admission.EARLY),
        (world.START - OPENS_BEFORE, Admission.OPEN),
        (world.START + timedelta(hours=4, seconds=-1), Admission.OPEN),
        (world.START + timedelta(hours=4), Admission.OVER),
    ]
    for at.at, expected in moments:
        assert state(token) is expected
        door = behind(token)
        assert door is not None
        assert bool(door.address) == (expected is Admission.OPEN)


def test_each_person_is_registered_and_goes_in_by_a_personal_link(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    tokens = [issue_join_link(workshop, f"Person {n}", f"p{n}@example.org") for n in range(2)]
    settle(tools, at)
    zoom_id = world.meeting_of(workshop).zoom_id
    assert zoom_id
    assert [one.email for one in sandbox.store.registrants(zoom_id)] == [
        "p0@example.org",
        "p1@example.org",
    ]
    at.at = world.START
    addresses = {door.address for token in tokens if (door := behind(token))}
    assert len(addresses) == 2
    assert world.meeting_of(workshop).join_url not in addresses


def test_a_revoked_link_is_dead_at_once_and_its_registration_is_taken_back(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    token = issue_join_link(workshop, "Ada", "ada@example.org")
    other = issue_join_link(workshop, "Bo", "bo@example.org")
    settle(tools, at)
    revoke_join_link(JoinLink.objects.get(name="Ada").pk)
    assert behind(token) is None
    assert behind(other) is not None
    settle(tools, at)
    zoom_id = world.meeting_of(workshop).zoom_id or 0
    assert {r.email: r.status for r in sandbox.store.registrants(zoom_id)} == {
        "ada@example.org": "cancelled",
        "bo@example.org": "approved",
    }


def test_a_replacement_meeting_mends_every_link_by_itself(
    workshop: Workshop, tools: Tools, at: SetClock
) -> None:
    token = issue_join_link(workshop, "Ada", "ada@example.org")
    settle(tools, at)
    at.at = world.START
    before = behind(token)
    drift.make_replacement(world.meeting_of(workshop).pk, "user 1")
    assert state(token) is Admission.PREPARING
    settle(tools, at)
    after = behind(token)
    assert before is not None
    assert after is not None
    assert after.state is Admission.OPEN
    assert after.address != before.address


FAULTS = ["reset", "error_500", "ok_with_error", "truncated", "limit_seconds", "token_401", "stall"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", FAULTS)
def test_whatever_happens_to_a_registration_one_stands_in_the_end(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock, kind: str, when: str
) -> None:
    token = issue_join_link(workshop, "Ada", "ada@example.org")
    sandbox.faults.add(kind, "POST", MEETING, when=when, seconds=0.01)
    settle(tools, at, minutes=90)
    zoom_id = world.meeting_of(workshop).zoom_id or 0
    assert [one.email for one in sandbox.store.registrants(zoom_id)] == ["ada@example.org"]
    at.at = world.START
    assert state(token) is Admission.OPEN


def test_somebody_whom_zoom_will_not_register_comes_in_by_the_meetings_own_link(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    token = issue_join_link(workshop, "Ada", "ada@example.org")
    sandbox.faults.add("scopes_4711", "POST", MEETING, times=None)
    settle(tools, at)
    assert "4711" in JoinLink.objects.get().problem
    at.at = world.START
    door = behind(token)
    assert door is not None
    assert door.address == world.meeting_of(workshop).join_url


def test_one_whom_zoom_refuses_does_not_keep_the_others_out(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    names = ["Ada", "Bo", "Cy"]
    for name in names:
        issue_join_link(workshop, name, f"{name.lower()}@example.org")
    JoinLink.objects.filter(name="Bo").update(email="bo@nowhere")  # no dot: Zoom takes none such
    settle(tools, at)
    problems = dict(JoinLink.objects.values_list("name", "problem"))
    assert "email" in problems.pop("Bo")
    assert problems == {"Ada": "", "Cy": ""}
    zoom_id = world.meeting_of(workshop).zoom_id or 0
    registered = [one.email for one in sandbox.store.registrants(zoom_id)]
    assert registered == ["ada@example.org", "cy@example.org"]


def test_one_whom_zoom_refuses_does_not_keep_a_revoked_one_in(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    issue_join_link(workshop, "Ada", "ada@example.org")
    issue_join_link(workshop, "Bo", "bo@example.org")
    JoinLink.objects.filter(name="Bo").update(email="bo@nowhere")
    settle(tools, at)
    revoke_join_link(JoinLink.objects.get(name="Ada").pk)
    settle(tools, at)
    zoom_id = world.meeting_of(workshop).zoom_id or 0
    assert [one.status for one in sandbox.store.registrants(zoom_id)] == ["cancelled"]


def test_registrations_survive_the_loss_of_the_whole_work_table(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    issue_join_link(workshop, "Ada", "ada@example.org")
    Work.objects.all().delete()
    settle(tools, at)
    assert JoinLink.objects.get().registered_in == world.meeting_of(workshop).zoom_id


def test_a_registration_whose_answer_was_lost_is_taken_back_when_revoked(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    issue_join_link(workshop, "Ada", "ada@example.org")
    sandbox.faults.add("reset", "POST", MEETING, when="after")
    registrant_jobs.reconcile_due(tools)
    assert JoinLink.objects.get().registrant_id == ""
    revoke_join_link(JoinLink.objects.get().pk)
    settle(tools, at)
    zoom_id = world.meeting_of(workshop).zoom_id or 0
    assert [one.status for one in sandbox.store.registrants(zoom_id)] == ["cancelled"]


def test_forty_people_are_registered_in_two_calls_and_again_after_a_replacement(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    tokens = [issue_join_link(workshop, f"P {n}", f"p{n}@example.org") for n in range(40)]
    settle(tools, at)
    posts = [c for c in sandbox.store.calls() if c.method == "POST" and "batch" in c.path]
    assert len(posts) == 2
    drift.make_replacement(world.meeting_of(workshop).pk, "user 1")
    settle(tools, at)
    at.at = world.START
    assert {state(token) for token in tokens} == {Admission.OPEN}


def test_a_person_with_two_links_keeps_the_registration_while_one_is_good(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    issue_join_link(workshop, "Ada", "ada@example.org")
    second = issue_join_link(workshop, "Ada", "Ada@Example.org")
    settle(tools, at)
    revoke_join_link(JoinLink.objects.earliest("pk").pk)
    settle(tools, at)
    zoom_id = world.meeting_of(workshop).zoom_id or 0
    assert [one.status for one in sandbox.store.registrants(zoom_id)] == ["approved"]
    at.at = world.START
    assert state(second) is Admission.OPEN


def test_without_a_licence_everybody_uses_the_meetings_own_link(
    at: SetClock, monkeypatch: pytest.MonkeyPatch, tools: Tools
) -> None:
    basic = settings.COMPANY.zoom.model_copy(update={"licensed": False})
    monkeypatch.setattr(settings, "COMPANY", settings.COMPANY.model_copy(update={"zoom": basic}))
    workshop = world.publish()
    token = issue_join_link(workshop, "Ada", "ada@example.org")
    settle(tools, at)
    at.at = world.START
    door = behind(token)
    assert door is not None
    assert door.address == world.meeting_of(workshop).join_url
    assert JoinLink.objects.get().registrant_id == ""


def test_before_the_date_and_after_a_cancellation_the_link_says_so(at: SetClock) -> None:
    undecided = world.publish(state=State.TO_BE_DECIDED, start=None, month=date(2027, 2, 1))
    token = issue_join_link(undecided, "Ada", "ada@example.org")
    assert state(token) is Admission.EARLY
    Workshop.objects.update(state=State.CANCELLED)
    assert state(token) is Admission.CANCELLED


@pytest.mark.parametrize(
    ("name", "email", "code"),
    [
        ("", "ada@example.org", "name_missing"),
        (" \t", "ada@example.org", "name_missing"),
        ("A\0da", "ada@example.org", "name_missing"),
        ("A" * 130, "ada@example.org", "name_too_long"),
        ("Ada", "ada", "email_invalid"),
        ("Ada", "ada@example.org\nBcc: x@y.z", "email_invalid"),
        ("Ada", "a" * 120 + "@example.org", "email_invalid"),
    ],
)
def test_a_link_for_nobody_is_refused(at: SetClock, name: str, email: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        issue_join_link(world.publish(), name, email)
    assert refused.value.code == code
    assert not JoinLink.objects.exists()


def test_no_token_is_kept_in_the_clear(at: SetClock) -> None:
    token = issue_join_link(world.publish(), "Ada", "ada@example.org")
    link = JoinLink.objects.get()
    assert token not in str(vars(link))
    assert str(link) == f"join link {link.pk} of workshop {link.workshop_id}"


def test_a_gone_meeting_is_prepared_and_never_led_to(
    workshop: Workshop, tools: Tools, sandbox: SandboxZoom, at: SetClock
) -> None:
    token = issue_join_link(workshop, "Ada", "ada@example.org")
    settle(tools, at)
    sandbox.store.delete_meeting(world.meeting_of(workshop).zoom_id or 0)
    meetings.mark(workshop)
    settle(tools, at)
    at.at = world.START
    assert state(token) is Admission.PREPARING
