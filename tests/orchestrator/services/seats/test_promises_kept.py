"""What was promised once is kept: seats to organizations, certificates, dates to subscribers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import world
from django.db import connection
from set_clock import SetClock

from orchestrator.models import Certificate, OutboxMessage, Subscriber, Visit, Workshop
from orchestrator.rules.csv_file import FileRefused
from orchestrator.rules.outbox import MessageState
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.schedule import ScheduledRow
from orchestrator.rules.workshop import Audience, State
from orchestrator.services import ledger
from orchestrator.services.people import subscribers
from orchestrator.services.seats import attending, organizations
from orchestrator.services.workshops import publication
from orchestrator.services.workshops.schedule import import_schedule

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def put(workshop: Workshop, **changes: Any) -> None:
    offer = replace(publication.offer_of(Workshop.objects.get(pk=workshop.pk)), **changes)
    publication.save_draft(workshop.pk, State.PUBLISHED, offer, "user 1")
    publication.publish(workshop.pk, publication.preview(workshop.pk).fingerprint, "user 1")


def test_a_smaller_workshop_still_has_the_seats_kept_for_organizations(at: SetClock) -> None:
    workshop = world.publish(capacity=14)
    organizations.keep_seats(workshop.pk, "Acme", 10, "user 1")
    world.register(workshop, "Ada", organization="Acme")
    world.register(workshop, "Bo")
    with pytest.raises(RuleBroken, check=lambda broken: broken.code == "capacity_below_blocks"):
        put(workshop, capacity=10)
    put(workshop, capacity=11)
    at.at = world.START - HOUR  # unused seats are everybody's by now
    put(workshop, capacity=2)


def test_a_date_that_becomes_public_is_announced_once(at: SetClock) -> None:
    Subscriber.objects.create(
        email="a@example.org", email_key="a@example.org", link_hash="x", confirmed_at=at.at
    )
    workshop = world.publish(audience=Audience.PRIVATE)
    for audience in (Audience.PUBLIC, Audience.PRIVATE, Audience.PUBLIC):
        put(workshop, audience=audience)
    assert world.owed("new-date") == ["a@example.org"]


@pytest.mark.parametrize("sent", [True, False])
def test_a_certificate_that_is_given_later_is_told_as_well(at: SetClock, *, sent: bool) -> None:
    workshop = world.publish()
    ada = world.register(workshop, "Ada")
    Visit.objects.create(
        workshop=workshop, participant_uuid="1", email="ada@example.org",
        joined_at=world.START, left_at=world.START + timedelta(minutes=5),
    )  # fmt: skip
    at.at = attending.settles_at(workshop)
    attending.settle(workshop.pk)
    if sent:
        OutboxMessage.objects.update(state=MessageState.SENT, sent_at=at.at)
    for _ in range(2):
        attending.mark(ada.pk, present=True, actor="user 1")
    assert Certificate.objects.count() == 1
    assert len(world.owed("thank-you")) == (2 if sent else 1)


def test_a_schedule_names_the_line_that_takes_time_which_is_taken(at: SetClock) -> None:
    ledger.claim("travel", "1", (world.START, world.START + HOUR))
    row = ScheduledRow(
        2, date(2026, 12, 9), world.START, world.START + 4 * HOUR, "America/Los_Angeles"
    )
    with pytest.raises(FileRefused, match=r"^line 2: The facilitator is taken"):
        import_schedule([row])
    assert not Workshop.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_for_one_address_are_asked_once(at: SetClock) -> None:
    def ask(_: int) -> None:
        try:
            subscribers.ask(world.person("Ada").email, [], [])
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(ask, range(6)))
    assert Subscriber.objects.count() == 1
    assert len(world.owed("confirm-subscription")) == 1


def test_whoever_left_meanwhile_is_told_so(at: SetClock) -> None:
    subscribers.ask(world.person("Ada").email, [], [])
    ada = Subscriber.objects.get()
    subscribers.unsubscribe(subscribers.link_token(ada))
    with pytest.raises(RuleBroken, check=lambda broken: broken.code == "subscriber_unknown"):
        subscribers.confirm(ada, [], [])
