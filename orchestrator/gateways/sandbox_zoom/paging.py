"""Pages of a list: page_size, and next_page_token that lives for fifteen minutes."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from calendars import clock
from orchestrator.gateways.sandbox_zoom.exchange import INVALID_FIELD, Json, ZoomError, invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orchestrator.gateways.sandbox_zoom.call import Call

_TOKEN_LIVES = timedelta(minutes=15)
_LARGEST_PAGE = 300
_USUAL_PAGE = 30

Item = TypeVar("Item")


def page(call: Call, name: str, items: Sequence[Item], shown: Callable[[Item], Json]) -> Json:
    """Return Zoom's envelope with one page of `items` under `name`.

    Raises ZoomError (400, code 300) for a wrong size and for a token that is not ours,
    belongs to another list, or is older than fifteen minutes.
    """
    size = _page_size(call.request.query.get("page_size", ""))
    token = call.request.query.get("next_page_token", "")
    first = _offset(call, token) if token else 0
    rest = len(items) > first + size
    return {
        "page_size": size,
        "total_records": len(items),
        "next_page_token": _token(call, first + size) if rest else "",
        name: [shown(item) for item in items[first : first + size]],
    }


def expired_token_error() -> ZoomError:
    """Return Zoom's answer to a page token it no longer takes."""
    return ZoomError(400, INVALID_FIELD, "The next page token is either invalid or expired.")


def _page_size(text: str) -> int:
    if not text:
        return _USUAL_PAGE
    size = int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else 0  # noqa: PLR2004 -- enough for 300
    if not 1 <= size <= _LARGEST_PAGE:
        raise invalid(("page_size", f"The page size must be between 1 and {_LARGEST_PAGE}."))
    return size


def _token(call: Call, offset: int) -> str:
    content = json.dumps([offset, int(clock.now().timestamp())])
    signature = call.place.signature(f"page:{call.request.path}:{content}")
    return base64.urlsafe_b64encode(f"{signature}{content}".encode()).decode()


def _offset(call: Call, token: str) -> int:
    try:
        text = base64.urlsafe_b64decode(token.encode()).decode()
        signature, content = text[:32], text[32:]
        if call.place.is_signature(signature, f"page:{call.request.path}:{content}"):
            offset, issued = json.loads(content)
            if clock.now() - datetime.fromtimestamp(issued, UTC) < _TOKEN_LIVES:
                return int(offset)
    except ValueError:
        pass
    raise expired_token_error()
