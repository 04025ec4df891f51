from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from set_clock import SetClock

from orchestrator.models import OutboxMessage, Work
from orchestrator.rules.outbox import MessageState
from orchestrator.services import work
from orchestrator.services.mail import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


def owe(cause: str = "registration:17:confirmed:1", to: str = "ada@example.org") -> OutboxMessage:
    return outbox.owe(cause=cause, kind="test-message", recipient=to)


def states() -> dict[str, str]:
    return dict(OutboxMessage.objects.values_list("cause", "state"))


def test_a_cause_owes_a_person_one_message_however_often_it_says_so(at: SetClock) -> None:
    first = owe()
    at.forward(hours=1)
    again = owe()
    assert (again.pk, again.message_id, again.created_at) == (
        first.pk,
        first.message_id,
        first.created_at,
    )
    assert OutboxMessage.objects.count() == Work.objects.filter(kind=outbox.KIND).count() == 1


def test_one_cause_may_owe_several_people_each_a_message_of_their_own() -> None:
    assert owe(to="ada@example.org").message_id != owe(to="bob@example.org").message_id
    assert OutboxMessage.objects.count() == 2


def test_nothing_is_owed_when_the_cause_is_undone() -> None:
    def cause() -> None:
        with transaction.atomic():
            owe()
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        cause()
    assert not OutboxMessage.objects.exists()
    assert not Work.objects.exists()


def test_a_message_is_not_due_before_its_time(at: SetClock) -> None:
    later = at.at + timedelta(days=2)
    outbox.owe(cause="a", kind="test-message", recipient="ada@example.org", due=later)
    assert work.claim(outbox.KIND) == []
    at.at = later
    assert len(work.claim(outbox.KIND)) == 1


def test_withdrawing_reaches_what_is_below_a_cause_and_nothing_beside_it() -> None:
    for cause in ("registration:17", "registration:17:reminder:1", "registration:170", "x"):
        owe(cause)
    assert outbox.withdraw("registration:17", reason="She cancelled.") == 2
    assert states() == {
        "registration:17": MessageState.SKIPPED,
        "registration:17:reminder:1": MessageState.SKIPPED,
        "registration:170": MessageState.OWED,
        "x": MessageState.OWED,
    }
    assert OutboxMessage.objects.filter(reason="She cancelled.").count() == 2


def test_what_is_sent_cannot_be_withdrawn(at: SetClock) -> None:
    OutboxMessage.objects.filter(pk=owe().pk).update(state=MessageState.SENT, sent_at=at.at)
    assert outbox.withdraw("registration:17", reason="too late") == 0


def test_deleting_the_whole_work_table_loses_no_message(at: SetClock) -> None:
    now, later = owe("now"), at.at + timedelta(days=3)
    outbox.owe(cause="later", kind="test-message", recipient="ada@example.org", due=later)
    OutboxMessage.objects.filter(pk=owe("sent").pk).update(state=MessageState.SENT, sent_at=at.at)
    assert outbox.unmarked_since() is None
    Work.objects.all().delete()
    assert outbox.unmarked_since() == at.at
    assert outbox.mark_unmarked() == 2
    assert outbox.unmarked_since() is None
    assert [claim.key for claim in work.claim(outbox.KIND)] == [str(now.pk)]
    assert Work.objects.filter(due=later).count() == 1
