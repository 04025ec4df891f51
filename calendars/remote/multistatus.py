"""What a CalDAV server says about a collection, item by item (RFC 4918, 6578, 4791).

Read here and not by caldav's own lists, because these take an answer that is no multistatus (a
sign-in page, say) for an empty calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from calendars.remote.port import RemoteError

if TYPE_CHECKING:
    from collections.abc import Iterable

DAV, CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
MULTI_STATUS, NOT_FOUND, TOO_MUCH = 207, "404", "507"
HEAD = '<?xml version="1.0" encoding="utf-8"?>'
NAMES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
LISTING = f"{HEAD}<D:propfind {NAMES}><D:prop><D:getetag/><D:resourcetype/></D:prop></D:propfind>"
ZONE = f"{HEAD}<D:propfind {NAMES}><D:prop><C:calendar-timezone/></D:prop></D:propfind>"


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a collection: gone, or with its version and perhaps its content."""

    href: str
    is_gone: bool
    etag: str
    content: str
    zone: str
    is_collection: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The members that an answer names; `token` is where to go on, if it is not `is_whole`."""

    items: tuple[Item, ...]
    token: str
    is_whole: bool


def sync_request(token: str) -> str:
    """Return the body that asks what changed since the token; without one for everything."""
    return (
        f"{HEAD}<D:sync-collection {NAMES}><D:sync-token>{escape(token)}</D:sync-token>"
        "<D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"
    )


def content_request(hrefs: Iterable[str]) -> str:
    """Return the body that asks for the content of members."""
    named = "".join(f"<D:href>{escape(href)}</D:href>" for href in hrefs)
    return (
        f"{HEAD}<C:calendar-multiget {NAMES}><D:prop><D:getetag/><C:calendar-data/></D:prop>"
        f"{named}</C:calendar-multiget>"
    )


def parsed(tree: Any) -> Answer:  # noqa: ANN401 -- an element of lxml, which has no types here
    """Return what a multistatus says. Raises RemoteError for anything else."""
    if tree is None or tree.tag != f"{DAV}multistatus":
        raise RemoteError("The calendar's server answered something that is no list of entries.")
    items, is_whole = [], True
    for response in tree.findall(f"{DAV}response"):
        status = response.findtext(f"{DAV}status") or ""
        if TOO_MUCH in status.split():
            is_whole = False
        else:
            items.append(_item(response, status))
    return Answer(tuple(items), tree.findtext(f"{DAV}sync-token") or "", is_whole)


def _item(response: Any, status: str) -> Item:  # noqa: ANN401 -- an element of lxml
    found = {
        prop.tag: prop
        for group in response.findall(f"{DAV}propstat")
        if "200" in (group.findtext(f"{DAV}status") or "").split()
        for prop in group.findall(f"{DAV}prop/*")
    }
    texts = {tag: (prop.text or "") for tag, prop in found.items()}
    kind = found.get(f"{DAV}resourcetype")
    return Item(
        href=(response.findtext(f"{DAV}href") or "").strip(),
        is_gone=NOT_FOUND in status.split(),
        etag=texts.get(f"{DAV}getetag", ""),
        content=texts.get(f"{CAL}calendar-data", ""),
        zone=texts.get(f"{CAL}calendar-timezone", ""),
        is_collection=kind is not None and kind.find(f"{DAV}collection") is not None,
    )
