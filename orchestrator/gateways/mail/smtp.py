"""Mail over SMTP: a deadline on everything, and an error that says at whose door it lies.

The only importer of smtplib. A connection is kept for the messages that follow, because providers
count logins; one that does not begin the next message well is replaced once. A password never
travels unencrypted to another machine, and a server's certificate is always checked.
"""

from __future__ import annotations

import queue
import smtplib
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from orchestrator.gateways.mail.errors import Blame, MailError, refused, unreachable
from orchestrator.gateways.mail.wire import recipient, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from orchestrator.rules.address import Address

READY, OK, WILL_FORWARD, GO_AHEAD = 220, 250, 251, 354
STEPS_IN_TIME = 4  # a whole message may take so many times as long as one answer
_NO_LETTERS_BEYOND_ASCII = (
    "The address has letters beyond ASCII before its @, and the mail server does not take such "
    "addresses (it offers no SMTPUTF8). Ask the person for another address."
)


@dataclass(frozen=True, slots=True)
class SmtpAccess:
    """Where the server is, who we are, and how many seconds one answer may take."""

    host: str
    port: int
    tls: Literal["starttls", "implicit", "none"]
    timeout: float
    sender: Address
    user: str = ""
    password: str = field(default="", repr=False)


class SmtpMailer:
    """Hands messages to one SMTP server; used by one thread at a time."""

    def __init__(self, access: SmtpAccess) -> None:
        self._access = access
        self._kept: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, *, to: str) -> str:
        """Hand the message over for one recipient; return the server's answer. Raises MailError.

        It happens in a thread of its own, because a server that drips bytes outlasts every timeout
        of a socket: past the deadline the thread is left to itself, with its connection.
        """
        address = recipient(to)
        raw = to_bytes(message, utf8=address.needs_utf8)
        answers = queue.SimpleQueue[str | MailError]()
        threading.Thread(
            target=self._tell, args=(answers, raw, address), name="smtp-call", daemon=True
        ).start()
        try:
            answer = answers.get(timeout=self._access.timeout * STEPS_IN_TIME)
        except queue.Empty:
            self._kept = None
            slow = "The mail server was too slow"
            raise MailError(slow, Blame.UNCLEAR, doubtful=True) from None
        if isinstance(answer, MailError):
            raise answer
        return answer

    def close(self) -> None:
        """Say goodbye to the server, if a connection is open."""
        client, self._kept = self._kept, None
        if client is not None:
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
            client.close()

    def _tell(
        self, answers: queue.SimpleQueue[str | MailError], raw: bytes, address: Address
    ) -> None:
        told: str | MailError = MailError("Our own program broke", Blame.UNCLEAR, doubtful=True)
        try:
            told = self._hand_over(raw, address)
        except MailError as error:
            told = error
        finally:
            answers.put(told)

    def _hand_over(self, raw: bytes, address: Address) -> str:
        """Go through the dialogue of one message, on the kept connection or a new one."""
        client = self._begun(utf8=address.needs_utf8)
        self._kept = None  # kept again only when all went well
        try:
            answer = _handed_over(client, raw, address)
        except MailError:
            client.close()
            raise
        self._kept = client
        return answer

    def _begun(self, *, utf8: bool) -> smtplib.SMTP:
        """Return a connection on which the server has accepted our sender."""
        client, self._kept = self._kept, None
        if client is not None:
            try:
                return _introduced(client, self._access.sender, utf8=utf8)
            except MailError:
                client.close()  # it was idle for long, or has taken enough messages
        client = _connected(self._access)
        try:
            return _introduced(client, self._access.sender, utf8=utf8)
        except MailError:
            client.close()
            raise


