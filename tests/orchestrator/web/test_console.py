"""The console and the room page over HTTP: polls, clicks, and what nobody else may see."""

from __future__ import annotations

import re
from typing import Any

import live_world
import pytest
import world
from django.test import Client
from live_world import number
from pages import form_actions, text_of, told_on
from set_clock import SetClock

from orchestrator.models import User, Workshop
from orchestrator.services.live import clicks
from orchestrator.services.zoom import join_links

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(at: SetClock) -> Workshop:
    return live_world.about_to_begin(at)


@pytest.fixture
def owner(client: Client) -> Client:
    client.force_login(User.objects.create_owner("owner@example.org"))
    return client


def page(workshop: Workshop) -> str:
    return f"/office/workshops/{workshop.pk}/console"


def click(owner: Client, workshop: Workshop, deed: str, **form: Any) -> Any:
    seen = {"version": live_world.live(workshop).row.version}
    return owner.post(f"{page(workshop)}/{deed}", seen | form, headers={"X-Live": "1"})


def test_the_console_is_closed_to_strangers(client: Client, workshop: Workshop) -> None:
    for tail in ("", "/rooms.csv"):
        assert client.get(page(workshop) + tail)["location"].startswith("/account/login/")
    assert client.post(f"{page(workshop)}/no-show")["location"].startswith("/account/login/")


def test_a_no_show_is_one_click_and_one_answer_with_the_new_rooms(
    owner: Client, workshop: Workshop
) -> None:
    answer = click(owner, workshop, "no-show", who=number("Ada"))
    assert answer.status_code == 200
    assert "Last change: Ada did not come." in text_of(answer)
    assert answer["ETag"] == owner.get(page(workshop))["ETag"]
    rooms = re.findall(r'<p class="who">(.*?)</p>', answer.content.decode())
    assert len(rooms) == 6
    assert "Ada" not in "".join(rooms)


def test_without_scripts_a_click_leads_back_to_the_console(
    owner: Client, workshop: Workshop
) -> None:
    answer = owner.post(f"{page(workshop)}/release", {"version": 1})
    assert (answer.status_code, answer["location"]) == (302, page(workshop))
    assert 'http-equiv="refresh"' in owner.get(page(workshop)).content.decode()


def test_every_button_does_what_it_says(owner: Client, workshop: Workshop) -> None:
    ada, bo, cy = (number(name) for name in ("Ada", "Bo", "Cy"))
    for deed, form in (
        ("release", {}),
        ("next", {}),
        ("back", {}),
        ("apart", {"first": ada, "second": bo}),
        ("lock", {"first": ada, "second": cy, "third": ""}),
        ("anew", {}),
        ("no-show", {"who": bo}),
        ("undo", {}),
        ("drop-out", {"who": bo}),
        ("arrive", {"who": bo}),
    ):
        assert click(owner, workshop, deed, **form).status_code == 200, deed
    assert live_world.mates(workshop, 1, "Ada") == ["Cy"]
    other = next(
        one for one in live_world.NAMES[3:] if one not in live_world.mates(workshop, 1, "Bo")
    )
    assert click(owner, workshop, "swap", first=bo, second=number(other)).status_code == 200
    assert click(owner, workshop, "explode").status_code == 404
    for action in form_actions(owner.get(page(workshop))):
        assert owner.get(action).status_code == 405


def test_a_click_on_an_old_page_is_answered_with_how_it_stands_now(
    owner: Client, workshop: Workshop
) -> None:
    live_world.do(workshop, clicks.no_show, number("Ada"))
    answer = click(owner, workshop, "no-show", version=1, who=number("Bo"))
    assert answer.status_code == 409
    assert "perhaps on your other device" in told_on(answer)
    assert "Last change: Ada did not come." in text_of(answer)


def test_a_form_without_a_choice_is_refused_kindly(owner: Client, workshop: Workshop) -> None:
    for form in ({}, {"who": ""}, {"who": "x"}, {"who": "9" * 30}, {"version": "x"}):
        answer = click(owner, workshop, "no-show", **form)
        assert (answer.status_code, "choose somebody" in told_on(answer)) == (409, True)


