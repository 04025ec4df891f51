from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from processes import free_port
from smtp_catcher import DROP, PASSWORD, STALL, USER, Catcher

from orchestrator.gateways.mail.errors import Blame, MailError
from orchestrator.gateways.mail.smtp import SmtpAccess, SmtpMailer
from orchestrator.rules.address import parse_address

CERTIFICATE = Path(__file__).with_name("localhost.pem")
SENDER = parse_address("workshops@example.org")
TO = "ada@example.org"
Way = Callable[..., SmtpMailer]
# The catcher may ask for a password in the open, to show that we would not tell it.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    with Catcher() as running:
        yield running


@pytest.fixture
def way() -> Iterator[Way]:
    """Return a maker of mailers, each closed in the end."""
    made: list[SmtpMailer] = []

    def make(catcher: Catcher, **more: Any) -> SmtpMailer:
        values: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": catcher.port,
            "tls": "none",
            "timeout": 5.0,
        }
        made.append(SmtpMailer(SmtpAccess(sender=SENDER, **(values | more))))
        return made[-1]

    yield make
    for mailer in made:
        mailer.close()


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def message(text: str = "Good morning.\r\n.\r\n..dots\r\nend") -> EmailMessage:
    email = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    email["Subject"], email["To"], email["From"] = "Hello", TO, str(SENDER)
    email["Message-ID"] = "<one@example.org>"
    email.set_content(text)
    return email


def error_of(mailer: SmtpMailer, to: str = TO) -> MailError:
    with pytest.raises(MailError) as raised:
        mailer.send(message(), to=to)
    return raised.value


def test_a_message_arrives_as_it_was_written_and_the_servers_answer_is_told(
    catcher: Catcher, way: Way
) -> None:
    assert way(catcher).send(message(), to=TO) == "250 taken as 1"
    (caught,) = catcher.caught
    assert (caught.recipient, caught.sender) == (TO, "workshops@example.org")
    assert caught.message.get_content().splitlines() == ["Good morning.", ".", "..dots", "end"]


def test_one_connection_carries_many_messages_until_it_is_closed(
    catcher: Catcher, way: Way
) -> None:
    mailer = way(catcher)
    for _ in range(3):
        mailer.send(message(), to=TO)
    assert catcher.connections == 1
    mailer.close()
    mailer.send(message(), to=TO)
    assert (catcher.connections, len(catcher.caught)) == (2, 4)


@pytest.mark.parametrize("answer", [DROP, "421 too many messages on this connection"])
def test_a_kept_connection_that_has_gone_bad_is_replaced_at_once(
    catcher: Catcher, way: Way, answer: str
) -> None:
    mailer = way(catcher)
    mailer.send(message(), to=TO)
    catcher.fail("mail", answer, times=1)
    mailer.send(message(), to=TO)
    assert (catcher.connections, len(catcher.caught)) == (2, 2)


# stage, answer -> blame, permanent, doubtful
ANSWERS = [
    ("connect", "421 busy", (Blame.SERVER, False, False)),
    ("connect", "554 5.7.1 your address is blocked", (Blame.SERVER, True, False)),
    ("connect", DROP, (Blame.SERVER, False, False)),
    ("ehlo", "550 who are you", (Blame.SERVER, True, False)),
    ("mail", "451 later", (Blame.SERVER, False, False)),
    ("mail", "550 5.7.60 not your address", (Blame.SERVER, True, False)),
    ("mail", DROP, (Blame.SERVER, False, False)),
    ("rcpt", "450 4.2.1 greylisted", (Blame.MESSAGE, False, False)),
    ("rcpt", "452 4.2.2 mailbox full", (Blame.MESSAGE, False, False)),
    ("rcpt", "421 closing", (Blame.SERVER, False, False)),
    ("rcpt", "550 5.1.1 no such person", (Blame.MESSAGE, True, False)),
    ("rcpt", "553 5.1.8 sender's domain not found", (Blame.SERVER, True, False)),
    ("rcpt", "530 5.7.0 log in first", (Blame.SERVER, True, False)),
    ("rcpt", "554 5.7.1 relay access denied", (Blame.UNCLEAR, True, False)),
    ("rcpt", "550 no", (Blame.UNCLEAR, True, False)),
    ("rcpt", DROP, (Blame.UNCLEAR, False, False)),
    ("data", "552 5.3.4 too big", (Blame.MESSAGE, True, False)),
    ("data", "554 5.6.0 we do not like its form", (Blame.MESSAGE, True, False)),
    ("data", "554 looks like spam", (Blame.UNCLEAR, True, False)),
    ("data", "454 throttling failure", (Blame.SERVER, False, False)),
    ("data", "451 try later", (Blame.MESSAGE, False, False)),
    ("data", DROP, (Blame.UNCLEAR, False, True)),
    ("taken", DROP, (Blame.UNCLEAR, False, True)),
]


