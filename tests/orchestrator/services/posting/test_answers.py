from __future__ import annotations

import pytest
from letters_to_try import owe
from posting_play import play, state
from set_clock import SetClock
from smtp_catcher import DROP, Catcher

from jobs import notifications
from jobs.tools import Tools
from orchestrator.models import MailTrouble, OutboxMessage
from orchestrator.rules.outbox import MessageState

pytestmark = pytest.mark.django_db


def test_a_greylisted_message_is_tried_again_after_growing_waits(
    mail: Tools, catcher: Catcher, at: SetClock
) -> None:
    message = owe()
    catcher.fail("rcpt", "450 4.2.0 greylisted, come back", times=3)
    notifications.send_due(mail)
    waits = []
    while state(message)[0] == MessageState.OWED:
        waits.append((message.due - at.at).total_seconds())
        at.at = message.due
        notifications.send_due(mail)
    assert waits == [15, 30, 60]
    assert state(message)[0] == MessageState.SENT
    assert message.attempts == 4


def test_a_mailbox_that_does_not_exist_ends_its_own_message_only_with_the_servers_words(
    mail: Tools, catcher: Catcher
) -> None:
    bad, good = owe(1), owe(2)
    catcher.fail("rcpt", "550 5.1.1 no such person", only="p1@example.org")
    notifications.send_due(mail)
    assert state(bad) == (
        MessageState.REFUSED,
        "The mail server refused it: 550 5.1.1 no such person",
    )
    assert state(good)[0] == MessageState.SENT


@pytest.mark.parametrize("recipient", ["no address", "a@b@", "x@example.org\r\nBcc: y@example.org"])
def test_what_is_no_address_is_refused_in_words_before_any_server_hears_it(
    mail: Tools, catcher: Catcher, recipient: str
) -> None:
    message = owe(recipient=recipient)
    notifications.send_due(mail)
    assert state(message)[0] == MessageState.REFUSED
    assert catcher.connections == 0


MISCONFIGURED = [
    ("connect", "554 5.7.1 your network is blocked"),
    ("mail", "550 5.7.60 you may not send as this address"),
    ("mail", "553 sender refused"),
    ("rcpt", "530 5.7.0 authentication required"),
    ("rcpt", "554 5.7.1 relay access denied"),
    ("rcpt", "550 relay not permitted"),
    ("data", "550 5.7.1 sending is suspended"),
    ("data", "554 rejected"),
]


@pytest.mark.parametrize(("stage", "answer"), MISCONFIGURED)
def test_a_server_that_refuses_us_never_turns_our_messages_into_failures(
    mail: Tools, catcher: Catcher, at: SetClock, stage: str, answer: str
) -> None:
    for number in range(15):
        owe(number)
    catcher.fail(stage, answer)
    play(mail, at, minutes=6 * 60)
    states = set(OutboxMessage.objects.values_list("state", flat=True))
    assert states == {MessageState.OWED}
    assert answer in MailTrouble.objects.get().reason
    assert catcher.connections < 6 * 2 + 20
    catcher.mend()
    play(mail, at, minutes=61)
    assert OutboxMessage.objects.filter(state=MessageState.SENT).count() == 15
    assert set(catcher.counted().values()) == {1}
    assert not MailTrouble.objects.exists()


def test_while_the_server_is_away_there_is_one_connection_at_each_retry_and_no_more(
    mail: Tools, catcher: Catcher, at: SetClock
) -> None:
    for number in range(20):
        owe(number)
    catcher.fail("connect", "421 too busy")
    runs = play(mail, at, minutes=120)
    assert catcher.connections == runs == 10  # after 0, 15, 45, … seconds, then every 30 minutes
    trouble = MailTrouble.objects.get()
    assert (trouble.attempts, trouble.since < trouble.until) == (10, True)
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {0}


def test_one_message_that_is_always_refused_for_policy_does_not_hold_up_the_others(
    mail: Tools, catcher: Catcher, at: SetClock
) -> None:
    odd = [owe(number) for number in (1, 2)]
    rest = [owe(number) for number in range(3, 9)]
    for number in (1, 2):
        catcher.fail("rcpt", "550 5.7.1 we take no mail from you", only=f"p{number}@example.org")
    play(mail, at, minutes=10)
    assert {state(message)[0] for message in rest} == {MessageState.SENT}
    at.forward(seconds=1)
    owe(10)
    play(mail, at, minutes=60)
    assert {state(message)[0] for message in odd} == {MessageState.REFUSED}
    assert not MailTrouble.objects.exists()


def test_an_answer_that_never_came_is_asked_for_three_times_under_one_message_id(
    mail: Tools, catcher: Catcher, at: SetClock
) -> None:
    lost, never = owe(1), owe(2)
    catcher.fail("taken", DROP, only="p1@example.org", times=1)
    catcher.fail("taken", DROP, only="p2@example.org")
    play(mail, at, minutes=10)
    owe(3)
    play(mail, at, minutes=120)
    assert state(lost)[0] == MessageState.SENT
    assert state(never)[0] == MessageState.REFUSED
    assert "It may have arrived" in never.reason
    counted = catcher.counted()
    assert counted["p1@example.org", lost.message_id] == 2
    assert counted["p2@example.org", never.message_id] == 3
    assert len(counted) == 3