def _connected(access: SmtpAccess) -> smtplib.SMTP:
    """Return a connection that is encrypted and signed in as the settings say."""
    context = ssl.create_default_context()
    name = access.sender.domain  # without it Python asks the network who we are
    with _trouble("The mail server could not be reached"):
        client = (
            smtplib.SMTP_SSL(local_hostname=name, timeout=access.timeout, context=context)
            if access.tls == "implicit"
            else smtplib.SMTP(local_hostname=name, timeout=access.timeout)
        )
        client._host = access.host  # type: ignore[attr-defined]  # noqa: SLF001 -- what TLS checks; only the constructor that connects at once sets it
        code, answer = client.connect(access.host, access.port)
    try:
        if code != READY:
            raise unreachable("The mail server does not serve us", code=code, answer=answer)
        _signed_in(client, access, context)
    except MailError:
        client.close()
        raise
    return client


def _signed_in(client: smtplib.SMTP, access: SmtpAccess, context: ssl.SSLContext) -> None:
    with _trouble("The mail server did not greet us"):
        client.ehlo_or_helo_if_needed()
    if access.tls == "starttls":
        with _trouble("The mail server offers no encryption that we trust (STARTTLS)"):
            client.starttls(context=context)
            client.ehlo_or_helo_if_needed()
    if access.user:
        with _trouble("The mail server refused our user name or password"):
            client.login(access.user, access.password)


def _introduced(client: smtplib.SMTP, sender: Address, *, utf8: bool) -> smtplib.SMTP:
    """Begin a message: the server accepts our sender."""
    if utf8 and not client.has_extn("smtputf8"):
        raise MailError(_NO_LETTERS_BEYOND_ASCII, Blame.MESSAGE, permanent=True)
    with _trouble("The mail server did not accept our sender"):
        code, answer = client.mail(str(sender), ["SMTPUTF8", "BODY=8BITMIME"] if utf8 else [])
    if code != OK:
        raise unreachable("The mail server refused our sender", code=code, answer=answer)
    return client


def _handed_over(client: smtplib.SMTP, raw: bytes, address: Address) -> str:
    """Name the recipient and hand the message over; return the last answer."""
    with _broken_off(doubtful=False):
        code, answer = client.rcpt(str(address))
        if code not in (OK, WILL_FORWARD):
            raise refused(code, answer)
        client.putcmd("data")
        code, answer = client.getreply()
        if code != GO_AHEAD:
            raise refused(code, answer)
    with _broken_off(doubtful=True):
        client.send(_dotted(raw))
        code, answer = client.getreply()
    if code != OK:
        raise refused(code, answer)
    return f"{code} {answer.decode('utf-8', 'replace')}"


def _dotted(raw: bytes) -> bytes:
    """Return the message as DATA wants it: leading dots doubled, a dot at the end."""
    ended = raw if raw.endswith(b"\r\n") else raw + b"\r\n"
    doubled = ended.replace(b"\r\n.", b"\r\n..")
    return (b"." if doubled.startswith(b".") else b"") + doubled + b".\r\n"


@contextmanager
def _trouble(what: str) -> Iterator[None]:
    """Turn what goes wrong before a message's turn into the server's trouble."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        answer = error.smtp_error
        raw = answer if isinstance(answer, bytes) else str(answer).encode()
        raise unreachable(what, code=error.smtp_code, answer=raw) from error
    except ssl.SSLCertVerificationError as error:
        raise unreachable(f"{what}: its certificate is not good: {error.verify_message}") from error
    except (smtplib.SMTPException, OSError, ValueError) as error:
        reason = str(error) if isinstance(error, smtplib.SMTPException) else type(error).__name__
        raise unreachable(f"{what}: {reason}") from error


@contextmanager
def _broken_off(*, doubtful: bool) -> Iterator[None]:
    """Turn a connection that breaks in the middle into nobody's fault yet."""
    try:
        yield
    except (smtplib.SMTPException, OSError, ValueError) as error:
        when = "after the message was handed over" if doubtful else "before the message was taken"
        raise MailError(
            f"The connection ended without an answer {when}", Blame.UNCLEAR, doubtful=doubtful
        ) from error
