"""A journey and a consultation asked for at the same instant: exactly one wins."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import request_world as requests
from django.db import connection
from set_clock import SetClock

from calendars import clock
from orchestrator.models import Consultation, TimeClaim, WorkshopRequest
from orchestrator.rules.consultation import read_visitor
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.consultations import booking

ROUNDS = 6
ON_THE_WAY = clock.parse_instant("2026-12-29T18:00:00Z")  # ten in the morning, the day before


def consults() -> None:
    visitor = read_visitor("Bo", "bo@example.org")
    booking.book(booking.Asked(ON_THE_WAY, visitor, "America/Los_Angeles", "page"))


def travels() -> None:
    requests.ask()


def at_once(*deeds: Callable[[], None]) -> list[bool]:
    start = Barrier(len(deeds))

    def alone(deed: Callable[[], None]) -> bool:
        try:
            start.wait()
            deed()
        except RuleBroken:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(deeds)) as clients:
        return list(clients.map(alone, deeds))


@pytest.mark.django_db(transaction=True)
def test_of_a_journey_and_a_consultation_at_the_same_instant_exactly_one_wins(at: SetClock) -> None:
    for number in range(ROUNDS):
        for model in (WorkshopRequest, Consultation, TimeClaim):
            model.objects.all().delete()
        deeds = (travels, consults) if number % 2 else (consults, travels)
        assert sum(at_once(*deeds)) == 1
        assert TimeClaim.objects.count() == 1
        assert WorkshopRequest.objects.count() + Consultation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_either_alone_would_have_had_it(at: SetClock) -> None:
    assert at.at + timedelta(days=1) < ON_THE_WAY
    assert at_once(consults) == [True]
    Consultation.objects.all().delete()
    TimeClaim.objects.all().delete()
    assert at_once(travels) == [True]
    assert at_once(consults) == [False]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_for_the_same_days_one_gets_them(at: SetClock) -> None:
    deeds = [lambda mark=f"m{n}": requests.ask(mark) for n in range(6)]
    assert sum(at_once(*deeds)) == 1  # type: ignore[arg-type]  # what it returns is not looked at
    assert WorkshopRequest.objects.count() == 1
