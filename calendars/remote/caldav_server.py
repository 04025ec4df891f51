"""The way to a CalDAV server: sign-in, timeouts, XML, and what its members are.

The only importer of caldav; it is imported at the first use, because it and its HTTP library cost
memory that a house without such a calendar need not spend.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from calendars.remote import multistatus
from calendars.remote.port import RemoteError, refusal, retry_after
from calendars.slimming import told_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from calendars.remote.multistatus import Answer, Item

WHO = "The calendar's server"
MULTI_STATUS, CLIENT_FAULT, SERVER_FAULT = 207, 400, 500
UNAUTHORIZED = 401
MOST_PAGES = 50
LARGEST_BYTES, MOST_TAGS = 10_000_000, 500_000  # of one answer, unpacked


@dataclass(frozen=True, slots=True)
class CalDavAccess:
    """Which calendar it is, and who we are there."""

    url: str
    user: str
    password: str = field(repr=False)
    timeout_seconds: int = 10


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed: `whole` means that every member is named, and what is not is gone."""

    items: tuple[Item, ...]
    token: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """The answer to one request."""

    status: int
    version: str
    tree: Any = field(repr=False)


class CalDavServer:
    """One conversation with a server; `close` ends it."""

    def __init__(self, access: CalDavAccess) -> None:
        import caldav  # noqa: PLC0415 -- only where such a calendar is used: see above

        self._base = access.url.rstrip("/") + "/"
        self._client = caldav.DAVClient(  # type: ignore[operator]  # imported lazily there too
            self._base,
            username=access.user,
            password=access.password,
            timeout=access.timeout_seconds,
            enable_rfc6764=False,
            rate_limit_handle=False,
        )
        self._client.session.trust_env = False  # a ~/.netrc would replace our name and password
        for adapter in self._client.session.adapters.values():
            adapter.send = partial(_sent_within_bounds, adapter.send)

    def close(self) -> None:
        """End the conversation."""
        self._client.close()

    def changes(self, token: str) -> Changes:
        """Return what changed since the token, or everything when it is empty or forgotten.

        A server without sync tokens is asked for its list of versions. Raises RemoteError.
        """
        for known in (token, "") if token else ("",):
            found = self._synced(known)
            if found is not None:
                return found
        answer = self._listed(self._send("PROPFIND", "", multistatus.LISTING, {"Depth": "1"}))
        return Changes(self._members(answer), "", whole=True)

    def contents(self, hrefs: list[str]) -> tuple[Item, ...]:
        """Return these members with their content. Raises RemoteError."""
        body = multistatus.content_request(hrefs)
        return self._listed(self._send("REPORT", "", body, {"Depth": "1"})).items

    def zone(self) -> str:
        """Return the IANA name of the calendar's own zone, or an empty text."""
        sent = self._send("PROPFIND", "", multistatus.ZONE, {"Depth": "0"})
        if sent.status != MULTI_STATUS:
            return ""
        texts = [item.zone for item in multistatus.parsed(sent.tree).items if item.zone]
        return told_zone(texts[0].encode()) if texts else ""

    def send(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> Sent:
        """Return the answer to a request for one member, whatever it is. Raises RemoteError."""
        return self._send(method, path, body, headers)

    def _synced(self, token: str) -> Changes | None:
        """Return what changed since the token; None when the server does not know it or the way."""
        items: list[Item] = []
        first = token
        for _ in range(MOST_PAGES):
            sent = self._send("REPORT", "", multistatus.sync_request(token), {"Depth": "0"})
            if CLIENT_FAULT <= sent.status < SERVER_FAULT:
                return None
            answer = self._listed(sent)
            items += self._members(answer)
            if answer.is_whole:
                return Changes(tuple(items), answer.token, whole=not first)
            if not answer.token or answer.token == token:
                break
            token = answer.token
        raise RemoteError(f"{WHO} never comes to the end of its list.")

    def _members(self, answer: Answer) -> tuple[Item, ...]:
        own = _path(self._base)
        return tuple(
            item for item in answer.items if not item.is_collection and _path(item.href) != own
        )

    def _listed(self, sent: Sent) -> Answer:
        if sent.status != MULTI_STATUS:
            raise refusal(sent.status, {}, WHO)
        return multistatus.parsed(sent.tree)

    def _send(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> Sent:
        from caldav.lib import error as errors  # noqa: PLC0415 -- see above

        try:
            answer = self._client.request(urljoin(self._base, path), method, body, dict(headers))
        except errors.RateLimitError as error:
            raise RemoteError(
                f"{WHO} cannot answer just now.", retry_at=retry_after(error.retry_after or "")
            ) from error
        except errors.AuthorizationError as error:
            if error.status != UNAUTHORIZED:
                return Sent(error.status or UNAUTHORIZED, "", None)
            raise refusal(UNAUTHORIZED, {}, WHO) from error
        except (errors.DAVError, OSError, ValueError, SyntaxError, AssertionError) as error:
            # Its HTTP library's errors are OSErrors, its XML library's are SyntaxErrors.
            raise RemoteError(f"{WHO} gave no whole answer ({type(error).__name__}).") from error
        return Sent(answer.status, answer.headers.get("ETag", ""), answer.tree)


def _sent_within_bounds(send: Callable[..., Any], *given: Any, **named: Any) -> Any:  # noqa: ANN401 -- the HTTP library's own
    """Send a request by the HTTP library, whose reading of the answer's body gets bounds.

    It has none of its own: a small packed answer may become gigabytes.
    """
    answer = send(*given, **named)
    answer.iter_content = partial(_chunks_within_bounds, answer, answer.iter_content)
    return answer


def _chunks_within_bounds(
    answer: Any,  # noqa: ANN401 -- as above
    read: Callable[..., Any],
    *given: Any,  # noqa: ANN401 -- as above
    **named: Any,  # noqa: ANN401 -- as above
) -> Iterator[bytes]:
    size = tags = 0
    for chunk in read(*given, **named):
        size, tags = size + len(chunk), tags + chunk.count(b"<")
        if size > LARGEST_BYTES or tags > MOST_TAGS:
            answer.close()
            raise RemoteError(f"{WHO} sent far too much at once.")
        yield chunk


def _path(href: str) -> str:
    return unquote(urlsplit(href).path).rstrip("/")
