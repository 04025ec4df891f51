from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from set_clock import SetClock

from orchestrator.models import Work
from orchestrator.services import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


def row(key: str = "1") -> Work:
    return Work.objects.get(kind="thing", key=key)


def take() -> work.Claim:
    (claim,) = work.claim("thing", most=1)
    return claim


def test_a_touch_makes_one_row_however_often_it_happens(at: SetClock) -> None:
    for _ in range(3):
        work.touch("thing", "1")
    assert (row().seq, row().due) == (3, at.at)


def test_the_earlier_due_time_wins(at: SetClock) -> None:
    work.touch("thing", "1", due=at.at + timedelta(hours=2))
    work.touch("thing", "1", due=at.at + timedelta(hours=1))
    work.touch("thing", "1", due=at.at + timedelta(hours=3))
    assert row().due == at.at + timedelta(hours=1)


def test_only_due_rows_are_claimed_the_longest_due_first(at: SetClock) -> None:
    work.touch("thing", "later", due=at.at + timedelta(seconds=1))
    work.touch("thing", "second", due=at.at - timedelta(seconds=1))
    work.touch("thing", "first", due=at.at - timedelta(seconds=2))
    work.touch("other", "1")
    assert [claim.key for claim in work.claim("thing")] == ["first", "second"]
    assert work.claim("thing") == []


def test_a_claimed_row_is_free_again_when_its_lease_has_ended(at: SetClock) -> None:
    work.touch("thing", "1")
    first = take()
    at.at += work.LEASE - timedelta(seconds=1)
    assert work.claim("thing") == []
    at.forward(seconds=1)
    second = take()
    assert (first.attempts, second.attempts) == (1, 2)


def test_a_zombie_can_neither_act_nor_record(at: SetClock) -> None:
    work.touch("thing", "1")
    zombie = take()
    at.at += work.LEASE
    with pytest.raises(work.ClaimLost):
        work.fence(zombie)
    take()
    for act in (work.fence, work.finish):
        with pytest.raises(work.ClaimLost):
            act(zombie)
    with pytest.raises(work.ClaimLost):
        work.put_off(zombie, "late")


def test_a_finished_row_rests_and_one_touched_meanwhile_is_due_again(at: SetClock) -> None:
    work.touch("thing", "1")
    work.finish(take())
    assert row().due is None
    work.touch("thing", "1")
    held = take()
    work.touch("thing", "1")
    work.finish(held)
    assert row().due == at.at
    assert take().seq == 3


def test_a_row_can_be_looked_at_again_later(at: SetClock) -> None:
    work.touch("thing", "1")
    later = at.at + timedelta(days=3)
    work.finish(take(), again=later)
    assert work.next_due("thing") == later


def test_a_failure_waits_longer_each_time_and_says_why(at: SetClock) -> None:
    work.touch("thing", "1")
    waits = []
    for _ in range(9):
        work.put_off(take(), "Zoom: no answer")
        due = row().due
        assert due is not None
        waits.append(due - at.at)
        at.at = due
    assert waits[:3] == [work.FIRST_RETRY, work.FIRST_RETRY * 2, work.FIRST_RETRY * 4]
    assert waits[-1] == work.LONGEST_RETRY
    assert row().error == "Zoom: no answer"
    work.touch("thing", "1")
    assert take().attempts == 1


def test_a_failure_can_name_its_own_time(at: SetClock) -> None:
    work.touch("thing", "1")
    tomorrow = at.at + timedelta(days=1)
    work.put_off(take(), "daily limit", until=tomorrow)
    assert row().due == tomorrow


def test_a_touch_vanishes_with_the_transaction_of_its_cause() -> None:
    class _CauseFailedError(Exception):
        pass

    def cause() -> None:
        with transaction.atomic():
            work.touch("thing", "1")
            raise _CauseFailedError

    with pytest.raises(_CauseFailedError):
        cause()
    assert not Work.objects.exists()


def test_at_the_start_all_leases_are_known_dead() -> None:
    work.touch("thing", "1")
    take()
    assert work.release_all_leases() == 1
    assert take().attempts == 2


@pytest.mark.django_db(transaction=True)
def test_many_workers_never_hold_one_row_together(at: SetClock) -> None:
    for number in range(40):
        work.touch("thing", str(number))
    held: list[str] = []

    def worker() -> None:
        try:
            while claims := work.claim("thing", most=3):
                held.extend(claim.key for claim in claims)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(held, key=int) == [str(number) for number in range(40)]
