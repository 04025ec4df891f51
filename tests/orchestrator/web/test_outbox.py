from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import world
from django.test import Client
from letters_to_try import owe, plain, written_by
from set_clock import SetClock

from jobs import notifications
from jobs.tools import Tools
from orchestrator.models import MailTrouble, OutboxMessage, User
from orchestrator.rules.outbox import LOOKS_STUCK_AFTER, MessageState
from orchestrator.services.letters import posting
from orchestrator.services.mail import outbox

pytestmark = pytest.mark.django_db
PAGE = "/office/outbox"


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> Iterator[SetClock]:
    with written_by(plain):
        yield at


@pytest.fixture
def owner(client: Client) -> Client:
    client.force_login(User.objects.create_owner("owner@example.org"))
    return client


def text(client: Client, query: str = "", page: str = PAGE) -> str:
    body = client.get(page + query).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def refuse(message: OutboxMessage, reason: str = "550 no such person") -> OutboxMessage:
    message.state, message.reason = MessageState.REFUSED, reason
    message.save()
    return message


def act(client: Client, message: OutboxMessage, name: str) -> int:
    return client.post(f"{PAGE}/{message.pk}/{name}").status_code


def test_every_address_of_the_outbox_is_closed_to_strangers(client: Client) -> None:
    message = refuse(owe())
    assert client.get(PAGE)["location"].startswith("/account/login/")
    for tail in ("/test", "/ask", f"/{message.pk}/send", f"/{message.pk}/drop"):
        assert client.post(PAGE + tail)["location"].startswith("/account/login/"), tail
    message.refresh_from_db()
    assert message.state == MessageState.REFUSED


def test_nothing_is_changed_by_looking(owner: Client) -> None:
    for tail in ("/test", "/ask", "/1/send", "/1/drop"):
        assert owner.get(PAGE + tail).status_code == 405


@pytest.mark.parametrize(
    ("shelf", "words"),
    [("stuck", "Nothing is stuck"), ("owed", "Nothing is owed"), ("sent", "Nothing was sent yet"), ("skipped", "Nothing was skipped")],
)  # fmt: skip
def test_an_empty_shelf_says_what_comes_there(owner: Client, shelf: str, words: str) -> None:
    assert words in text(owner, f"?show={shelf}")


def test_each_message_lies_on_one_shelf_and_shows_whom_it_is_for_but_not_what_it_says(
    owner: Client, tools: Tools, at: SetClock
) -> None:
    workshop = world.publish(title="The workshop it is about")
    owe(1)
    notifications.send_due(tools)
    refuse(owe(2))
    owe(3, due=at.at + timedelta(days=1), expires_at=at.at + timedelta(days=2), workshop=workshop)
    owe(4)
    outbox.withdraw("test:4", reason="They cancelled.")
    often = owe(5)
    OutboxMessage.objects.filter(pk=often.pk).update(
        attempts=LOOKS_STUCK_AFTER, last_error="450 greylisted"
    )
    shown = {shelf: text(owner, f"?show={shelf}") for shelf in ("stuck", "owed", "sent", "skipped")}
    found = {s: sorted(set(re.findall(r"p\d@example.org", page))) for s, page in shown.items()}
    assert found == {
        "stuck": ["p2@example.org", "p5@example.org"],
        "owed": ["p3@example.org"],
        "sent": ["p1@example.org"],
        "skipped": ["p4@example.org"],
    }
    assert "Stuck (2) Owed (1) Sent (1) Skipped (1)" in shown["owed"]
    assert "Due 23 Nov 2026, 09:00 PST; of no use after 24 Nov, 09:00 PST" in shown["owed"]
    assert "The workshop it is about" in shown["owed"]
    assert "550 no such person" in shown["stuck"]
    assert "450 greylisted Tried 6 times" in shown["stuck"]
    assert "They cancelled." in shown["skipped"]
    assert not any("It is so." in page for page in shown.values())


def test_the_page_opens_where_a_person_is_needed(owner: Client) -> None:
    assert "Nothing is owed" in text(owner)
    refuse(owe())
    assert "550 no such person" in text(owner, "?show=nonsense")


def test_the_office_says_that_messages_are_stuck(owner: Client, at: SetClock) -> None:
    assert "could not be sent" not in text(owner, page="/office/")
    refuse(owe())
    assert "1 message could not be sent" in text(owner, page="/office/")
    MailTrouble.objects.create(pk=1, since=at.at, until=at.at, reason="535 wrong password")
    assert "All mail waits: 535 wrong password" in text(owner, page="/office/")


def test_a_stuck_message_can_be_sent_again_as_if_it_were_new(
    owner: Client, tools: Tools, at: SetClock
) -> None:
    message = refuse(owe(expires_at=at.at - timedelta(hours=1)))
    OutboxMessage.objects.update(unfinished=5, unanswered=3, attempts=9)
    assert act(owner, message, "send") == 302
    notifications.send_due(tools)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.SENT, 1)


def test_a_message_can_be_settled_without_sending_it(owner: Client, tools: Tools) -> None:
    for message in (refuse(owe(1)), owe(2)):
        assert act(owner, message, "drop") == 302
    notifications.send_due(tools)
    states = set(OutboxMessage.objects.values_list("state", "reason"))
    assert states == {(MessageState.SKIPPED, "Decided in the office.")}


@pytest.mark.parametrize("name", ["send", "drop"])
def test_what_is_settled_meanwhile_is_refused_with_the_reason(
    owner: Client, tools: Tools, name: str
) -> None:
    message = owe()
    notifications.send_due(tools)
    response = owner.post(f"{PAGE}/{message.pk}/{name}")
    assert response.status_code == 409
    assert "settled already: it was sent" in response.content.decode()
    assert owner.post(f"{PAGE}/4711/{name}").status_code == 409
    assert owner.post(f"{PAGE}/{message.pk}/explode").status_code == 404


def test_the_trouble_of_the_server_is_shown_and_it_can_be_asked_at_once(
    owner: Client, at: SetClock
) -> None:
    owe()
    later = at.at + timedelta(minutes=30)
    MailTrouble.objects.create(pk=1, since=at.at, until=later, reason="535 wrong password")
    assert posting.next_due() == later
    assert "all messages wait" in text(owner)
    assert "535 wrong password" in text(owner)
    assert owner.post(f"{PAGE}/ask").status_code == 302
    assert posting.next_due() == at.at


def test_the_owner_can_send_a_test_message_to_an_address_that_is_one(
    owner: Client, tools: Tools
) -> None:
    response = owner.post(f"{PAGE}/test", {"to": "nobody"})
    assert response.status_code == 422
    assert "This is no e-mail address" in response.content.decode()
    for _ in range(2):
        assert owner.post(f"{PAGE}/test", {"to": " owner@example.org "}).status_code == 302
    notifications.send_due(tools)
    sent = OutboxMessage.objects.filter(recipient="owner@example.org", state=MessageState.SENT)
    assert sent.count() == 2


def test_a_long_shelf_has_pages(owner: Client) -> None:
    for number in range(60):
        owe(number)
    assert "Page 1 of 3" in text(owner)
    last = text(owner, "?show=owed&page=99")
    assert "Page 3 of 3" in last
    assert last.count("Do not send") == 10
    assert "Page 1 of 3" in text(owner, "?page=nonsense")
