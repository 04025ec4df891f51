from __future__ import annotations

import pytest
from fault_lab import Laboratory
from fault_mail import kill_amid_nuisances, kill_at_random, post
from fault_matrix import lasting

pytestmark = pytest.mark.kills
OWED, KILLED = 200, 40


@pytest.fixture(scope="module", autouse=True)
def warm(lab: Laboratory) -> None:
    """Load in the zygote what every child needs."""
    with post(lab, 1) as one:
        assert one.recovered() == []


def steps_of(lab: Laboratory, owed: int) -> list[str]:
    with post(lab, owed) as one:
        assert not one.run()
        return one.steps


def first_commit(steps: list[str]) -> int:
    """Return the number of the commit that records the first message as sent."""
    written = steps.index("DELETE orchestrator_mailtrouble")
    return steps.index("commit", written) + 1


def accepted(steps: list[str]) -> int:
    """Return the number of the step at which the server's yes to the first message has come."""
    return steps.index("after smtp 250", steps.index("after smtp 354")) + 1


def test_whatever_step_around_a_message_is_killed_each_arrives_and_at_most_one_twice(
    lab: Laboratory,
) -> None:
    steps = steps_of(lab, 3)
    numbers = list(lasting(steps))
    broken = {}
    for number in numbers:
        with post(lab, 3) as one:
            assert one.run(kill_at=number)
            wrong = one.recovered()
            if wrong:
                broken[number, steps[number - 1]] = wrong
    assert broken == {}
    assert len(numbers) > 30


def test_killed_between_any_two_mails_of_two_hundred_each_arrives_exactly_once(
    lab: Laboratory,
) -> None:
    number = first_commit(steps_of(lab, 2))
    with post(lab, OWED) as one:
        while one.run(kill_at=number):
            assert len(one.catcher.caught) == one.kills <= OWED
        assert (one.kills, one.recovered(), one.repeats) == (OWED, [], 0)


def test_killed_between_every_acceptance_and_its_commit_each_comes_twice_under_one_message_id(
    lab: Laboratory,
) -> None:
    number = accepted(steps_of(lab, 2))
    with post(lab, OWED) as one:
        for _ in range(KILLED):
            assert one.run(kill_at=number)
        assert (one.recovered(), one.repeats) == ([], KILLED)


@pytest.mark.parametrize("seed", range(3))
def test_killed_anywhere_again_and_again_two_hundred_mails_arrive(
    lab: Laboratory, seed: int
) -> None:
    with post(lab, OWED) as one:
        kill_at_random(one, seed)
        assert one.kills > 3
        assert one.recovered() == []


@pytest.mark.parametrize("seed", range(3))
def test_killed_anywhere_while_the_server_complains_two_hundred_mails_arrive(
    lab: Laboratory, seed: int
) -> None:
    with post(lab, OWED) as one:
        kill_amid_nuisances(one, seed, processes=40)
        assert one.kills > 8
        assert one.recovered() == []


def test_a_naive_sender_repeats_what_it_sent_so_the_judge_is_not_blind(lab: Laboratory) -> None:
    with post(lab, OWED, naive=True) as one:
        assert one.run(kill_at=400)
        assert one.recovered() == [f"{one.repeats} repeats after 1 kills"]
        assert one.repeats > 20


@pytest.mark.every_step
@pytest.mark.timeout(3600)
def test_a_kill_at_every_lasting_step_of_a_run_of_two_hundred_breaks_nothing(
    lab: Laboratory,
) -> None:
    steps = steps_of(lab, OWED)
    numbers = list(lasting(steps))
    broken, repeats = {}, 0
    for number in numbers:
        with post(lab, OWED) as one:
            assert one.run(kill_at=number)
            wrong = one.recovered()
            repeats += one.repeats
            if wrong:
                broken[number, steps[number - 1]] = wrong
    print(f"\n{len(numbers)} kills, {repeats} repeats")  # noqa: T201 -- the figure to report
    assert broken == {}
