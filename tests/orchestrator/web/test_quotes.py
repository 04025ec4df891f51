from __future__ import annotations

import re
from typing import Any

import pytest
import request_world as requests
from django.test import Client
from pages import press, text_of, told_on
from set_clock import SetClock

from orchestrator.models import User, WorkshopRequest
from orchestrator.rules.place.reading import GivenPlace
from orchestrator.services import printing
from orchestrator.services.requests import accepting, tables
from orchestrator.services.requests.links import token_of

pytestmark = pytest.mark.django_db
TYPED: dict[str, Any] = {
    "mode": "on_site",
    "zip": "55802",
    "day": "2026-12-30",
    "hour": "09:00",
    "attendees": "12",
    "organization_name": ["North", "South"],
    "organization_seats": ["7", "5"],
    "organization_share": ["", ""],
    "organization_contact": ["Ada", "Bo"],
    "organization_email": ["ada@example.org", "bo@example.org"],
    "organization_purchase_order": ["PO 7", ""],
    "organization_billing": ["1 Main St", ""],
    "split": "seats",
    "venue": "1 Lake Avenue",
    "threshold": "2",
    "do": "ask",
}


@pytest.fixture
def owner(client: Client, at: SetClock) -> Client:
    client.force_login(User.objects.create_owner("owner@example.org"))
    return client


def page_of(row: WorkshopRequest, name: str) -> str:
    return f"/quotes/{token_of(requests.of(row, name))}"


def test_asking_on_the_page_keeps_the_request_and_says_until_when(
    client: Client, at: SetClock
) -> None:
    page = client.post("/private/", TYPED)
    assert page.status_code == 200
    assert "The date is kept until Wednesday 2 December 2026, 11:00 am CST" in text_of(page)
    row = WorkshopRequest.objects.get()
    assert (row.place, row.threshold, row.source) == ("1 Lake Avenue, Duluth, MN 55802", 2, "page")
    assert requests.of(row, "North").purchase_order == "PO 7"


def test_what_is_not_kept_says_why_and_keeps_what_was_typed(client: Client, at: SetClock) -> None:
    page = client.post("/private/", TYPED | {"organization_email": ["ada@example.org", "nobody"]})
    assert page.status_code == 422
    assert told_on(page)
    assert 'value="1 Lake Avenue"' in page.content.decode()
    assert "This is possible." in text_of(page)
    early = client.post("/private/", TYPED | {"day": "2026-12-10", "override": "Please"})
    assert "That is too soon." in told_on(early)  # only the owner makes exceptions
    assert "Thank you" in text_of(client.post("/private/", TYPED | {"website": "spam"}))
    assert not WorkshopRequest.objects.exists()


def test_the_owner_makes_an_exception_with_a_reason_on_the_same_page(owner: Client) -> None:
    early = TYPED | {"day": "2026-12-10", "override": "An old client."}
    assert "Thank you" in text_of(owner.post("/private/", early))
    assert WorkshopRequest.objects.get().override_reason == "An old client."
    assert "exception: An old client." in text_of(owner.get("/office/requests/"))


def test_an_organization_reads_accepts_and_sees_its_own_share_only(
    client: Client, at: SetClock
) -> None:
    row = requests.ask()
    page = page_of(row, "North")
    words = text_of(client.get(page))
    for said in ("Your quote", "version 1 of 22 November 2026", "Your share: $773.50", "South, West",
                 "5 of yours", "US Department of Transportation", "Accept version 1"):  # fmt: skip
        assert said in words, said
    assert "$618.80" not in words  # what the others pay is theirs
    assert "ada1@example.org" not in words
    assert client.get(page)["X-Robots-Tag"] == "noindex"
    press(client, page, "/accept", version="1")
    assert "Thank you: you have accepted" in text_of(client.get(page))
    assert "We wait for the others until" in text_of(client.get(page))
    again = client.post(f"{page}/accept", {"version": "1"})
    assert (again.status_code, "accepted this already" in told_on(again)) == (409, True)
    requests.accept(row, "South", "West")
    done = client.get(page)
    assert "It takes place" in text_of(done)
    (roster,) = re.findall(r'href="[^"]*(/rosters/[^"]+)"', done.content.decode())
    assert client.get(roster).status_code == 200


@pytest.mark.parametrize("version", ["", "2", "x", "１", "9" * 40])
def test_another_version_than_the_one_in_force_is_not_accepted(
    client: Client, at: SetClock, version: str
) -> None:
    page = page_of(requests.ask(), "North")
    answer = client.post(f"{page}/accept", {"version": version})
    assert (answer.status_code, "newer version" in told_on(answer)) == (409, True)


