"""The pages of money: billed by hand once, paid in parts, taken back, printed, and as files."""

from __future__ import annotations

from typing import Any

import pages
import pytest
import world
from django.test import Client
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import (
    Invoice,
    OutboxMessage,
    Payment,
    Ticket,
    TravelReceipt,
    User,
    Workshop,
)
from orchestrator.services.letters.letter import Letter, Skip
from orchestrator.services.letters.writers import WRITERS
from orchestrator.services.money.invoicing import link_token
from orchestrator.services.seats.registration_states import link_token as registration_token

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Acme", "email": "pay@acme.example", "address": "1 Road\nDuluth, MN", "purchase_order": "PO 7",
    "words": "A private workshop", "amount": "2,500", "once": "17",
}  # fmt: skip


@pytest.fixture
def owner(client: Client) -> Client:
    client.force_login(User.objects.create_owner("owner@example.org"))
    return client


@pytest.fixture
def workshop(at: SetClock) -> Workshop:
    return world.publish()


def money(workshop: Workshop, more: str = "") -> str:
    return f"/office/workshops/{workshop.pk}/money/{more}"


def billed(owner: Client, workshop: Workshop, **other: str) -> Any:
    return owner.post(money(workshop, "bill"), TYPED | other)


def test_a_workshop_is_billed_once_however_often_the_button_is_pressed(
    owner: Client, workshop: Workshop
) -> None:
    first, again = billed(owner, workshop), billed(owner, workshop)
    paper = Invoice.objects.get()
    assert first["Location"] == again["Location"] == f"/office/invoices/{paper.pk}/"
    assert (paper.number, paper.total_cents, paper.workshop) == ("2026-0001", 250_000, workshop)
    assert "Billed $2,500.00, spent $0.00: $2,500.00" in pages.text_of(owner.get(money(workshop)))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"amount": "much"}, "That is no amount in dollars"),
        ({"amount": "-5"}, "more than nothing"),
        ({"amount": "0"}, "more than nothing"),
        ({"name": ""}, "Whose name goes on the invoice"),
        ({"words": ""}, "Each line says what it is for"),
        ({"email": "nobody"}, "What would be right"),
    ],
)
def test_a_bill_that_cannot_be_is_said_and_nothing_typed_is_lost(
    owner: Client, workshop: Workshop, typed: dict[str, str], words: str
) -> None:
    answer = billed(owner, workshop, **typed)
    assert answer.status_code == 422
    assert words in pages.told_on(answer)
    assert "PO 7" in answer.content.decode()
    assert not Invoice.objects.exists()


def test_payments_and_credit_notes_are_written_down_on_the_invoices_page(
    owner: Client, workshop: Workshop
) -> None:
    page = billed(owner, workshop)["Location"]
    pages.press(owner, page, "/pay", amount="1,000", day="2026-11-22", note="wire")
    pages.press(owner, page, "/credit", amount="500", reason="One seat less")
    said = pages.text_of(owner.get(page))
    assert "partly paid, $1,000.00 left, due 22 Dec 2026" in said
    too_much = owner.post(f"{page}pay", {"amount": "1000.01", "day": "2026-11-22"})
    assert "are still to be paid" in pages.told_on(too_much)
    assert owner.post(f"{page}pay", {"amount": "1", "day": "x"}).status_code == 422
    assert owner.post(f"{page}credit", {"amount": "9,999", "reason": "x"}).status_code == 422
    assert Payment.objects.count() == 1
    note = Invoice.objects.get(kind="credit_note")
    assert owner.get(f"/office/invoices/{note.pk}/")["Location"] == page
    assert "2026-0001" in pages.text_of(owner.get("/office/invoices/"))


def test_the_payer_sees_and_prints_it_by_the_link_of_the_mail(
    owner: Client, client: Client, workshop: Workshop
) -> None:
    page = billed(owner, workshop)["Location"]
    pages.press(owner, page, "/credit", amount="500", reason="One seat less")
    paper, note = Invoice.objects.get(kind="invoice"), Invoice.objects.get(kind="credit_note")
    letters = [WRITERS[one.kind](one) for one in OutboxMessage.objects.order_by("id")]
    assert [letter.subject for letter in letters if isinstance(letter, Letter)] == [
        "Invoice 2026-0001",
        "Credit note C2026-0001",
    ]
    assert isinstance(WRITERS["invoice-issued"](OutboxMessage(facts={"invoice": 0})), Skip)
    client.logout()
    answer = client.get(f"/invoices/{link_token(paper)}")
    assert answer["X-Robots-Tag"] == "noindex"
    said = pages.text_of(answer)
    for words in (
        "Invoice 2026-0001",
        "PO 7",
        "Duluth, MN",
        "$2,500.00",
        "Still to be paid: $2,000.00",
    ):
        assert words in said
    assert "Takes back from invoice 2026-0001" in pages.text_of(
        client.get(f"/invoices/{link_token(note)}")
    )
    assert client.get("/invoices/" + "x" * 32).status_code == 404
    assert client.get("/office/invoices/")["Location"].startswith("/account/login/")


