"""A real SMTP server in the test's own process: it keeps what it takes, and fails as it is told."""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
import ssl
import time
from collections import Counter
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from processes import free_port

logging.getLogger("mail.log").setLevel("CRITICAL")  # the library's own: not what we log
DROP, STALL = "drop", "stall"
USER, PASSWORD = "us", "pass word"


@dataclass(slots=True)
class Fault:
    """At that stage (`connect`, `ehlo`, `mail`, `rcpt`, `data`, `taken`) answer so, `times` times.

    `taken` comes after the message is kept. `only` names the one recipient it concerns.
    """

    stage: str
    answer: str
    times: int = 1_000_000
    only: str = ""


@dataclass(frozen=True, slots=True)
class Caught:
    """One message that was taken."""

    recipient: str
    sender: str
    options: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


class _Server(SMTP):
    """The protocol, able to refuse or drop a connection as it comes."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.open.discard(self)
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        catcher: Catcher = self.event_handler
        if not catcher.counting:
            await super()._handle_client()
            return
        catcher.connections += 1
        told = await catcher.met("connect", "", self)
        if told:
            await self.push(told)
            _cut(self)
            return
        await super()._handle_client()


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)


class Catcher:
    """Takes mail on a port of this machine inside a `with` block; keeps it in `caught`."""

    def __init__(
        self,
        *,
        starttls: ssl.SSLContext | None = None,
        implicit: ssl.SSLContext | None = None,
        login: bool = False,
        utf8: bool = False,
    ) -> None:
        self.port = free_port()
        self.caught: list[Caught] = []
        self.faults: list[Fault] = []
        self.connections = 0
        self.stages: list[str] = []
        self.counting = False
        self.open: set[SMTP] = set()
        self._stalled = 0
        self._over = asyncio.Event()
        self._controller = _Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            ssl_context=implicit,
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=self._authenticate if login else None,
            auth_required=login,
            auth_require_tls=False,
            enable_SMTPUTF8=utf8,
            ident="catcher",
        )

    def fail(self, stage: str, answer: str, *, times: int = 1_000_000, only: str = "") -> Fault:
        """Let it go wrong from here on; take the fault back with `mend`."""
        fault = Fault(stage, answer, times, only)
        self.faults.append(fault)
        return fault

    def mend(self) -> None:
        self.faults.clear()

    def counted(self) -> Counter[tuple[str, str]]:
        """Count what was taken by recipient and Message-ID."""
        return Counter((caught.recipient, caught.message_id) for caught in self.caught)

    async def met(self, stage: str, recipient: str, server: SMTP) -> str:
        """Return the answer of the fault that waits at this stage, or ''."""
        self.stages.append(stage)
        for fault in self.faults:
            if fault.stage == stage and fault.times > 0 and fault.only in ("", recipient):
                fault.times -= 1
                if fault.answer == STALL:
                    await self._stall()
                if fault.answer in (DROP, STALL):
                    _cut(server)
                    return "421 never heard"
                return fault.answer
        return ""

    async def _stall(self) -> None:
        """Keep silent until the server is stopped."""
        self._stalled += 1
        try:
            await self._over.wait()
        finally:
            self._stalled -= 1

    async def handle_EHLO(  # noqa: N802 -- the library's name for it
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        told = await self.met("ehlo", "", server)
        return [told] if told else responses

    async def handle_HELO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str
    ) -> str:
        session.host_name = hostname
        return await self.met("ehlo", "", server) or "250 catcher"

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self.met("mail", "", server) or "250 sender ok"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        told = await self.met("rcpt", address, server)
        if not told:
            envelope.rcpt_tos.append(address)
        return told or "250 recipient ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (recipient,) = envelope.rcpt_tos
        told = await self.met("data", recipient, server)
        if told:
            return told
        assert isinstance(envelope.content, bytes)
        options = tuple(str(option) for option in envelope.mail_options)
        sender = str(envelope.mail_from)
        self.caught.append(Caught(recipient, sender, options, envelope.content))
        return await self.met("taken", recipient, server) or f"250 taken as {len(self.caught)}"

    def _authenticate(self, *rest: Any) -> AuthResult:
        given = rest[-1]
        good = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=False)

    def __enter__(self) -> Self:
        self._controller.start()
        self.counting = True
        return self

    def __exit__(self, *_: object) -> None:
        self.counting = False
        later = self._controller.loop.call_soon_threadsafe
        later(self._over.set)
        for server in list(self.open):
            if server.transport:
                later(_cut, server)
        ends = time.monotonic() + 0.5  # one whose handshake failed is never heard of again
        while (self._stalled or self.open) and time.monotonic() < ends:
            time.sleep(0.01)
        self._controller.stop()


def _cut(server: SMTP) -> None:
    """End the connection without a word."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()
