from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from http_stand_in import Asked, Reply, StandIn, served
from set_clock import SetClock

from jobs import webhooks
from orchestrator.models import AuditEntry, WebhookDelivery, WebhookEndpoint, Work
from orchestrator.rules.outbox import MessageState
from orchestrator.rules.webhook import WAITS, Event
from orchestrator.services import work
from orchestrator.services.webhooks import endpoints, news, sending
from orchestrator.services.webhooks.news import News

pytestmark = pytest.mark.django_db
BOOKED = Event.CONSULTATION_BOOKED


def taken(_: Asked) -> Reply:
    return Reply(204)


def refused(_: Asked) -> Reply:
    return Reply(500, b"private words of a server")


def endpoint(found: StandIn, *events: str) -> WebhookEndpoint:
    return endpoints.add(f"{found.url}/hook", events or (BOOKED,), "user 1")[0]


def happen(number: int = 1, event: str = BOOKED) -> None:
    news.tell([News(event, f"thing:{number}", {"number": number})])


def only() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


def is_signed(asked: Asked, secret: str) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode()
    digest = hmac.new(key, signed + asked.body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}" in asked.headers["webhook-signature"].split()


def test_an_endpoint_is_told_once_signed_and_with_a_stable_id(clockwork: Any) -> None:
    with served(taken) as found:
        row, secret = endpoints.add(f"{found.url}/hook?x=1", [BOOKED], "user 1")
        happen()
        happen()
        webhooks.send_due(clockwork)
        webhooks.send_due(clockwork)
    (asked,) = found.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/hook", {"x": "1"})
    assert asked.headers["content-type"] == "application/json"
    assert is_signed(asked, secret)
    assert not is_signed(asked, "whsec_" + base64.b64encode(b"another").decode())
    said = json.loads(asked.body)
    assert said == {
        "type": "consultation.booked",
        "timestamp": "2026-11-22T17:00:00+00:00",
        "data": {"number": 1},
    }
    assert (only().state, only().last_status) == (MessageState.SENT, 204)
    assert asked.headers["webhook-id"] == only().message_id
    assert str(row) == f"webhook endpoint {row.pk}"
    assert str(only()) == f"webhook delivery {only().pk} (consultation.booked)"


def test_no_secret_stands_in_the_database(clockwork: Any) -> None:
    with served(taken) as found:
        row, secret = endpoints.add(found.url, [BOOKED], "user 1")
    kept = str(WebhookEndpoint.objects.filter(pk=row.pk).values())
    assert secret.removeprefix("whsec_") not in kept
    assert secret not in str(list(AuditEntry.objects.values()))


def test_only_what_was_asked_for_is_told_and_nothing_that_is_taken_back(clockwork: Any) -> None:
    with served(taken) as found:
        endpoint(found, Event.INVOICE_ISSUED)
        happen()
        with transaction.atomic():
            happen(2, Event.INVOICE_ISSUED)
            transaction.set_rollback(True)
    assert WebhookDelivery.objects.count() == 0
    assert Work.objects.filter(kind=news.KIND).count() == 0


def test_a_failure_is_tried_again_ever_more_rarely_with_the_same_id_and_then_given_up(
    clockwork: Any, at: SetClock
) -> None:
    with served(refused) as found:
        row = endpoint(found)
        happen()
        for wait in WAITS:
            webhooks.send_due(clockwork)
            assert only().due == at.at + wait
            webhooks.send_due(clockwork)  # not yet
            at.at += wait
        assert only().state == MessageState.OWED
        webhooks.send_due(clockwork)
    assert len(found.asked) == len(WAITS) + 1
    assert len({asked.headers["webhook-id"] for asked in found.asked}) == 1
    assert len({asked.headers["webhook-timestamp"] for asked in found.asked}) == len(WAITS) + 1
    assert (only().state, only().last_error) == (MessageState.REFUSED, "It answered 500.")
    assert "private words" not in str(list(WebhookDelivery.objects.values()))
    row.refresh_from_db()
    assert row.active


def test_an_endpoint_in_trouble_keeps_nobody_else_waiting(clockwork: Any, at: SetClock) -> None:
    with served(refused) as bad, served(taken) as good:
        endpoint(bad)
        endpoint(good)
        for number in range(4):
            happen(number)
        webhooks.send_due(clockwork)
        assert (len(bad.asked), len(good.asked)) == (1, 4)


def test_after_three_days_of_failures_it_is_switched_off(clockwork: Any, at: SetClock) -> None:
    with served(refused) as found:
        row = endpoint(found)
        for day in range(4):
            happen(day)
            webhooks.send_due(clockwork)
            at.at += timedelta(days=1)
    row.refresh_from_db()
    assert (row.active, row.off_reason) == (False, sending.FAILED_LONG)
    assert not WebhookDelivery.objects.filter(state=MessageState.OWED).exists()
    happen(9)
    assert not WebhookDelivery.objects.filter(cause="thing:9").exists()
    assert AuditEntry.objects.filter(action="webhook endpoint switched", actor="clock").exists()


