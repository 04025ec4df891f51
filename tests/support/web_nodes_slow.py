"""The application on a slow disk: a pause between looking for a free seat and taking it.

With WITHOUT_LOCK in the environment the very same code runs without its transaction and lock.
"""

from __future__ import annotations

import os
import time
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db import IntegrityError

from orchestrator.wsgi import application  # first: it sets Django up

# isort: split
from orchestrator.models import Ticket, TimeClaim, Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import ledger
from orchestrator.services.consultations import booking
from orchestrator.services.seats import registration_states, registrations, tickets
from orchestrator.web.api import tickets as api

__all__ = ["application"]
PAUSE_SECONDS = 0.01


def _replace(module: Any, name: str, value: object) -> None:
    setattr(module, name, value)


def _new_ticket(news: tickets.News) -> Ticket:
    return Ticket.objects.create(
        source=news.source, external_id=news.external_id, told_at=tickets.NEVER
    )


def _unlocked(workshop_id: int) -> Workshop:
    return Workshop.objects.get(pk=workshop_id)


def _slowly(*arguments: Any) -> Any:
    time.sleep(PAUSE_SECONDS)
    return registration_states.new_registrations(*arguments)


def _nothing(*_arguments: Any) -> None:
    pass


def _claim_naively(kind: str, key: str, span: Any, terms: ledger.Terms = ledger.FIRM) -> None:
    if ledger.claims_in(span).exists():
        raise RuleBroken("slot_taken", "That time is not free any more.")
    time.sleep(PAUSE_SECONDS)
    try:
        TimeClaim.objects.create(
            kind=kind, key=key, start=span[0], end=span[1], facilitator=settings.COMPANY.zoom.host
        )
    except IntegrityError as error:  # PostgreSQL's own constraint
        raise RuleBroken("slot_taken", "That time is not free any more.") from error


_replace(registrations, "new_registrations", _slowly)
if os.environ.get("WITHOUT_LOCK"):
    _replace(registrations, "locked", _unlocked)
    _replace(registrations, "register_all", registrations.register_all.__wrapped__)  # type: ignore[attr-defined]  # atomic's
    _replace(api, "hear", tickets.hear.__wrapped__)  # type: ignore[attr-defined]  # atomic's
    _replace(tickets, "_ticket", _new_ticket)
    _replace(booking, "transaction", SimpleNamespace(atomic=nullcontext))
    _replace(booking, "follow", _nothing)  # it locks rows, which wants a transaction
    _replace(ledger, "claim", _claim_naively)
