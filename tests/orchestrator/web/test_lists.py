from __future__ import annotations

import csv
from io import StringIO

import full_house
import pytest
import wide_doors
from django.test import Client
from pages import text_of as read
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import Subscriber, Workshop

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("workshops", "people", "waitlists", "consultations", "requests", "invoices", "new-dates", "drift", "outbox", "audit")  # fmt: skip


@pytest.fixture
def owner(at: SetClock, settings: Settings) -> Client:
    wide_doors.open_wide(settings)
    full_house.build("Harbor Foundation")
    return full_house.owner()


@pytest.mark.parametrize("name", NAMES)
def test_every_list_is_a_page_and_a_file_of_the_same_rows(owner: Client, name: str) -> None:
    page = owner.get(f"/office/lists/{name}")
    file = owner.get(f"/office/lists/{name}.csv")
    rows = list(csv.reader(StringIO(file.content.decode())))
    assert len(rows) - 1 == page.context["page"].paginator.count
    assert len(rows[0]) == len(page.context["list"].columns)
    assert file["content-disposition"] == f'attachment; filename="{name}.csv"'
    if name not in ("waitlists", "drift"):
        assert len(rows) > 1


def test_the_search_finds_in_every_list_and_keeps_all_words(owner: Client) -> None:
    page = owner.get("/office/search?q=harbor")
    found = {one.name for one, _, _ in page.context["results"]}
    assert {"workshops", "people", "invoices"} <= found
    assert "Nothing has all of the words" in read(owner.get("/office/search?q=harbor+nowhere"))
    assert "every list is searched" in read(owner.get("/office/search"))
    assert owner.get("/office/search?q=%00").status_code == 200


def test_a_list_is_searched_paged_and_taken_out_as_found(owner: Client) -> None:
    for number in range(120):
        Subscriber.objects.create(
            email=f"s{number}@example.org", email_key=f"s{number}", link_hash=str(number)
        )
    assert "Page 2 of 3" in read(owner.get("/office/lists/new-dates?page=2"))
    assert "Page 3 of 3" in read(owner.get("/office/lists/new-dates?page=99"))
    file = owner.get("/office/lists/new-dates.csv?q=s11")
    assert file.content.decode().count("\r\n") == 1 + 11
    assert "more" not in read(owner.get("/office/lists/audit?q=nobody"))
    assert "Nothing has all of the words" in read(owner.get("/office/lists/audit?q=nobody"))


def test_the_floor_shows_rows_and_neither_hashes_nor_a_way_to_change(owner: Client) -> None:
    index = owner.get("/office/floor/")
    assert "Workshop floor" in read(index)
    rows = owner.get("/office/floor/orchestrator/registration/")
    assert "Harbor Foundation" in read(rows)
    one = owner.get("/office/floor/orchestrator/user/1/change/", follow=True)
    assert one.status_code == 200
    assert "pbkdf2" not in one.content.decode()
    assert 'name="password"' not in one.content.decode()
    assert owner.get("/office/floor/orchestrator/registration/add/").status_code == 403
    assert owner.post("/office/floor/orchestrator/registration/add/").status_code == 405
    assert Client().get("/office/floor/")["location"].startswith("/account/login/")


def test_a_rehearsal_is_a_page_and_what_is_over_says_so(owner: Client) -> None:
    today = owner.get("/office/").content.decode()
    address = today.split('href="/office/coming/')[1].split('"')[0]
    page = owner.get(f"/office/coming/{address}")
    assert "Nothing was done" in read(page)
    assert owner.get("/office/coming/reminders/99").status_code == 404


def test_the_week_is_a_picture_and_text(owner: Client) -> None:
    page = owner.get("/office/week/?day=2026-11-23")
    assert 'class="block consultation"' in page.content.decode()
    assert "consultation with" in read(page)
    for day in ("9999-12-31", "0001-01-01", "nonsense"):
        assert owner.get(f"/office/week/?day={day}").status_code == 200


def test_an_owner_hands_a_workshop_to_a_facilitator_on_its_page(owner: Client) -> None:
    typed = {"name": "Fay", "email": "fay@example.org", "role": "facilitator"}
    owner.post("/office/accounts/invite", typed)
    page = f"/office/workshops/{Workshop.objects.get().pk}/"
    assert "Whose workshop it is" in read(owner.get(page))
    assert owner.post(f"{page}facilitator", {"facilitator": "999"}).status_code == 422
    fay = owner.get(page).context["facilitators"][0].pk
    assert owner.post(f"{page}facilitator", {"facilitator": fay}).status_code == 302
    assert "selected" in owner.get(page).content.decode().split("Whose workshop")[1]
