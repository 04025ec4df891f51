from __future__ import annotations

import re

import pytest
from django.test import Client
from set_clock import SetClock

from orchestrator.models import User, WebhookDelivery, WebhookEndpoint
from orchestrator.rules.outbox import MessageState
from orchestrator.services.webhooks import endpoints

pytestmark = pytest.mark.django_db
PAGE = "/office/webhooks/"
GOOD = {"url": "https://shop.example.org/hooks", "events": ["invoice.issued", "workshop.published"]}


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


@pytest.fixture
def owner(client: Client) -> Client:
    client.force_login(User.objects.create_owner("owner@example.org"))
    return client


def text(body: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body.decode()))


def test_every_address_is_closed_to_strangers(client: Client) -> None:
    row, _ = endpoints.add(GOOD["url"], GOOD["events"], "user 1")  # type: ignore[arg-type]
    endpoints.send_test(row.pk, "user 1")
    paths = [PAGE, f"{PAGE}{row.pk}/", *(f"{PAGE}{row.pk}/{deed}" for deed in ("rotate", "off", "remove", "test")), f"{PAGE}deliveries/{WebhookDelivery.objects.get().pk}/again"]  # fmt: skip
    for path in paths:
        assert client.post(path, GOOD)["location"].startswith("/account/login/"), path
    assert client.get(PAGE)["location"].startswith("/account/login/")
    assert WebhookEndpoint.objects.get().active


def test_the_secret_is_shown_once(owner: Client) -> None:
    added = owner.post(PAGE, GOOD)
    assert added["cache-control"].startswith("max-age=0")
    assert "no-store" in added["cache-control"]
    secret = re.search(r"whsec_\S+?(?=<)", added.content.decode())
    assert secret
    row = WebhookEndpoint.objects.get()
    assert row.events == ["workshop.published", "invoice.issued"]
    assert secret.group() not in owner.get(f"{PAGE}{row.pk}/").content.decode()
    again = owner.post(f"{PAGE}{row.pk}/rotate").content.decode()
    assert "whsec_" in again
    assert secret.group() not in again
    assert "For a day the old one signs as well." in again


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"url": "http://10.0.0.1/", "events": ["invoice.issued"]}, "it must begin with https://"),
        ({"url": "https://169.254.169.254/", "events": ["invoice.issued"]}, "private network"),
        ({"url": GOOD["url"]}, "What should the endpoint be told of?"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    owner: Client, form: dict[str, object], said: str
) -> None:
    page = owner.post(PAGE, form)
    assert page.status_code == 422
    assert said in text(page.content)
    assert str(form["url"]) in page.content.decode()
    assert WebhookEndpoint.objects.count() == 0


def test_an_endpoint_is_tested_changed_switched_and_removed(owner: Client) -> None:
    owner.post(PAGE, GOOD)
    row = WebhookEndpoint.objects.get()
    here = f"{PAGE}{row.pk}/"
    assert "None yet." in text(owner.get(here).content)
    assert owner.post(f"{here}test")["location"] == here
    assert "webhook.test" in text(owner.get(here).content)
    owner.post(f"{here}events", {"events": "request.received"})
    assert "request.received" in text(owner.get(PAGE).content)
    assert owner.post(f"{here}events").status_code == 422
    owner.post(f"{here}off")
    assert "It is off." in text(owner.get(here).content)
    assert "off : Switched off in the office." in text(owner.get(PAGE).content)
    delivery = WebhookDelivery.objects.get()
    assert delivery.state == MessageState.SKIPPED
    assert owner.post(f"{PAGE}deliveries/{delivery.pk}/again").status_code == 422
    owner.post(f"{here}on")
    assert owner.post(f"{PAGE}deliveries/{delivery.pk}/again")["location"] == here
    delivery.refresh_from_db()
    assert delivery.state == MessageState.OWED
    assert owner.post(f"{here}nonsense").status_code == 404
    assert owner.post(f"{here}remove")["location"] == PAGE
    assert owner.get(here).status_code == 404


def test_trouble_is_shown_where_the_owner_looks(owner: Client, at: SetClock) -> None:
    owner.post(PAGE, GOOD)
    row = WebhookEndpoint.objects.get()
    endpoints.send_test(row.pk, "user 1")
    assert "webhook" not in text(owner.get("/office/").content).split("Needs a person")[1][:80]
    WebhookDelivery.objects.update(state=MessageState.REFUSED, attempts=11, last_error="It answered 500.")  # fmt: skip
    WebhookEndpoint.objects.update(failing_since=at.at, until=at.at)
    assert "1 webhook takes nothing" in text(owner.get("/office/").content)
    page = text(owner.get(f"{PAGE}{row.pk}/").content)
    assert "given up after 11 tries It answered 500." in page
    assert "It takes nothing since" in page
    assert "1 given up" in text(owner.get(PAGE).content)
