"""Locks are taken in one order everywhere, so that two people never end as a deadlock.

On SQLite there is one writer, and nothing to show; on PostgreSQL each pair is made to meet.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
import talks
import world
from django.db import connection, transaction
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import Consultation, FeedLink, Work
from orchestrator.models.published_feed import PUBLIC_KEY
from orchestrator.services import feed_marks, forgetting, ledger, work
from orchestrator.services.consultations import answers, booking
from orchestrator.services.feeds import rendering
from orchestrator.services.seats import feed_links, tickets
from orchestrator.services.seats.feed_links import FACILITATOR, Holder
from orchestrator.services.seats.tickets import Happening, News

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def together(*deeds: Callable[[], object]) -> None:
    """Let each deed run in a thread and transaction of its own; raise what one of them raises."""

    def alone(deed: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                deed()
        finally:
            connection.close()

    if connection.vendor != "postgresql":
        for deed in deeds:
            deed()
        return
    with ThreadPoolExecutor(len(deeds)) as pool:
        for done in [pool.submit(alone, deed) for deed in deeds]:
            done.result(timeout=60)


class Meeting:
    """A point where two threads wait for one another, or a second at most."""

    def __init__(self) -> None:
        self._barrier = Barrier(2)

    def __call__(self) -> None:
        if connection.vendor == "postgresql":
            with suppress(BrokenBarrierError):  # the other one waits for a lock: as it should
                self._barrier.wait(timeout=1)


def test_a_claim_of_time_and_a_change_of_another_workshop() -> None:
    workshop, meet = world.publish(), Meeting()
    feed_links.issue(FACILITATOR)

    def claims() -> None:
        ledger.claim("travel", "1", (world.START + 9 * DAY, world.START + 10 * DAY))
        meet()
        feed_marks.mark_workshop(workshop.pk)

    def registers() -> None:
        work.touch(feed_marks.KIND, PUBLIC_KEY)  # what `mark_workshop` does first
        meet()
        feed_marks.mark_workshop(workshop.pk)

    together(claims, registers)


def test_a_ticket_that_goes_to_another_workshop_and_somebody_there() -> None:
    here, there = world.publish(), world.publish(start=world.START + 7 * DAY)
    for number in range(8):
        news = News(
            "shop", str(number), Happening.REGISTERED, world.START - 90 * DAY,
            here.uid if number % 2 else there.uid, world.person(f"P {number}"),
        )  # fmt: skip
        tickets.hear(news, "shop 1")

    def exchanged(number: int) -> Callable[[], object]:
        news = News(
            "shop", str(number), Happening.CHANGED, world.START - 80 * DAY,
            there.uid if number % 2 else here.uid, world.person(f"P {number}"),
        )  # fmt: skip
        return lambda: tickets.hear(news, "shop 1")

    together(*(exchanged(number) for number in range(8)))


def test_an_answer_of_the_host_and_a_move_of_the_visitor(at: SetClock, settings: Settings) -> None:
    talks.said(settings, approve_by_hand=True)
    row, meet = talks.book(), Meeting()

    def moves() -> None:
        ledger.wait_for_turn()  # what `booking.move` does first
        meet()
        Meeting()()  # nobody comes: time enough for the answer to get as far as it can
        booking.kept(row.pk)

    def approves() -> None:
        meet()
        answers.approve(row.pk, "user 1")

    together(moves, approves)


def test_somebody_who_is_erased_and_a_booking_of_another(at: SetClock) -> None:
    past, meet = talks.book(), Meeting()
    feed_links.issue(FACILITATOR)
    Consultation.objects.filter(pk=past.pk).update(
        start=past.start - 7 * DAY, end=past.end - 7 * DAY
    )
    talks.book(talks.MONDAY_NINE + DAY)

    def books() -> None:
        ledger.wait_for_turn()  # what `booking.book` does first
        meet()
        Meeting()()
        feed_marks.mark_facilitator()

    def erases() -> None:
        meet()
        forgetting.erase(talks.visitor().email, "user 1")

    together(books, erases)
    assert not Consultation.objects.exclude(email="").exists()


def test_an_address_that_is_switched_off_while_it_is_rendered() -> None:
    ada = world.register(world.publish(), "Ada")
    feed_links.issue(Holder(registration=ada))
    link, meet = FeedLink.objects.get(), Meeting()

    def renders() -> None:
        Work.objects.select_for_update().get(kind=feed_marks.KIND, key=str(link.pk))
        meet()
        Meeting()()  # nobody comes: time enough for the other one to wait for this row
        rendering.render_link(FeedLink.objects.get())

    def revokes() -> None:
        meet()
        feed_links.revoke(Holder(registration=ada), link.pk)

    together(renders, revokes)