@pytest.mark.parametrize(("stage", "answer", "expected"), ANSWERS)
def test_each_answer_is_laid_at_the_right_door(
    catcher: Catcher,
    way: Way,
    stage: str,
    answer: str,
    expected: tuple[Blame, bool, bool],
) -> None:
    catcher.fail(stage, answer)
    error = error_of(way(catcher))
    assert (error.blame, error.permanent, error.doubtful) == expected
    if answer != DROP and stage != "ehlo":
        assert (error.code, error.answer) == (int(answer[:3]), answer[4:])
        assert answer in str(error)
    assert len(catcher.caught) == (stage == "taken")


def test_after_any_failure_the_next_message_goes_its_way(catcher: Catcher, way: Way) -> None:
    mailer = way(catcher)
    for stage, answer, *_ in ANSWERS:
        mailer.close()
        catcher.fail(stage, answer)
        error_of(mailer)
        catcher.mend()
        mailer.send(message(), to=TO)


def test_nobody_listening_is_the_servers_trouble(catcher: Catcher, way: Way) -> None:
    error = error_of(way(catcher, port=free_port()))
    assert (error.blame, error.doubtful) == (Blame.SERVER, False)
    assert "could not be reached" in str(error)


@pytest.mark.parametrize("stage", ["connect", "rcpt", "taken"])
def test_a_server_that_stalls_is_given_up_in_time(catcher: Catcher, way: Way, stage: str) -> None:
    catcher.fail(stage, STALL)
    begun = time.monotonic()
    error = error_of(way(catcher, timeout=0.3))
    assert error.doubtful == (stage == "taken")
    assert time.monotonic() - begun < 0.3 * 4 + 0.7


def test_a_server_that_drips_bytes_is_given_up_in_time(way: Way, dripping: int) -> None:
    begun = time.monotonic()
    with Catcher() as catcher:
        error = error_of(way(catcher, port=dripping, timeout=0.3))
    assert (error.blame, error.doubtful) == (Blame.UNCLEAR, True)
    assert time.monotonic() - begun < 0.3 * 4 + 0.7


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_good_certificate_is_trusted_and_a_strange_one_is_not(
    way: Way, tls: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    side: dict[str, Any] = {tls: server_tls()}
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with Catcher(**side, login=True) as catcher:
        login = {"user": USER, "password": PASSWORD}
        way(catcher, host="localhost", tls=tls, **login).send(message(), to=TO)
        assert len(catcher.caught) == 1
        wrong_name = error_of(way(catcher, tls=tls, **login))
        monkeypatch.delenv("SSL_CERT_FILE")
        stranger = error_of(way(catcher, host="localhost", tls=tls, **login))
    for error in (wrong_name, stranger):
        assert (error.blame, error.doubtful) == (Blame.SERVER, False)
        assert "its certificate is not good" in str(error)


def test_without_the_encryption_that_was_asked_for_nothing_is_sent(
    catcher: Catcher, way: Way
) -> None:
    error = error_of(way(catcher, tls="starttls", user="us", password="secret"))
    assert error.blame is Blame.SERVER
    assert "offers no encryption that we trust" in str(error)
    assert catcher.stages == ["connect", "ehlo"]


def test_a_wrong_password_is_nobodys_message(way: Way) -> None:
    with Catcher(login=True) as catcher:
        mailer = way(catcher, user=USER, password="wrong")
        error = error_of(mailer)
        assert (error.blame, error.code, error.permanent) == (Blame.SERVER, 535, True)
        assert "wrong" not in repr(mailer._access)
        way(catcher, user=USER, password=PASSWORD).send(message(), to=TO)
        assert len(catcher.caught) == 1


def test_a_server_that_knows_no_login_is_no_messages_fault(catcher: Catcher, way: Way) -> None:
    assert error_of(way(catcher, user="us", password="secret")).blame is Blame.SERVER


def test_a_domain_beyond_ascii_is_taken_by_every_server(catcher: Catcher, way: Way) -> None:
    way(catcher).send(message(), to="anna@bücher.example")
    assert catcher.caught[0].recipient == "anna@xn--bcher-kva.example"


def test_a_name_beyond_ascii_needs_a_server_that_takes_it(catcher: Catcher, way: Way) -> None:
    error = error_of(way(catcher), to="jörg@example.org")
    assert (error.blame, error.permanent) == (Blame.MESSAGE, True)
    assert "Ask the person for another address" in str(error)
    with Catcher(utf8=True) as modern:
        way(modern).send(message(), to="jörg@example.org")
        (caught,) = modern.caught
        assert caught.recipient == "jörg@example.org"
        assert {"SMTPUTF8", "BODY=8BITMIME"} <= set(caught.options)


@pytest.mark.parametrize(
    "to", ["", "ada", "ada@", "a b@example.org", "a@x\r\nRCPT TO:<eve@evil.example>", "<a@x.org>"]
)
def test_what_is_no_address_never_reaches_the_server(catcher: Catcher, way: Way, to: str) -> None:
    error = error_of(way(catcher), to=to)
    assert (error.blame, error.permanent) == (Blame.MESSAGE, True)
    assert catcher.connections == 0
