"""The panel inside Zoom, in a real browser, against a stand-in of Zoom's script: four people, two rooms.

Nothing here proves anything about the real Zoom: the stand-in follows its published reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import panel_house
import pytest
import requests
from looks import assert_fits_and_is_accessible
from panel_house import LOOKS, PEOPLE, House, Panel
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with panel_house.served(tmp_path_factory.mktemp("panel")) as house:
        yield house


@pytest.fixture
def open_panel(house: House, browser: Browser) -> Iterator[Callable[..., Panel]]:
    with panel_house.opener(house, browser) as opened:
        yield opened


def look_at(panel: Panel, name: str) -> None:
    if LOOKS:
        panel.page.screenshot(path=f"{LOOKS}/{name}.png", full_page=True)


def test_a_round_is_assigned_opened_and_closed_step_by_step(
    house: House, open_panel: Callable[..., Panel]
) -> None:
    panel = open_panel()
    panel.join("Fay", role="host")
    panel.join(*PEOPLE)
    panel.press("Open rooms of round 1")
    panel.warns("Nobody is assigned to round 1 yet. Assign first.")
    panel.press("Assign round 1")
    panel.says("4 of 4 people are assigned.")
    assert panel.sit() == house.rounds[0]
    assert panel.calls("openBreakoutRooms") == []  # nobody is told before the next click
    made = {"numberOfRooms": 2, "assign": "manually", "names": ["Pair 1", "Pair 2"]}
    assert panel.calls("createBreakoutRooms") == [[made]]
    assert len(panel.calls("assignParticipantToBreakoutRoom")) == 4
    panel.press("Assign round 1")  # again, and nothing is done twice
    panel.says("4 of 4 people are assigned.")
    assert len(panel.calls("assignParticipantToBreakoutRoom")) == 4
    panel.press("Open rooms of round 1")
    panel.says("The rooms are open.")
    panel.press("Close rooms of round 1")
    panel.says("The rooms are closed.")
    assert panel.calls("closeBreakoutRooms") == panel.calls("openBreakoutRooms") == [[]]
    assert panel.zoom("state") == "closed"
    assert panel.outside == []


def test_one_click_brings_everybody_from_one_round_into_the_next(
    house: House, open_panel: Callable[..., Panel]
) -> None:
    panel = open_panel()
    panel.join(*PEOPLE)
    panel.press("Round 1: everybody into the rooms")
    panel.says("The rooms are open.", "4 of 4")
    assert panel.sit() == house.rounds[0]
    panel.page.get_by_text("Round 2", exact=True).click()
    panel.press("Assign round 2")
    panel.warns("open, and not as in this round", of=2)
    assert panel.sit() == house.rounds[0]  # nobody is taken out of an open room by that
    panel.press("Round 2: everybody into the rooms")
    panel.says("The rooms are open.", "4 of 4", of=2)
    assert panel.sit() == house.rounds[1]
    assert panel.zoom("state") == "open"


def test_who_is_late_or_has_a_double_name_is_told_and_joins_by_another_click(
    house: House, open_panel: Callable[..., Panel]
) -> None:
    panel = open_panel()
    panel.join("  ada ", "Bo", "Cy", "Cy", "Guest of nobody")
    panel.press("Round 1: everybody into the rooms")
    panel.says(
        "2 of 4 people are assigned.",
        "Not in the meeting under this name: Di.",
        "More than one person is called Cy.",
        "in no room of this round: Guest of nobody.",
    )
    look_at(panel, "panel-late-400")
    panel.join("Di")
    panel.press("Round 1: everybody into the rooms")
    panel.says("3 of 4 people are assigned.")
    assert "Di" in panel.sit()[next(room for room, who in house.rounds[0].items() if "Di" in who)]
    assert len(panel.calls("createBreakoutRooms")) == len(panel.calls("openBreakoutRooms")) == 1


def test_somebody_who_strayed_in_an_open_round_is_named_and_left_in_peace(
    house: House, open_panel: Callable[..., Panel]
) -> None:
    panel = open_panel()
    panel.join(*PEOPLE[:3])
    panel.press("Round 1: everybody into the rooms")
    panel.says("The rooms are open.", "3 of 4")
    home = next(room for room, who in house.rounds[0].items() if "Ada" in who)
    panel.page.evaluate(
        "home => { zoomMeeting.seats['uuid-0'] = zoomMeeting.rooms.find((room) => room.name !== home).breakoutRoomId }",
        home,
    )
    panel.join("Di")
    panel.press("Round 1: everybody into the rooms")
    panel.says(
        "3 of 4 people are assigned.", f"Ada sits in Pair {3 - int(home[-1])} instead of {home}."
    )
    assert "Ada" not in panel.sit()[home]
    assert panel.calls("closeBreakoutRooms") == []


def test_rooms_that_somebody_made_by_hand_are_used_and_those_of_the_day_before_are_not(
    house: House, open_panel: Callable[..., Panel]
) -> None:
    panel = open_panel()
    panel.join(*PEOPLE)
    by_hand = [{"breakoutRoomId": f"hand-{n}", "name": f"Pair {n}"} for n in (1, 2, 3)]
    panel.page.evaluate("rooms => { zoomMeeting.rooms = rooms }", by_hand)
    panel.press("Assign round 1")
    panel.says("4 of 4")
    assert panel.sit() == house.rounds[0] | {"Pair 3": []}
    assert panel.calls("createBreakoutRooms") == []
    panel.page.evaluate("zoomMeeting.rooms[0].name = 'Room 1'")
    panel.press("Assign round 1")
    expect(panel.page.locator('[data-round="1"] .told')).to_contain_text("4 of 4")
    assert panel.sit() == house.rounds[0]


def test_a_room_that_waits_for_the_facilitator_is_named(
    house: House, open_panel: Callable[..., Panel]
) -> None:
    panel = open_panel()
    address = panel.page.locator("script[type=module]").get_attribute("src") or ""
    told = panel.page.evaluate(
        """async (address) => {
            const { compare, report } = await import(address);
            const round = { rooms: [{ name: "Pair 1", people: ["Ada"], facilitator: true }] };
            const people = [{ screenName: "Fay", participantUUID: "f", role: "host" }, { screenName: "ADA", participantUUID: "a", role: "attendee" }];
            return report(compare(round, { rooms: [] }, people));
        }""",
        address.replace("zoom_app.js", "zoom_rooms.js"),
    )
    assert told == ["Pair 1 waits for you: join it in Zoom."]


@pytest.mark.parametrize("length", [10_240, 300_000])
def test_a_header_of_any_length_is_refused_and_the_house_stands(house: House, length: int) -> None:
    answer = requests.get(
        f"{house.served.url}/zoom-app", headers={"x-zoom-app-context": "A" * length}, timeout=10
    )
    assert 400 <= answer.status_code < 500
    assert house.served.answers()


def test_what_zoom_refuses_is_told_and_the_click_can_be_repeated(
    house: House, open_panel: Callable[..., Panel]
) -> None:
    panel = open_panel()
    panel.join(*PEOPLE)
    panel.zoom("fail('assignParticipantToBreakoutRoom', 1, {code: '10101', message: 'Busy'})")
    panel.press("Round 1: everybody into the rooms")
    panel.warns(re.compile(r"Not assigned: \w+\. Zoom did not assign: Busy \(10101\)\. .*again"))
    panel.says("3 of 4 people are assigned.")
    assert panel.calls("openBreakoutRooms") == []
    look_at(panel, "panel-refused-400")
    for call, what in (
        ("createBreakoutRooms", "make the rooms"),
        ("configureBreakoutRooms", "set the rooms up"),
        ("openBreakoutRooms", "open the rooms"),
        ("getMeetingParticipants", "say who is here"),
    ):
        panel.zoom("rooms = null") if call == "createBreakoutRooms" else None
        panel.zoom(f"fail('{call}', 1, new Error('No'))")
        panel.press("Round 1: everybody into the rooms")
        panel.warns(f"Zoom did not {what}: No.")
    panel.press("Round 1: everybody into the rooms")
    panel.says("The rooms are open.", "4 of 4")
    expect(panel.page.locator('[data-round="1"] .wrong')).to_be_hidden()
    assert panel.sit() == house.rounds[0]


def test_a_co_host_whom_zoom_tells_less_gets_there_too(
    house: House, open_panel: Callable[..., Panel]
) -> None:
    panel = open_panel(before="zoomMeeting.role = 'coHost';")
    panel.join(*PEOPLE)
    panel.press("Open rooms of round 1")
    panel.warns("Nobody is assigned")
    panel.press("Round 1: everybody into the rooms")
    panel.says("The rooms are open.", "4 of 4")
    assert panel.sit() == house.rounds[0]


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("zoomMeeting.id = '999 0000 0000';", "This is another meeting than the workshop's"),
        ("zoomMeeting.role = 'participant';", "It needs the host's desktop client"),
        ("zoomMeeting.fail('config', 99, new Error('Not here'));", "accept this panel: Not here"),
        ("delete window.zoomSdk;", "Zoom's own script did not load"),
    ],
)
def test_where_the_panel_cannot_work_it_says_why_and_touches_no_room(
    open_panel: Callable[..., Panel], before: str, told: str
) -> None:
    panel = open_panel(before=before)
    expect(panel.page.locator("#trouble")).to_contain_text(told, timeout=20_000)
    panel.press("Round 1: everybody into the rooms")
    panel.page.locator('[data-round="1"] .wrong').wait_for(timeout=20_000)
    panel.warns(told)
    assert panel.calls("createBreakoutRooms") == []


def test_a_meeting_without_a_number_is_pointed_out_and_works(
    open_panel: Callable[..., Panel],
) -> None:
    panel = open_panel(before="zoomMeeting.fail('getMeetingContext', 99, new Error('No'));")
    expect(panel.page.locator("#trouble")).to_contain_text("does not say which meeting")
    panel.join(*PEOPLE)
    panel.press("Assign round 1")
    panel.says("4 of 4")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
def test_the_panel_fits_and_everybody_can_use_it(
    open_panel: Callable[..., Panel], width: int, scheme: str
) -> None:
    panel = open_panel(width=width, scheme=scheme)
    panel.join(*PEOPLE)
    panel.press("Assign round 1")
    panel.says("4 of 4")
    look_at(panel, f"panel-{width}-{scheme}")
    assert_fits_and_is_accessible(panel.page)
    assert panel.outside == []


def test_the_open_panel_follows_the_console_and_says_when_the_server_is_away(
    house: House, open_panel: Callable[..., Panel]
) -> None:
    panel = open_panel()
    expect(panel.page.locator("#unreleased")).to_be_visible()
    panel_house.run(house.served, panel_house.RELEASE)
    expect(panel.page.locator("#unreleased")).to_be_hidden(timeout=10_000)
    panel.page.route("**/zoom-app/rooms*", lambda route: route.abort())
    expect(panel.page.locator("#trouble")).to_contain_text("No connection", timeout=10_000)
    expect(panel.page.locator('[data-round="1"]')).to_contain_text("Ada")
    panel.page.unroute("**/zoom-app/rooms*")
    expect(panel.page.locator("#trouble")).to_be_hidden(timeout=10_000)