def test_a_poll_of_what_is_known_is_answered_with_nothing(
    owner: Client, workshop: Workshop, at: SetClock
) -> None:
    etag = owner.get(page(workshop))["ETag"]
    again = owner.get(page(workshop), headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    live_world.zoom_sees(workshop, "Ada", at)
    fresh = owner.get(page(workshop), headers={"If-None-Match": etag})
    assert fresh.status_code == 200
    assert fresh["ETag"] != etag


def test_before_the_pairs_are_drawn_the_console_says_when_and_can_draw_them(
    owner: Client, at: SetClock
) -> None:
    workshop = world.publish()
    for name in live_world.NAMES[:5]:
        world.register(workshop, name)
    assert "drawn on 8 Dec, 05:00 PST" in text_of(owner.get(page(workshop)))
    answer = owner.post(f"{page(workshop)}/draw", headers={"X-Live": "1"})
    assert "Round 1, next" in text_of(answer)
    assert owner.get("/office/workshops/9999/console").status_code == 404
    undecided = world.publish(state="to_be_decided", start=None, month=at.at.date().replace(day=1))
    assert owner.get(page(undecided)).status_code == 404


def test_zooms_room_list_is_handed_out_by_round(owner: Client, workshop: Workshop) -> None:
    answer = owner.get(f"{page(workshop)}/rooms.csv?round=2")
    assert answer["Content-Disposition"] == 'attachment; filename="zoom-rooms-round-2.csv"'
    assert answer.content.decode().count("@example.org") == 14
    for asked in ("0", "7", "x", "9999"):
        assert owner.get(f"{page(workshop)}/rooms.csv?round={asked}").status_code == 404


def test_all_rounds_the_room_names_and_the_chat_text_are_on_the_page(
    owner: Client, workshop: Workshop, at: SetClock
) -> None:
    live_world.zoom_sees(
        workshop, "Ada", at, email="private@example.org", matched_by_hand=live_world.row("Ada")
    )
    live_world.zoom_sees(workshop, "Bo", at, email="", name="iPad")
    live_world.until(workshop, "Practice: at")
    text = text_of(owner.get(page(workshop)))
    assert "Round 1: please choose your room. Pair 1: " in text
    assert (
        "create these. Pair 1 , Pair 2 , Pair 3 , Pair 4 , Pair 5 , Pair 6 , Pair 7 . Choose"
        in text
    )
    assert "1 person is not in their room yet: Ada" in text
    assert "Not known to Zoom by our address: Ada" in text
    assert "In Zoom, and not on our list: iPad." in text
    assert "@" not in text.replace("workshops@example.org", "")


def test_the_room_page_shows_ones_own_room_and_nobodys_address(
    client: Client, workshop: Workshop
) -> None:
    address = f"/join/{live_world.token('Ada')}/room"
    waiting = client.get(address)
    assert "Welcome, Ada" in text_of(waiting)
    assert "no-store" in waiting["Cache-Control"]
    workshop.registrations.update(pronouns="they/them")
    live_world.do(workshop, clicks.release)
    (mate,) = live_world.mates(workshop, 1, "Ada")
    shown = client.get(address)
    assert f"With {mate} (they/them)." in text_of(shown)
    assert "@" not in text_of(shown).replace("workshops@example.org", "")
    known = {"If-None-Match": shown["ETag"]}
    assert client.get(address, headers=known).status_code == 304
    live_world.do(workshop, clicks.no_show, number(mate))
    assert client.get(address, headers=known).status_code == 200


def test_a_change_elsewhere_says_nothing_to_those_whom_it_does_not_touch(
    client: Client, workshop: Workshop
) -> None:
    live_world.do(workshop, clicks.release)
    etags = {
        name: client.get(f"/join/{live_world.token(name)}/room")["ETag"]
        for name in live_world.NAMES
    }
    before = live_world.rooms(workshop, 1)
    live_world.do(workshop, clicks.no_show, number("Ada"))
    after = live_world.rooms(workshop, 1)
    same = {one for name, room in before.items() if after.get(name) == room for one in room}
    assert len(same) >= 8
    unchanged = {
        name
        for name, etag in etags.items()
        if client.get(
            f"/join/{live_world.token(name)}/room", headers={"If-None-Match": etag}
        ).status_code
        == 304
    }
    assert unchanged <= same
    assert len(unchanged) >= len(same) / 2


def test_every_state_of_the_door_has_its_words(
    client: Client, workshop: Workshop, at: SetClock
) -> None:
    address = f"/join/{live_world.token('Ada')}/room"
    live_world.do(workshop, clicks.release)
    live_world.do(workshop, clicks.no_show, number("Ada"))
    assert "You have no room yet" in text_of(client.get(address))
    live_world.until(workshop, "Discussion")
    assert "No more rooms today" in text_of(client.get(address))
    at.at = workshop.span[1]
    assert "This workshop is over" in text_of(client.get(address))
    later = world.publish(start=at.at.replace(day=20))
    token = join_links.issue_join_link(later, "Guest", "guest@example.org")
    assert "You are early" in text_of(client.get(f"/join/{token}/room"))
    assert f"/join/{token}/room" in client.get(f"/join/{token}").content.decode()
    world.change(later, state="cancelled")
    assert "was cancelled" in text_of(client.get(f"/join/{token}/room"))
    assert client.get("/join/nonsense/room").status_code == 404
    assert client.post(address).status_code == 405