def test_one_that_answers_gone_is_switched_off_at_once(clockwork: Any) -> None:
    with served(lambda _: Reply(410)) as found:
        row = endpoint(found)
        happen(1)
        happen(2)
        webhooks.send_due(clockwork)
        webhooks.send_due(clockwork)
    row.refresh_from_db()
    assert (len(found.asked), row.active, row.off_reason) == (1, False, sending.WANTS_NONE)
    assert {one.state for one in WebhookDelivery.objects.all()} == {MessageState.SKIPPED}


def test_a_good_answer_ends_the_trouble(clockwork: Any, at: SetClock) -> None:
    answers = [Reply(503), Reply(200)]
    with served(lambda _: answers.pop(0)) as found:
        row = endpoint(found)
        happen()
        webhooks.send_due(clockwork)
        row.refresh_from_db()
        assert row.failing_since == at.at
        at.at += WAITS[0]
        webhooks.send_due(clockwork)
    kept = WebhookEndpoint.objects.get()
    assert (kept.failing_since, kept.until) == (None, None)
    assert only().state == MessageState.SENT


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda _: Reply(302, b"", {"Location": "http://127.0.0.1:9009/"}), "It answered 302."),
        (lambda _: Reply(200, b"", stall=3), "The endpoint came too slowly."),
    ],
)  # fmt: skip
def test_a_redirect_or_a_long_silence_is_no_yes(
    clockwork: Any, answer: Callable[[Asked], Reply], error: str
) -> None:
    with served(answer) as found:
        endpoint(found)
        happen()
        webhooks.send_due(clockwork)
    assert (only().state, only().last_error) == (MessageState.OWED, error)
    assert len(found.asked) == 1


def test_a_private_address_is_never_called_even_if_it_stands_in_the_table(
    clockwork: Any, settings: Any
) -> None:
    with served(taken) as found:
        endpoint(found)
        company = settings.COMPANY
        closed = company.webhooks.model_copy(update={"allow_private_addresses": False})
        settings.COMPANY = company.model_copy(update={"webhooks": closed})
        happen()
        webhooks.send_due(clockwork)
    assert found.asked == []
    assert "cannot be called" in only().last_error


def test_for_a_day_after_a_new_secret_the_old_one_signs_too(clockwork: Any, at: SetClock) -> None:
    with served(taken) as found:
        row, old = endpoints.add(found.url, [BOOKED], "user 1")
        new = endpoints.rotate(row.pk, "user 1")
        assert new != old
        happen(1)
        webhooks.send_due(clockwork)
        at.at += timedelta(hours=24)
        happen(2)
        webhooks.send_due(clockwork)
    first, second = found.asked
    assert (is_signed(first, old), is_signed(first, new)) == (True, True)
    assert (is_signed(second, old), is_signed(second, new)) == (False, True)


def test_news_on_which_our_own_program_breaks_is_set_aside(
    clockwork: Any, at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> dict[str, str]:
        raise ZeroDivisionError

    with served(taken) as found:
        endpoint(found)
        happen()
        monkeypatch.setattr(sending, "_headers", broken)
        for _ in range(5):
            with pytest.raises(ZeroDivisionError):
                webhooks.send_due(clockwork)
            at.at += timedelta(hours=1)
            work.release_all_leases()
        webhooks.send_due(clockwork)
    assert (only().state, only().last_error) == (MessageState.REFUSED, sending.BROKE)


def test_owed_news_is_found_again_without_its_work_row(clockwork: Any) -> None:
    with served(taken) as found:
        endpoint(found)
        happen()
        assert news.unmarked_since() is None
        Work.objects.all().delete()
        assert news.unmarked_since() is not None
        webhooks.mark_unmarked()
        webhooks.send_due(clockwork)
    assert only().state == MessageState.SENT


def test_a_claim_for_what_is_settled_or_not_due_sends_nothing(clockwork: Any, at: SetClock) -> None:
    with served(taken) as found:
        row = endpoint(found)
        for number in range(3):
            happen(number)
        first, second, third = WebhookDelivery.objects.order_by("pk")
        WebhookDelivery.objects.filter(pk=first.pk).update(state=MessageState.SKIPPED)
        WebhookDelivery.objects.filter(pk=second.pk).update(due=at.at + timedelta(hours=1))
        third.delete()
        WebhookEndpoint.objects.filter(pk=row.pk).update(until=at.at + timedelta(hours=2))
        webhooks.send_due(clockwork)
        assert work.next_due(news.KIND) == at.at + timedelta(hours=2)
        at.at += timedelta(hours=2)
        WebhookEndpoint.objects.update(active=False)
        webhooks.send_due(clockwork)
    assert found.asked == []


def test_what_is_settled_is_forgotten_in_its_time(clockwork: Any, at: SetClock) -> None:
    assert sending.next_to_forget() is None
    with served(taken) as found:
        endpoint(found)
        happen()
        webhooks.send_due(clockwork)
        made = at.at
        happen(2)
    assert sending.next_to_forget() == made + timedelta(days=30)
    at.at += timedelta(days=31)
    webhooks.forget()
    assert only().cause == "thing:2"


def test_sent_says_when() -> None:
    with served(taken) as found:
        endpoint(found)
        happen()
    with pytest.raises(IntegrityError), transaction.atomic():
        WebhookDelivery.objects.update(state=MessageState.SENT)
