from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.conf import settings
from letters_to_try import owe, plain, written_by
from set_clock import SetClock
from smtp_catcher import DROP, Catcher

from jobs import notifications
from jobs.timetable import Job, run_job, timetable
from jobs.tools import Tools
from orchestrator.gateways.mail.smtp import SmtpAccess, SmtpMailer
from orchestrator.models import JobStatus, MailTrouble, OutboxMessage, Work
from orchestrator.rules.address import parse_address
from orchestrator.rules.outbox import MessageState
from orchestrator.services import outbox, posting, work
from orchestrator.services.letters.letter import Letter, Skip

pytestmark = pytest.mark.django_db
SECONDS = timedelta(seconds=5)


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> Iterator[SetClock]:
    with written_by(plain):
        yield at


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    with Catcher() as running:
        yield running


@pytest.fixture
def mail(tools: Tools, catcher: Catcher) -> Tools:
    """Return the tools, with the catcher as our mail server."""
    sender = parse_address(settings.COMPANY.company.sender)
    access = SmtpAccess("127.0.0.1", catcher.port, "none", 5.0, sender)
    return replace(tools, mail=SmtpMailer(access))


def job(mail: Tools) -> Job:
    (found,) = (job for job in timetable(mail, tick=SECONDS) if job.name == "send-mail")
    return found


def play(mail: Tools, at: SetClock, *, minutes: float) -> int:
    """Let the clock's job run for so long; return how often it ran."""
    end, runs = at.at + timedelta(minutes=minutes), 0
    while at.at < end:
        runs += not job(mail).is_idle()
        run_job(job(mail))
        at.at = min(end, max(posting.next_due() or end, at.at + SECONDS))
    return runs


def state(message: OutboxMessage) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.reason


def test_an_owed_message_is_sent_once_and_the_answer_is_kept(
    mail: Tools, catcher: Catcher, at: SetClock
) -> None:
    message = owe()
    play(mail, at, minutes=60)
    assert catcher.counted() == {("p1@example.org", message.message_id): 1}
    message.refresh_from_db()
    assert (message.state, message.answer) == (MessageState.SENT, "250 taken as 1")
    assert message.sent_at == message.created_at
    assert not Work.objects.filter(kind=outbox.KIND, due__isnull=False).exists()


def test_no_log_line_holds_an_address(mail: Tools, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(3):
        owe(number)
    owe(3, recipient="n\u00f6 address")
    notifications.send_due(mail)
    printed = "".join(capsys.readouterr())
    assert printed.count("work done") == 4
    assert "@example.org" not in printed
    assert "n\u00f6" not in printed


def test_what_has_become_moot_is_skipped_at_the_moment_of_sending(
    mail: Tools, catcher: Catcher
) -> None:
    with written_by(lambda _: Skip("The workshop was cancelled."), kind="moot"):
        message = owe(kind="moot")
        notifications.send_due(mail)
    assert state(message) == (MessageState.SKIPPED, "The workshop was cancelled.")
    assert catcher.connections == 0


def test_after_a_downtime_what_came_too_late_is_skipped_and_the_rest_is_sent(
    mail: Tools, catcher: Catcher, at: SetClock
) -> None:
    late = owe(1, expires_at=at.at + timedelta(hours=1))
    good = owe(2, expires_at=at.at + timedelta(hours=3))
    at.forward(hours=2)
    notifications.send_due(mail)
    assert state(late) == (MessageState.SKIPPED, "It came too late to be of use.")
    assert state(good)[0] == MessageState.SENT
    assert [caught.recipient for caught in catcher.caught] == ["p2@example.org"]


def test_a_withdrawn_message_is_not_sent(mail: Tools, catcher: Catcher) -> None:
    owe()
    outbox.withdraw("test:1", reason="They cancelled.")
    notifications.send_due(mail)
    assert catcher.caught == []


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
    for number in range(40):
        owe(number)
    catcher.fail(stage, answer)
    play(mail, at, minutes=24 * 60)
    states = set(OutboxMessage.objects.values_list("state", flat=True))
    assert states == {MessageState.OWED}
    assert answer in MailTrouble.objects.get().reason
    assert catcher.connections < 24 * 2 + 20
    catcher.mend()
    play(mail, at, minutes=61)
    assert OutboxMessage.objects.filter(state=MessageState.SENT).count() == 40
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


def test_a_message_on_which_our_own_program_breaks_stops_nobody_else(
    mail: Tools, catcher: Catcher, at: SetClock
) -> None:
    def broken(message: OutboxMessage) -> Letter:
        raise ZeroDivisionError

    with written_by(broken, kind="broken"):
        poison = [owe(number, kind="broken") for number in (1, 2)]
        good = owe(3)
        unknown = owe(4, kind="nobody writes this")
        play(mail, at, minutes=1)
        assert state(good)[0] == MessageState.SENT
        assert JobStatus.objects.get(name="send-mail").failures >= 3
        play(mail, at, minutes=60)
    for message in (*poison, unknown):
        assert state(message)[0] == MessageState.REFUSED
        assert "Our own program broke 5 times" in message.reason
        assert message.attempts == 5
    assert len(catcher.caught) == 1


def test_a_run_stops_between_two_messages_when_the_service_stops(
    mail: Tools, catcher: Catcher
) -> None:
    first, second = owe(1), owe(2)

    class Stopping(SmtpMailer):
        def send(self, message: EmailMessage, *, to: str) -> str:
            mail.stopping.set()
            return super().send(message, to=to)

    assert isinstance(mail.mail, SmtpMailer)
    notifications.send_due(replace(mail, mail=Stopping(mail.mail._access)))
    assert (state(first)[0], state(second)[0]) == (MessageState.SENT, MessageState.OWED)


class Thief(SmtpMailer):
    """A mailer under which somebody else takes the message over while the server answers."""

    def __init__(self, at: SetClock, access: SmtpAccess) -> None:
        super().__init__(access)
        self._at = at

    def send(self, message: EmailMessage, *, to: str) -> str:
        answer = super().send(message, to=to)
        self._at.at += work.LEASE
        assert work.claim(outbox.KIND)
        return answer


def test_what_is_sent_stands_as_sent_even_when_the_claim_was_lost_meanwhile(
    mail: Tools, catcher: Catcher, at: SetClock
) -> None:
    message = owe()
    assert isinstance(mail.mail, SmtpMailer)
    notifications.send_due(replace(mail, mail=Thief(at, mail.mail._access)))
    play(mail, at, minutes=30)
    assert state(message)[0] == MessageState.SENT
    assert len(catcher.caught) == 1


def test_a_message_touched_too_early_waits_for_its_time(
    mail: Tools, catcher: Catcher, at: SetClock
) -> None:
    message = owe(due=at.at + timedelta(hours=3))
    work.touch(outbox.KIND, str(message.pk))
    work.touch(outbox.KIND, "4711")
    notifications.send_due(mail)
    assert catcher.caught == []
    assert posting.next_due() == message.due
    play(mail, at, minutes=181)
    assert len(catcher.caught) == 1


def test_owed_mail_that_no_work_row_names_is_found_again_by_the_clock(
    mail: Tools, catcher: Catcher, at: SetClock
) -> None:
    owe()
    Work.objects.all().delete()
    assert posting.next_due() is None
    (sweep,) = (job for job in timetable(mail, tick=SECONDS) if job.name == "mark-owed-mail")
    assert run_job(sweep)
    assert not run_job(sweep)
    play(mail, at, minutes=1)
    assert len(catcher.caught) == 1
