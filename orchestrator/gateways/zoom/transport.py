"""Calls to Zoom: one token at a time, a deadline on each call, and typed errors.

The only importer of requests. What zoomus leaves open (`ZoomClient` has no timeouts, no renewal,
no errors) is decided here: no redirects, no netrc, bounded answers, and one replay after a
rejected token.
"""

from __future__ import annotations

import json
import queue
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import requests

from calendars import clock
from orchestrator.gateways.zoom.errors import SERVER_FAULT, TOKEN_REJECTED, ZoomError, refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

UNAUTHORIZED = 401
OK_FROM, OK_BELOW, REDIRECTS_BELOW = 200, 300, 400
EARLY_RENEWAL = timedelta(minutes=5)
LARGEST_ANSWER_BYTES = 8_000_000
CHUNK_BYTES = 65_536
JSON_HEADERS = {"Accept": "application/json", "Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class ZoomAccess:
    """Where Zoom is, who we are, and how long we wait; timeouts are in seconds.

    `read_timeout` bounds the whole answer, not only the next byte of it.
    """

    base_url: str
    oauth_url: str
    account_id: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    connect_timeout: float
    read_timeout: float

    @property
    def longest_call(self) -> float:
        """Return the seconds after which any call is given up."""
        return self.connect_timeout + self.read_timeout


@dataclass(frozen=True, slots=True)
class _Token:
    value: str = field(repr=False)
    renew_at: datetime


class ZoomTransport:
    """Sends requests with a fresh token; safe to share between threads."""

    def __init__(self, access: ZoomAccess) -> None:
        self._access = access
        self._token: _Token | None = None
        self._token_lock = threading.Lock()
        self._local = threading.local()

    def request(
        self, method: str, path: str, *, params: Mapping[str, Any], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Return the JSON object of one call, {} for an empty answer. Raises ZoomError.

        A call whose token was rejected is sent once more with a new one; a POST is not, because it
        cannot be repeated safely: its error says to look first and then try again at once.
        """
        token = self._fresh_token(rejected="")
        try:
            return self._send(method, path, params=params, body=body, token=token)
        except ZoomError as error:
            if error.status != UNAUTHORIZED or error.code != TOKEN_REJECTED:
                raise
            token = self._fresh_token(rejected=token)
            if method == "POST":
                error.permanent, error.retry_at = False, clock.now()
                raise
        return self._send(method, path, params=params, body=body, token=token)

    def _send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any],
        body: Mapping[str, Any] | None,
        token: str,
    ) -> dict[str, Any]:
        return self._exchange(
            requests.Request(
                method,
                f"{self._access.base_url}{path}",
                params={key: _query_value(value) for key, value in params.items()},
                data=None if body is None else json.dumps(body).encode(),
                headers={**JSON_HEADERS, "Authorization": f"Bearer {token}"},
            )
        )

    def _fresh_token(self, *, rejected: str) -> str:
        """Return the token in force, fetched anew when it is old or was just rejected."""
        if not self._token_lock.acquire(timeout=self._access.longest_call):
            raise ZoomError("Another call still waits for Zoom's token")
        try:
            token = self._token
            if token and token.value != rejected and clock.now() < token.renew_at:
                return token.value
            self._token = self._fetch_token()
            return self._token.value
        finally:
            self._token_lock.release()

    def _fetch_token(self) -> _Token:
        access = self._access
        asked_at = clock.now()
        try:
            answer = self._exchange(
                requests.Request(
                    "POST",
                    access.oauth_url,
                    data={"grant_type": "account_credentials", "account_id": access.account_id},
                    auth=(access.client_id, access.client_secret),
                )
            )
        except ZoomError as error:
            error.doubtful = False  # no token, so nothing was asked of Zoom yet
            raise
        value, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not value or not isinstance(seconds, int):
            raise ZoomError("Zoom's token answer holds no token")
        return _Token(value, asked_at + timedelta(seconds=seconds) - EARLY_RENEWAL)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False  # a ~/.netrc would replace our Authorization header
            self._local.session = session
        return session

    def _exchange(self, request: requests.Request) -> dict[str, Any]:
        """Return the JSON object of the answer. Raises ZoomError for everything else.

        The call runs in a thread of its own, because a server that drips bytes outlasts every
        timeout of a socket: past the deadline the thread is left to itself, with its session.
        """
        session, answers = self._session(), queue.SimpleQueue[dict[str, Any] | ZoomError]()

        def call() -> None:
            try:
                answers.put(self._attempt(session, request))
            except ZoomError as error:
                answers.put(error)
            except BaseException as error:  # noqa: BLE001 -- told to the caller, not swallowed
                answers.put(ZoomError(f"The call broke ({type(error).__name__})", doubtful=True))

        threading.Thread(target=call, name="zoom-call", daemon=True).start()
        try:
            answer = answers.get(timeout=self._access.longest_call)
        except queue.Empty:
            self._local.session = None
            raise ZoomError("Zoom's answer came too slowly", doubtful=True) from None
        if isinstance(answer, ZoomError):
            raise answer
        return answer

    def _attempt(self, session: requests.Session, request: requests.Request) -> dict[str, Any]:
        """Send the request and return the object it is answered with. Raises ZoomError."""
        access = self._access
        try:
            with session.send(
                session.prepare_request(request),
                timeout=(access.connect_timeout, access.read_timeout),
                allow_redirects=False,
                stream=True,
            ) as response:
                return _judged(response, _read(response))
        except requests.exceptions.ConnectTimeout as error:
            raise ZoomError("Zoom did not accept a connection in time") from error
        except requests.exceptions.RequestException as error:
            reached = not _never_sent(error)
            raise ZoomError(
                f"Zoom gave no whole answer ({type(error).__name__})", doubtful=reached
            ) from error


def _never_sent(error: requests.exceptions.RequestException) -> bool:
    """Say whether the connection itself was refused, so that nothing can have been carried out."""
    return "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error)


def _read(response: requests.Response) -> bytes:
    raw = bytearray()
    for chunk in response.iter_content(CHUNK_BYTES):
        raw += chunk
        if len(raw) > LARGEST_ANSWER_BYTES:
            raise ZoomError("Zoom's answer is too large", response.status_code, doubtful=True)
    return bytes(raw)


def _judged(response: requests.Response, raw: bytes) -> dict[str, Any]:
    """Return the answer's object, or raise what it means; HTTP 200 can carry an error too."""
    status = response.status_code
    try:
        body = json.loads(raw) if raw.strip() else {}
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        doubtful = status < OK_BELOW or status >= SERVER_FAULT
        raise ZoomError("Zoom answered something that is no JSON object", status, doubtful=doubtful)
    if OK_BELOW <= status < REDIRECTS_BELOW:
        raise ZoomError("Zoom answered with a redirect", status, doubtful=True)
    error_inside = isinstance(body.get("code"), int) and "message" in body and "id" not in body
    if not OK_FROM <= status < OK_BELOW or error_inside:
        raise refused(status, body, response.headers)
    return body


def _query_value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
