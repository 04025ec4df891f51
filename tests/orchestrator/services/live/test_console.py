from __future__ import annotations

import live_world
import pytest
import world
from django.db import connection
from django.test.utils import CaptureQueriesContext
from live_world import number
from set_clock import SetClock

from orchestrator.models import LiveSession, Meeting, Workshop
from orchestrator.services.live import clicks
from orchestrator.services.live.console import Console, console_of
from orchestrator.services.live.own_room import OwnPage, own_page
from orchestrator.services.live.room_list import room_list
from orchestrator.services.seats import registrations
from orchestrator.services.zoom import join_links

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(at: SetClock) -> Workshop:
    return live_world.about_to_begin(at)


def console(workshop: Workshop) -> Console:
    found = console_of(Workshop.objects.select_related("meeting").get(pk=workshop.pk))
    assert found
    return found


def own(name: str) -> OwnPage:
    found = own_page(live_world.token(name))
    assert found
    return found


def test_who_is_here_late_and_gone_stands_with_the_name_that_zoom_shows(
    workshop: Workshop, at: SetClock
) -> None:
    live_world.zoom_sees(workshop, "Ada", at, name="Ada L. (she)")
    gone = live_world.zoom_sees(workshop, "Bo", at)
    at.at = workshop.span[0]
    gone.left_at = at.at
    gone.save()
    live_world.zoom_sees(workshop, "Cy", at, email="", name="iPad")
    found = {line.name: line for line in console(workshop).lines}
    assert found["Ada L. (she)"].is_here
    assert (found["Bo"].seen.state, found["Bo"].wants_a_click) == ("left", True)
    assert (found["Cy"].seen.state, found["Cy"].wants_a_click) == ("not here yet", True)
    assert console(workshop).here == 1
    assert console(workshop).strangers == ("iPad",)
    assert "Ada L. (she)" in console(workshop).chat


def test_who_is_not_in_their_room_yet_is_named_while_a_round_is_on(
    workshop: Workshop, at: SetClock
) -> None:
    visits = {name: live_world.zoom_sees(workshop, name, at) for name in live_world.NAMES}
    assert console(workshop).not_in_room == ()
    live_world.until(workshop, "Practice: at")
    assert len(console(workshop).not_in_room) == 14
    for name, people in live_world.rooms(workshop, 1).items():
        for person in people:
            visits[person].room = f"zoom-{name}"
            visits[person].save()
    assert console(workshop).not_in_room == ()
    visits["Ada"].room = ""
    visits["Ada"].save()
    assert console(workshop).not_in_room == ("Ada",)
    visits["Bo"].delete()
    live_world.do(workshop, clicks.arrive, number("Bo"))  # by hand: Zoom cannot tell their room
    assert console(workshop).not_in_room == ("Ada",)
    visits["Ada"].left_at = at.at
    visits["Ada"].save()
    assert console(workshop).not_in_room == ()


def test_each_still_lacks_what_was_not_played_in_the_rounds_that_are_over(
    workshop: Workshop,
) -> None:
    assert console(workshop).lines[0].lacks == ("reporter", "responder")
    live_world.until(workshop, "Break")
    found = console(workshop)
    assert all(len(line.lacks) == 1 for line in found.lines)
    assert found.round
    assert found.round.state == "next"
    assert "Ada" in " ".join(text for room in found.round.rooms for text in room.lacks)
    assert [each.state for each in found.rounds] == ["over", "next"]
    live_world.until(workshop, "Practice: in")
    assert [each.state for each in console(workshop).rounds] == ["over", "on"]
    assert [each.state for each in found.rounds[:1]] == ["over"]
    assert found.rooms_of_most == tuple(f"Pair {n}" for n in range(1, 8))


def test_the_later_round_is_marked_as_later(workshop: Workshop) -> None:
    assert [each.state for each in console(workshop).rounds] == ["next", "later"]


