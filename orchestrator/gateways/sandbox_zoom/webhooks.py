"""Webhooks out: signed events to one address, held back, repeated or reordered on demand.

Deliveries live in memory. Zoom's own retries after 5, 25 and 85 minutes are not made by
themselves: `send` repeats a delivery, with its old timestamp and signature as Zoom does.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import queue
import secrets
import threading
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from calendars import clock

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.credentials import Credentials
    from orchestrator.gateways.sandbox_zoom.events import Event
    from orchestrator.gateways.sandbox_zoom.exchange import Json

_ANSWER_SECONDS = 3
NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One signed message; `statuses` grows with each attempt, 0 stands for no answer."""

    number: int
    event: str
    body: bytes
    timestamp: str
    signature: str
    statuses: list[int] = field(default_factory=list)


class Webhooks:
    """Signs what happened and sends it to `target`, one message after the other.

    `paused` holds messages back (they are still listed), `ids_as_text` writes meeting ids as
    strings, `timestamp_in_ms` dates the signature in milliseconds.
    """

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._target = ""
        self.paused = False
        self.ids_as_text = False
        self.timestamp_in_ms = False
        self._deliveries: list[Delivery] = []
        self._queue: queue.Queue[Delivery | None] = queue.Queue()
        self._lock = threading.Lock()
        self._idle = threading.Condition()
        self._unsent = 0
        self._thread: threading.Thread | None = None

    @property
    def target(self) -> str:
        """Where events go; empty: nowhere. Only an http address on loopback is taken."""
        return self._target

    @target.setter
    def target(self, url: str) -> None:
        parts = urlsplit(url)
        if url and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise ValueError("webhooks of the sandbox go to http on loopback only")
        self._target = url

    @property
    def deliveries(self) -> list[Delivery]:
        """Return every message made so far, sent or not."""
        with self._lock:
            return list(self._deliveries)

    def announce(self, event: Event) -> None:
        """Make a message of an event, and send it unless paused; without a target do nothing."""
        if not self._target:
            return
        made = self._message(event.name, _payload(event, ids_as_text=self.ids_as_text))
        if not self.paused:
            self._enqueue(made)

    def announce_raw(self, name: str, payload: Json) -> None:
        """Send an event of any name with any payload, such as one nobody has heard of."""
        self._enqueue(self._message(name, payload))

    def send(self, *numbers: int) -> None:
        """Send messages by number in the given order, also again; raises LookupError."""
        known = {one.number: one for one in self.deliveries}
        for number in numbers:
            self._enqueue(known[number])

    def validate(self) -> bool:
        """Ask the target to prove that it knows the secret; return whether it does."""
        plain = secrets.token_urlsafe(16)
        message = self._message("endpoint.url_validation", {"plainToken": plain})
        status, body = self._post(message)
        message.statuses.append(status)
        try:
            answer = json.loads(body)
        except ValueError:
            answer = {}
        wanted = {"plainToken": plain, "encryptedToken": self._hmac(plain.encode())}
        return status == http.client.OK and answer == wanted

    def wait_until_sent(self, seconds: float = 5) -> bool:
        """Wait until nothing is on its way; return whether that came true in time."""
        with self._idle:
            return self._idle.wait_for(lambda: self._unsent == 0, seconds)

    def start(self) -> None:
        """Begin to send."""
        self._thread = threading.Thread(target=self._run, name="zoom-webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop when what is queued now was tried; do not wait for it."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread = None

    def _run(self) -> None:
        while (message := self._queue.get()) is not None:
            status, _ = self._post(message)
            message.statuses.append(status)
            with self._idle:
                self._unsent -= 1
                self._idle.notify_all()

    def _enqueue(self, message: Delivery) -> None:
        with self._idle:
            self._unsent += 1
        self._queue.put(message)

    def _message(self, name: str, payload: Json) -> Delivery:
        moment = clock.now().timestamp()
        content: Json = {"event": name, "event_ts": int(moment * 1000), "payload": payload}
        if name != "endpoint.url_validation":
            payload.setdefault("account_id", self._credentials.account_id)
        body = json.dumps(content, ensure_ascii=False).encode()
        timestamp = str(int(moment * 1000) if self.timestamp_in_ms else int(moment))
        signature = "v0=" + self._hmac(b"v0:" + timestamp.encode() + b":" + body)
        with self._lock:
            made = Delivery(len(self._deliveries) + 1, name, body, timestamp, signature)
            self._deliveries.append(made)
        return made

    def _hmac(self, content: bytes) -> str:
        secret = self._credentials.webhook_secret.encode()
        return hmac.new(secret, content, hashlib.sha256).hexdigest()

    def _post(self, message: Delivery) -> tuple[int, bytes]:
        """Return (status, body) of the target's answer; status 0 when there is none."""
        parts = urlsplit(self._target)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "x-zm-request-timestamp": message.timestamp,
            "x-zm-signature": message.signature,
            "x-zm-trackingid": f"sandbox-{message.number}",
            "clientid": self._credentials.client_id,
        }
        connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=_ANSWER_SECONDS
        )
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", path, message.body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return NO_ANSWER, b""
        finally:
            connection.close()


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _payload(event: Event, *, ids_as_text: bool) -> Json:
    payload: Json = {"object": _typed(event.content, ids_as_text=ids_as_text)}
    if event.old:
        payload["old_object"] = _typed(event.old, ids_as_text=ids_as_text)
        payload["time_stamp"] = int(event.at.timestamp() * 1000)
    return payload


def _typed(content: Json, *, ids_as_text: bool) -> Json:
    return content | ({"id": str(content["id"])} if ids_as_text else {})
