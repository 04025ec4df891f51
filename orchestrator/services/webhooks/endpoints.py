"""Endpoints as the office keeps them: added, tested, given a new secret, switched off and on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from calendars import clock
from calendars.remote.outside_address import AddressRefused, read_address
from orchestrator.models import WebhookDelivery, WebhookEndpoint
from orchestrator.rules.outbox import MessageState
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.webhook import OLD_SECRET_LIFE, TEST, Event, shown_secret
from orchestrator.services import work
from orchestrator.services.access import audit
from orchestrator.services.webhooks.news import KIND, News, owe

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_ENDPOINTS = 20


@transaction.atomic
def add(url: str, events: Iterable[str], actor: str) -> tuple[WebhookEndpoint, str]:
    """Return a new endpoint and its secret, which is shown now and never again.

    Raises RuleBroken: `bad_address`, `events_missing`, `too_many_endpoints`.
    """
    url, wanted = url.strip(), _events(events)
    allow = settings.COMPANY.webhooks.allow_private_addresses
    try:
        read_address(url, allow_private=allow)
    except AddressRefused as refused:
        raise RuleBroken(
            "bad_address",
            "We cannot call this address: {refused}.",
            allowed="an address like https://shop.example.org/hooks",
            refused=refused,
        ) from None
    if WebhookEndpoint.objects.count() >= MOST_ENDPOINTS:
        raise RuleBroken(
            "too_many_endpoints",
            "There are as many endpoints as there may be.",
            allowed="removing one that nobody needs",
        )
    row = WebhookEndpoint.objects.create(url=url, events=wanted)
    audit.record(actor, "webhook endpoint added", row, events=",".join(wanted))
    return row, secret_of(row)


@transaction.atomic
def change_events(endpoint_id: int, events: Iterable[str], actor: str) -> None:
    """Tell the endpoint of other events from now on. Raises RuleBroken (`events_missing`)."""
    row, wanted = _locked(endpoint_id), _events(events)
    audit.record(
        actor, "webhook events changed", row, before=",".join(row.events), after=",".join(wanted)
    )
    row.events = wanted
    row.save(update_fields=["events"])


@transaction.atomic
def rotate(endpoint_id: int, actor: str) -> str:
    """Return a new secret, shown now and never again; the old one signs as well for a day."""
    row = _locked(endpoint_id)
    before, row.generation, row.rotated_at = row.generation, row.generation + 1, clock.now()
    row.save(update_fields=["generation", "rotated_at"])
    audit.record(actor, "webhook secret rotated", row, before=before, after=row.generation)
    return secret_of(row)


@transaction.atomic
def switch(endpoint_id: int, actor: str, *, on: bool) -> None:
    """Switch an endpoint on or off; news of the time it was off are not told later."""
    row = _locked(endpoint_id)
    if row.active == on:
        return
    audit.record(actor, "webhook endpoint switched", row, before=row.active, after=on)
    row.active, row.off_reason = on, "" if on else "Switched off in the office."
    row.failing_since = row.until = None
    row.save()
    if not on:
        skip_owed(row)


@transaction.atomic
def remove(endpoint_id: int, actor: str) -> None:
    """Forget an endpoint and what was sent to it."""
    row = _locked(endpoint_id)
    audit.record(actor, "webhook endpoint removed", row)
    row.delete()


@transaction.atomic
def send_test(endpoint_id: int, actor: str) -> None:
    """Owe the endpoint a piece of news that says nothing. Raises RuleBroken (`endpoint_off`)."""
    row = _locked(endpoint_id)
    _check_on(row)
    cause = f"test:{clock.now().isoformat()}"
    owe([(row, News(TEST, cause, {"endpoint": row.pk}))])
    audit.record(actor, "webhook test owed", row)


@transaction.atomic
def send_again(delivery_id: int, actor: str) -> None:
    """Owe one piece of news anew, as if it had never been tried.

    Raises RuleBroken: `unknown_delivery`, `endpoint_off`.
    """
    rows = WebhookDelivery.objects.select_for_update().select_related("endpoint")
    row = rows.filter(pk=delivery_id).first()
    if row is None:
        raise RuleBroken("unknown_delivery", "There is no such delivery any more.")
    _check_on(row.endpoint)
    audit.record(actor, "webhook owed again", row, before=row.state, after=MessageState.OWED)
    row.state, row.due, row.sent_at = MessageState.OWED, clock.now(), None
    row.attempts = row.unfinished = 0
    row.save()
    WebhookEndpoint.objects.filter(pk=row.endpoint_id).update(until=None)
    work.touch(KIND, str(row.pk))


def keys_of(row: WebhookEndpoint) -> list[bytes]:
    """Return the keys that sign for the endpoint now: the present one, the one before for a day."""
    keys = [_key(row, row.generation)]
    if row.generation and row.rotated_at and clock.now() < row.rotated_at + OLD_SECRET_LIFE:
        keys.append(_key(row, row.generation - 1))
    return keys


def secret_of(row: WebhookEndpoint) -> str:
    """Return the endpoint's secret as its receiver takes it."""
    return shown_secret(_key(row, row.generation))


def skip_owed(row: WebhookEndpoint) -> None:
    """Settle what was still owed to an endpoint that is off, in the caller's transaction."""
    row.deliveries.filter(state=MessageState.OWED).update(state=MessageState.SKIPPED)


def _key(row: WebhookEndpoint, generation: int) -> bytes:
    keyed = salted_hmac("orchestrator.webhook", f"{row.public_id}:{generation}", algorithm="sha256")
    return keyed.digest()


def _events(events: Iterable[str]) -> list[str]:
    asked = set(events)
    wanted = [str(event) for event in Event if event in asked]
    if not wanted:
        raise RuleBroken(
            "events_missing",
            "What should the endpoint be told of?",
            allowed="one event or more",
        )
    return wanted


def _check_on(row: WebhookEndpoint) -> None:
    if not row.active:
        raise RuleBroken(
            "endpoint_off", "This endpoint is switched off.", allowed="switching it on first"
        )


def _locked(endpoint_id: int) -> WebhookEndpoint:
    row = WebhookEndpoint.objects.select_for_update().filter(pk=endpoint_id).first()
    if row is None:
        raise RuleBroken("unknown_endpoint", "There is no such endpoint any more.")
    return row
