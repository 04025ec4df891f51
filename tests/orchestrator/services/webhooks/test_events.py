from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import request_world
import talks
import world

from orchestrator.models import WebhookDelivery, Workshop
from orchestrator.rules.email_address import read_address
from orchestrator.rules.invoice import InvoiceLine, LineKind, Payer
from orchestrator.rules.webhook import Event
from orchestrator.rules.workshop import State
from orchestrator.services.money import invoicing
from orchestrator.services.seats import registrations
from orchestrator.services.webhooks import endpoints
from orchestrator.services.workshops import publication

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everything() -> None:
    endpoints.add("http://127.0.0.1:9009/", list(Event), "user 1")


def told() -> list[str]:
    return [row.event for row in WebhookDelivery.objects.order_by("id")]


def data() -> dict[str, Any]:
    found: dict[str, Any] = WebhookDelivery.objects.order_by("id").last().payload["data"]  # type: ignore[union-attr]
    return found


def publish(workshop: Workshop, target: State, **fields: Any) -> None:
    publication.save_draft(workshop.pk, target, world.offer(**fields), "user 1")
    seen = publication.preview(workshop.pk)
    publication.publish(workshop.pk, seen.fingerprint, "user 1")


def test_a_workshops_life_is_told_and_a_preview_is_not() -> None:
    workshop = publication.create(world.offer(), "user 1")
    assert told() == []
    publish(workshop, State.PUBLISHED)
    assert told() == ["workshop.published"]
    assert data()["uid"] == workshop.uid
    assert data()["start"] == "2026-12-09T13:00:00+00:00"
    later = world.START + timedelta(days=1)
    publish(workshop, State.PUBLISHED, start=later, end=later + timedelta(hours=4))
    publish(workshop, State.CANCELLED, start=later, end=later + timedelta(hours=4))
    publish(workshop, State.PUBLISHED)
    assert told() == [
        "workshop.published",
        "workshop.changed",
        "workshop.called_off",
        "workshop.published",
    ]
    unchanged = len(told())
    publish(workshop, State.PUBLISHED)
    assert len(told()) == unchanged


def test_a_draft_that_is_called_off_is_no_news() -> None:
    workshop = publication.create(world.offer(), "user 1")
    publish(workshop, State.CANCELLED)
    assert told() == []


def test_seats_are_told_in_numbers_only() -> None:
    workshop = world.publish(capacity=1)
    ada = world.register(workshop, "Ada")
    world.register(workshop, "Bo")
    assert told() == ["registration.confirmed"]
    assert data() == {
        "registration": ada.pk,
        "workshop": workshop.uid,
        "state": "confirmed",
        "source": "hand",
    }
    registrations.cancel(ada.pk, "user 1")
    assert "registration.cancelled" in told()
    said = json.dumps([row.payload for row in WebhookDelivery.objects.all()])
    assert "Ada" not in said
    assert "example.org" not in said


def test_a_consultation_a_request_and_an_invoice_are_told() -> None:
    row = talks.book()
    assert told() == ["consultation.booked"]
    assert data()["consultation"] == row.pk
    request_world.ask()
    assert told()[-1] == "request.received"
    payer = Payer("Ada Brandt", read_address("ada@example.org"))
    lines = (InvoiceLine(LineKind.WORKSHOP, "A workshop", 10_000),)
    paper = invoicing.issue(invoicing.Bill("cause:1", payer, lines), "user 1")
    assert told()[-1] == "invoice.issued"
    assert data()["number"] == paper.number
    invoicing.credit(paper.pk, 100, "too much", "user 1")
    assert data()["total_cents"] == -100
    said = json.dumps([row.payload for row in WebhookDelivery.objects.all()])
    assert "Ada" not in said
    assert "example.org" not in said
