"""Reading pages as a person does, and pressing their buttons."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client


def text_of(response: Any) -> str:
    """Return the page's words, without its markup."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(plain))


def form_actions(response: Any) -> list[str]:
    """Return where the page's forms post to, in order."""
    return re.findall(r'<form[^>]*action="([^"]+)"', response.content.decode())


def press(client: Client, page: str, ending: str, **typed: Any) -> Any:
    """Open a page, press the button of the form whose address ends so, and return the answer."""
    (action,) = [found for found in form_actions(client.get(page)) if found.endswith(ending)]
    return client.post(action, typed)


def told_on(response: Any) -> str:
    """Return what the page's alert says."""
    found = re.search(r'role="alert">(.*?)</p>', response.content.decode(), re.DOTALL)
    return unescape(found.group(1)) if found else ""