def test_a_withdrawal_leads_the_others_to_a_new_version(client: Client, at: SetClock) -> None:
    row = requests.ask()
    press(client, page_of(row, "West"), "/withdraw")
    assert "You have withdrawn" in text_of(client.get(page_of(row, "West")))
    assert "Accept version 2" in text_of(client.get(page_of(row, "North")))
    again = client.post(f"{page_of(row, 'West')}/withdraw")
    assert again.status_code == 409


def test_a_page_says_what_became_of_the_request(client: Client, at: SetClock) -> None:
    row = requests.ask()
    at.forward(days=11)
    assert "The time to accept is over" in text_of(client.get(page_of(row, "North")))
    accepting.end_what_is_over()
    assert "It does not take place" in text_of(client.get(page_of(row, "North")))
    review = requests.ask(mark="b", place=GivenPlace("99501"), start="2027-01-20T09:00")
    words = text_of(client.get(page_of(review, "North")))
    assert "We look at your request" in words
    assert "Our facilitator answers by" in words


def test_a_dead_link_leads_nowhere(client: Client, at: SetClock) -> None:
    for path in ("", "/pdf"):
        assert client.get(f"/quotes/nothing{path}").status_code == 404
    for deed in ("accept", "withdraw"):
        assert client.post(f"/quotes/nothing/{deed}").status_code == 404


def test_the_quote_comes_as_pdf_for_one_organization(client: Client, at: SetClock) -> None:
    row = requests.ask()
    answer = client.get(f"{page_of(row, 'North')}/pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_without_typst_the_page_prints_itself_and_says_so(
    client: Client, at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    assert not printing.can_print()
    page = client.get(f"{page_of(requests.ask(), 'North')}/pdf")
    assert "a PDF cannot be made here" in text_of(page)


def test_a_pdf_without_a_quote_is_the_page(client: Client, at: SetClock) -> None:
    row = requests.ask(place=GivenPlace("99501"))
    assert "We look at your request" in text_of(client.get(f"{page_of(row, 'North')}/pdf"))


def test_the_office_shows_each_state_with_what_happens_next_and_when(
    owner: Client, at: SetClock
) -> None:
    assert "None yet." in text_of(owner.get("/office/requests/"))
    requests.accept(requests.ask(), "North")
    requests.ask(mark="b", place=GivenPlace("99501"), start="2027-01-20T09:00")
    done = requests.accept(requests.ask(mark="c", start="2027-02-10T09:00"), *requests.NAMES)
    gone = requests.accept(requests.ask(mark="d", start="2027-03-10T09:00"), *requests.NAMES)
    accepting.withdraw(requests.of(gone, "West").pk)
    declined = requests.ask(mark="e", start="2027-04-20T09:00")
    accepting.decline(declined.pk, "user 1")
    words = text_of(owner.get("/office/requests/"))
    for said in (
        "You decide", "You give a price, or say no, by Sunday 29 November 2026",
        "2 of 3 still to accept by Wednesday 2 December 2026", "1 accepted", "priced_by_hand",
        "Workshops", "The workshop begins Wednesday 10 February 2027", "Nothing more happens",
    ):  # fmt: skip
        assert said in words, said
    assert (
        f"/office/workshops/{done.workshop_id}/" in owner.get("/office/requests/").content.decode()
    )
    at.forward(days=11)
    accepting.end_what_is_over()
    assert "Its workshop still stands: keep it, or call it off" in text_of(
        owner.get("/office/requests/")
    )


def test_the_owner_prices_by_hand_or_says_no(owner: Client) -> None:
    row = requests.ask(place=GivenPlace("99501"))
    wrong = press(owner, "/office/requests/", "/price", low="10", likely="5", high="1")
    assert (wrong.status_code, "must grow" in told_on(wrong)) == (422, True)
    press(owner, "/office/requests/", "/price", low="1000", likely="1200.50", high="1500")
    assert requests.in_force(row).high_cents == 150_000
    press(owner, "/office/requests/", "/decline")
    assert requests.fresh(row).state == "declined"
    assert owner.post(f"/office/requests/{row.pk}/decline").status_code == 409


def test_the_office_warns_of_a_table_whose_year_is_over(owner: Client, at: SetClock) -> None:
    assert tables.passed() == []
    at.forward(days=42)
    assert [one.table for one in tables.passed()] == ["mileage"]
    assert "The table “mileage”" in text_of(owner.get("/office/requests/"))


def test_strangers_see_no_office(client: Client, at: SetClock) -> None:
    assert client.get("/office/requests/").status_code == 302
    for deed in ("price", "decline"):
        assert client.post(f"/office/requests/1/{deed}").status_code == 302