def test_receipts_of_the_journey_count_against_what_was_billed(
    owner: Client, workshop: Workshop
) -> None:
    billed(owner, workshop)
    typed = {"words": "Flight to Duluth", "amount": "456.78", "day": "2026-11-20"}
    assert owner.post(money(workshop, "receipts"), typed).status_code == 302
    assert "spent $456.78: $2,043.22" in pages.text_of(owner.get(money(workshop)))
    for wrong in (
        {"amount": "0"},
        {"amount": "x"},
        {"day": "2099-01-01"},
        {"day": ""},
        {"words": ""},
    ):
        assert owner.post(money(workshop, "receipts"), typed | wrong).status_code == 422
    receipt = TravelReceipt.objects.get()
    owner.post(money(workshop, "receipts"), {"drop": str(receipt.pk)})
    assert not TravelReceipt.objects.exists()
    assert owner.post(money(workshop, "receipts"), {"drop": "9" * 400}).status_code == 422


def test_the_books_come_as_files(owner: Client, workshop: Workshop) -> None:
    billed(owner, workshop)
    table = owner.get("/office/invoices/invoices.csv")
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert "2026-0001,2026-11-22,2026-12-22,Acme,PO 7" in table.content.decode()
    journal = owner.get("/office/invoices/journal.csv", {"from": "2026-01-01", "to": "2026-12-31"})
    assert "1200 Accounts receivable,2500.00,," in journal.content.decode()
    assert (
        owner.get("/office/invoices/journal.csv", {"from": "0001-01-01", "to": "x"}).status_code
        == 200
    )
    assert owner.get("/office/invoices/secrets.csv").status_code == 404
    assert "None yet" not in pages.text_of(owner.get("/office/invoices/"))


def seat_price(settings: Settings, dollars: int = 195) -> None:
    found = settings.COMPANY.invoices.model_copy(update={"seat_price_dollars": dollars})
    settings.COMPANY = settings.COMPANY.model_copy(update={"invoices": found})


def test_an_attendee_asks_for_an_invoice_on_their_own_page_and_gets_one(
    client: Client, workshop: Workshop, settings: Settings
) -> None:
    row = world.register(workshop, "Ada", organization="Acme")
    page = f"/registrations/{registration_token(row)}"
    assert "Pay by invoice" not in pages.text_of(client.get(page))
    assert "nothing to bill" in pages.text_of(client.get(f"{page}/invoice"))
    assert client.post(f"{page}/invoice", TYPED).status_code == 422
    seat_price(settings)
    assert "Pay by invoice" in pages.text_of(client.get(page))
    form = client.get(f"{page}/invoice")
    assert "$195.00" in pages.text_of(form)
    assert 'value="Acme"' in form.content.decode()
    assert client.post(f"{page}/invoice", TYPED | {"email": "x"}).status_code == 422
    first = client.post(f"{page}/invoice", TYPED)
    again = client.post(f"{page}/invoice", TYPED | {"name": "Somebody else"})
    paper = Invoice.objects.get()
    assert first["Location"] == again["Location"] == f"/invoices/{link_token(paper)}"
    assert (paper.total_cents, paper.registration) == (195_00, row)
    assert "See my invoice" in pages.text_of(client.get(page))
    assert client.get("/registrations/nothing/invoice").status_code == 404


def test_who_paid_at_the_shop_or_only_waits_is_not_billed(
    client: Client, at: SetClock, settings: Settings
) -> None:
    seat_price(settings)
    workshop = world.publish(capacity=2)
    paid = world.register(workshop, "Ada")
    world.register(workshop, "Bo")
    waits = world.register(workshop, "Chidi")
    Ticket.objects.create(source="shop", external_id="T-1", registration=paid, told_at=at.at)
    for row in (paid, waits):
        assert "Pay by invoice" not in pages.text_of(
            client.get(f"/registrations/{registration_token(row)}")
        )
