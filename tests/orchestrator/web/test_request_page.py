from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pages import text_of
from set_clock import SetClock

from orchestrator.models import OutboxMessage, TimeClaim

pytestmark = pytest.mark.django_db
PAGE = "/private/"
DULUTH: dict[str, Any] = {
    "mode": "on_site",
    "zip": "55802",
    "day": "2026-12-30",
    "hour": "09:00",
    "attendees": "12",
    "organization_name": ["North", "South", "West"],
    "organization_seats": ["5", "4", "3"],
    "organization_share": ["", "", ""],
    "split": "seats",
    "do": "check",
}


def test_the_first_page_leads_to_the_form(client: Client, at: SetClock) -> None:
    assert f'href="{PAGE}"' in client.get("/").content.decode()
    page = client.get(PAGE)
    assert "Check" in text_of(page)
    assert "This is possible" not in text_of(page)


def test_without_scripts_a_button_shows_everything_on_the_page(
    client: Client, at: SetClock
) -> None:
    page = client.post(PAGE, DULUTH)
    words = text_of(page)
    for said in (
        "This is possible.",
        "Tuesday 22 December 2026 is the first day: one calendar month after",
        "9:00 am – 1:00 pm CST",
        "Free for the workshop and for the journey, Tuesday 29 December to Thursday 31 December",
        "Duluth International Airport (DLH)",
        "US Department of Transportation, DB1C Market, June 2026",
        "2 nights, Duluth",
        "$1,856.40",
        "North $773.50",
        "West $464.10",
        "two to four weeks before",
    ):
        assert said in words, said
    assert 'value="North"' in page.content.decode()  # what was typed stands there again
    assert not TimeClaim.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_script_gets_the_answer_alone(client: Client, at: SetClock) -> None:
    part = client.post(PAGE, DULUTH, headers={"HX-Request": "true"})
    assert "This is possible." in text_of(part)
    assert "<form" not in part.content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"zip": "００００１"}, "A ZIP has five digits"),
        ({"zip": "00000"}, "There is no ZIP 00000"),
        ({"zip": "00601"}, "Our facilitator looks at this."),
        ({"zip": "99501"}, "priced by hand"),
        ({"zip": "86045"}, "America/Denver"),
        ({"zip": "09001"}, "Where is the venue itself?"),
        ({"zip": "", "city": "Toronto", "state": "ON"}, "an online workshop"),
        ({"zip": "98101"}, "By car, 174.9 miles by road"),
        ({"zip": "97201"}, "In town"),
        ({"day": "2026-12-21"}, "That is too soon."),
        ({"day": "0001-01-01"}, "no year we work in"),
        ({"day": "9999-12-31"}, "no year we work in"),
        ({"day": "", "attendees": ""}, "Which day, and which hour?"),
        ({"attendees": "15"}, "2 to 14 people"),
        ({"organization_name": "", "organization_seats": ""}, "Who pays?"),
        ({"split": "amount", "organization_share": ["-1", "1", "1"]}, "less than nothing"),
        ({"mode": "online"}, "This is possible."),
        ({"day": "2027-01-14"}, "This is possible."),
        ({"zip": "98101", "day": "2027-01-14"}, "provisional: a rate is not out yet"),
        ({"day": "2026-12-31"}, "New Year's Day"),
    ],
)  # fmt: skip
def test_whatever_is_typed_gets_a_kind_answer(
    client: Client, at: SetClock, changed: dict[str, Any], said: str
) -> None:
    page = client.post(PAGE, DULUTH | changed)
    assert page.status_code == 200
    assert said in text_of(page)


def test_more_organizations_get_more_rows_up_to_fourteen(client: Client, at: SetClock) -> None:
    many = {"organization_name": [f"Org {n}" for n in range(20)]}
    page = client.post(PAGE, DULUTH | many).content.decode()
    assert page.count('name="organization_name"') == 14
    few = client.post(PAGE, DULUTH).content.decode()
    assert few.count('name="organization_name"') == 4


@pytest.mark.parametrize(
    "odd", ["\x00", "a\x00b", "😀" * 200, "x" * 5000, "9" * 5000, "\u202eevil", "-1", "１"]
)
def test_whatever_a_stranger_types_is_answered(client: Client, at: SetClock, odd: str) -> None:
    for name in (*DULUTH, "venue", "threshold", "override", "event", "timezone", "city", "state"):
        for do in ("check", "ask"):
            answer = client.post(PAGE, DULUTH | {"do": do, name: odd} | {"do": do})
            assert answer.status_code in (200, 422), (name, do)
