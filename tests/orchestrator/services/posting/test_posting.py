from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from letters_to_try import owe, written_by
from posting_play import job, play, state
from set_clock import SetClock
from smtp_catcher import Catcher

from jobs import notifications
from jobs.timetable import run_job
from jobs.tools import Tools
from orchestrator import logs
from orchestrator.gateways.mail.smtp import SmtpAccess, SmtpMailer
from orchestrator.models import JobStatus, OutboxMessage, Work
from orchestrator.rules.outbox import MessageState
from orchestrator.services import work
from orchestrator.services.letters import posting
from orchestrator.services.letters.letter import Letter, Skip
from orchestrator.services.mail import outbox

pytestmark = pytest.mark.django_db


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


@pytest.fixture
def own_log() -> Iterator[None]:
    """Put the log's handlers back after a test that has configured them."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    root.handlers, root.level = before[0], before[1]


def test_no_log_line_holds_an_address(
    mail: Tools, capsys: pytest.CaptureFixture[str], own_log: None
) -> None:
    logs.configure()
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
    sweep = job(mail, "mark-owed-mail")
    assert run_job(sweep)
    assert not run_job(sweep)
    play(mail, at, minutes=1)
    assert len(catcher.caught) == 1


def test_a_letter_that_took_longer_than_the_lease_is_left_to_whoever_took_over(
    mail: Tools, catcher: Catcher, at: SetClock
) -> None:
    def slow(message: OutboxMessage) -> Skip | Letter:
        at.at += work.LEASE
        work.claim(outbox.KIND)
        return Letter("Late", "Hello,")

    with written_by(slow, kind="slow"):
        message = owe(kind="slow")
        notifications.send_due(mail)
    assert catcher.caught == []
    assert state(message)[0] == MessageState.OWED


def test_what_is_withdrawn_while_the_server_answers_is_still_recorded_as_sent(
    mail: Tools, catcher: Catcher
) -> None:
    class Slow(SmtpMailer):
        def send(self, message: EmailMessage, *, to: str) -> str:
            answer = super().send(message, to=to)
            outbox.withdraw("test:1", reason="They cancelled.")
            return answer

    message = owe()
    assert isinstance(mail.mail, SmtpMailer)
    notifications.send_due(replace(mail, mail=Slow(mail.mail._access)))
    assert state(message) == (MessageState.SENT, "")
