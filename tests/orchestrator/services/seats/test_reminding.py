from __future__ import annotations

from datetime import timedelta

import pytest
import world
from set_clock import SetClock

from orchestrator.models import OutboxMessage, Workshop
from orchestrator.rules.workshop import State
from orchestrator.services.seats import registrations, reminding

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def workshop(at: SetClock) -> Workshop:
    made = world.publish(capacity=2, start=world.START + 3 * DAY)
    for name in ("Ada", "Bo", "Cy"):
        world.register(made, name)
    OutboxMessage.objects.all().delete()
    return made


def hours_owed() -> list[int]:
    rows = OutboxMessage.objects.filter(kind="reminder").order_by("id")
    return [row.facts["hours"] for row in rows]


def test_everybody_with_a_seat_is_reminded_once_for_each_lead(
    workshop: Workshop, at: SetClock
) -> None:
    for before, hours in ((7 * DAY, 168), (DAY, 24), (timedelta(hours=1), 1)):
        at.at = workshop.span[0] - before - timedelta(seconds=1)
        assert reminding.next_due() == workshop.span[0] - before
        assert reminding.owe_reminders() == 0
        at.forward(seconds=1)
        assert reminding.next_due() == at.at
        assert (reminding.owe_reminders(), reminding.owe_reminders()) == (2, 0)
        assert hours_owed()[-2:] == [hours, hours]
    assert world.owed("reminder") == ["ada@example.org", "bo@example.org"] * 3
    assert reminding.next_due() is None


def test_after_a_downtime_only_what_is_of_use_is_owed(workshop: Workshop, at: SetClock) -> None:
    at.at = workshop.span[0] - timedelta(hours=12)  # a week's and a day's were missed
    assert reminding.owe_reminders() == 0
    at.at = workshop.span[0] - timedelta(minutes=50)
    assert reminding.owe_reminders() == 2
    assert hours_owed() == [1, 1]


def test_a_move_brings_the_reminders_of_the_new_time(workshop: Workshop, at: SetClock) -> None:
    at.at = workshop.span[0] - DAY
    assert reminding.owe_reminders() == 2
    start, end = workshop.span
    world.change(workshop, start=start + 7 * DAY, end=end + 7 * DAY)
    at.at = workshop.span[0] - DAY
    assert reminding.owe_reminders() == 2
    assert len({m.cause for m in OutboxMessage.objects.all()}) == 4


def test_nobody_is_reminded_of_what_is_cancelled_or_was_just_told(
    workshop: Workshop, at: SetClock
) -> None:
    at.at = workshop.span[0] - DAY - timedelta(minutes=5)
    registrations.substitute(
        workshop.registrations.get(name="Ada").pk, world.person("Eve"), world.BY_HAND
    )
    at.forward(minutes=1)
    for name in ("Cy", "Bo"):
        registrations.cancel(workshop.registrations.get(name=name).pk, "link")
    at.at = workshop.span[0] - DAY + timedelta(minutes=1)
    registrations.register(workshop.pk, world.person("Fay"), world.BY_HAND)
    reminding.owe_reminders()
    assert world.owed("reminder") == ["eve@example.org"]
    world.change(workshop, state=State.CANCELLED)
    assert reminding.next_due() is None
