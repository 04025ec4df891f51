from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from http_stand_in import Asked, Reply, StandIn, served

from jobs import webhooks
from orchestrator.models import WebhookDelivery, WebhookEndpoint
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.webhook import Event
from orchestrator.services.webhooks import endpoints, news
from orchestrator.services.webhooks.news import News

pytestmark = pytest.mark.django_db
BOOKED = Event.CONSULTATION_BOOKED


def taken(_: Asked) -> Reply:
    return Reply(204)


def endpoint(found: StandIn) -> WebhookEndpoint:
    return endpoints.add(f"{found.url}/hook", [BOOKED], "user 1")[0]


def happen(number: int = 1) -> None:
    news.tell([News(BOOKED, f"thing:{number}", {"number": number})])


def only() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


def test_the_office_may_send_again_test_and_switch(clockwork: Any) -> None:
    with served(taken) as found:
        row = endpoint(found)
        endpoints.send_test(row.pk, "user 1")
        webhooks.send_due(clockwork)
        endpoints.send_again(only().pk, "user 1")
        webhooks.send_due(clockwork)
        assert [json.loads(one.body)["type"] for one in found.asked] == ["webhook.test"] * 2
        happen()
        endpoints.switch(row.pk, "user 1", on=True)  # it is on
        endpoints.switch(row.pk, "user 1", on=False)
        webhooks.send_due(clockwork)
        assert len(found.asked) == 2
        delivery = WebhookDelivery.objects.all()[0]
        with pytest.raises(RuleBroken, match="switched off"):
            endpoints.send_test(row.pk, "user 1")
        with pytest.raises(RuleBroken, match="switched off"):
            endpoints.send_again(delivery.pk, "user 1")
        endpoints.switch(row.pk, "user 1", on=True)
        happen(5)
        webhooks.send_due(clockwork)
        assert len(found.asked) == 3


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (lambda: endpoints.add("http://example.org:22/", [BOOKED], "user 1"), "bad_address"),
        (lambda: endpoints.add("http://127.0.0.1:9009/", ["other"], "user 1"), "events_missing"),
        (lambda: endpoints.rotate(9, "user 1"), "unknown_endpoint"),
        (lambda: endpoints.send_again(9, "user 1"), "unknown_delivery"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(deed: Callable[[], Any], code: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        deed()
    assert refusal.value.code == code


def test_there_are_not_more_endpoints_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "MOST_ENDPOINTS", 1)
    endpoints.add("http://127.0.0.1:9009/", [BOOKED], "user 1")
    with pytest.raises(RuleBroken, match="as many endpoints"):
        endpoints.add("http://127.0.0.1:9009/", [BOOKED], "user 1")