def test_whatever_is_shown_differently_has_another_mark_and_the_same_has_the_same(
    workshop: Workshop, at: SetClock
) -> None:
    marks = [console(workshop).mark]
    at.forward(seconds=30)
    assert console(workshop).mark == marks[0]
    live_world.zoom_sees(workshop, "Ada", at)
    marks.append(console(workshop).mark)
    registrations.rename(number("Bo"), world.person("Bo"), "user 1")
    live_world.row("Bo").workshop.registrations.filter(name="Bo").update(name="Bob")
    marks.append(console(workshop).mark)
    LiveSession.objects.update(rooms_problem="Zoom is out of order.")
    marks.append(console(workshop).mark)
    Meeting.objects.create(workshop=workshop, zoom_id=77, problem="Gone.")
    marks.append(console(workshop).mark)
    assert console(workshop).meeting_problem == "Gone. Zoom is out of order."
    at.at = workshop.span[0]
    marks.append(console(workshop).mark)
    live_world.do(workshop, clicks.release)
    marks.append(console(workshop).mark)
    assert len(set(marks)) == len(marks)


def test_looking_costs_few_queries_however_many_people_there_are(
    workshop: Workshop, at: SetClock
) -> None:
    for name in live_world.NAMES:
        live_world.zoom_sees(workshop, name, at)
    live_world.do(workshop, clicks.release)
    known = Workshop.objects.select_related("meeting").get(pk=workshop.pk)
    with CaptureQueriesContext(
        connection,
    ) as looks:
        console_of(known)
    assert len(looks) <= 6
    with CaptureQueriesContext(connection) as looks:
        own("Ada")
    assert len(looks) <= 6  # the token's own look included


def test_an_attendee_sees_nothing_before_the_release_and_only_their_own_room_after_it(
    workshop: Workshop,
) -> None:
    assert (own("Ada").room, own("Ada").waiting) == (None, True)
    live_world.do(workshop, clicks.release)
    room = own("Ada").room
    assert room
    (mate,) = live_world.mates(workshop, 1, "Ada")
    assert [name for name, _ in room.partners] == [mate]
    others = set(live_world.NAMES) - {"Ada", mate}
    assert not any(
        other in repr(room).replace("Pair", "")
        for other in others - {"Mo", "Jo", "Ed", "Bo", "Cy", "Di"}
    )
    assert "@" not in repr(room)
    assert not room.is_on
    live_world.until(workshop, "Practice: at")
    assert own("Ada").room.is_on  # type: ignore[union-attr]


def test_whoever_has_no_room_is_told_so_kindly(workshop: Workshop, at: SetClock) -> None:
    live_world.do(workshop, clicks.release)
    live_world.do(workshop, clicks.no_show, number("Ada"))
    page = own("Ada")
    assert (page.room, page.waiting, page.rounds_over) == (None, False, False)
    live_world.until(workshop, "Discussion")
    assert own("Bo").rounds_over
    at.at = workshop.span[1]
    assert own("Bo").room is None


def test_a_guest_has_a_page_without_a_room_and_a_dead_link_has_none(workshop: Workshop) -> None:
    guest = join_links.issue_join_link(workshop, "Guest", "guest@example.org")
    live_world.do(workshop, clicks.release)
    page = own_page(guest)
    assert page
    assert (page.name, page.room, page.waiting) == ("Guest", None, True)
    assert own_page("nonsense") is None


def test_a_partner_who_was_forgotten_is_not_named(workshop: Workshop) -> None:
    live_world.do(workshop, clicks.release)
    (mate,) = live_world.mates(workshop, 1, "Ada")
    row = live_world.row(mate)
    row.forgotten_at, row.name = workshop.span[0], ""
    row.save()
    room = own("Ada").room
    assert room
    assert room.partners == ()
    assert "your partner" in " ".join(room.turns)


def test_zooms_room_list_holds_a_round_and_leaves_out_whom_it_cannot_place(
    workshop: Workshop,
) -> None:
    text = room_list(workshop.pk, 1)
    assert text.startswith("Pre-assign Room Name,Email Address\r\nPair 1,")
    assert text.count("@example.org") == 14
    workshop.registrations.filter(name="Ada").update(email="")
    assert room_list(workshop.pk, 1).count("@example.org") == 13
    assert room_list(workshop.pk, 3) == room_list(world.publish().pk, 1) == ""


def test_a_workshop_without_a_plan_has_no_console(at: SetClock) -> None:
    assert console_of(world.publish()) is None
