"""Zoom's word on who opened our panel and where: the header `x-zoom-app-context`, decrypted.

Written by Zoom's page "Zoom App context": base64url of `[iv length: 1 byte][iv][aad length: 2,
little-endian][aad][cipher length: 4, little-endian][cipher][tag: 16]`, AES-256-GCM, its key the
SHA-256 of the app's client secret. Never tried against the real Zoom.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from calendars import clock
from orchestrator.rules.refusal import RuleBroken

LONGEST_HEADER = 8192
TAG_BYTES = 16
LIFE = timedelta(minutes=2)  # what Zoom gives it, where it does not say so itself
OLDEST = timedelta(minutes=10)  # however long it says that it lives
LEEWAY = timedelta(seconds=30)  # Zoom's clock and ours
MILLISECONDS_FROM = 10_000_000_000  # a larger moment than this cannot be in seconds
BASE64 = re.compile(r"[A-Za-z0-9_-]+={0,2}")
LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class AppContext:
    """Who opened the panel: Zoom's number of the user, and Zoom's own number of the meeting."""

    user: str
    meeting: str


def read_context(header: str, client_id: str, client_secret: str) -> AppContext:
    """Return who opened the panel in which meeting.

    Raises RuleBroken: `no_context`, `bad_context`, `stale_context`, `not_in_a_meeting`.
    """
    if not header:
        raise RuleBroken(
            "no_context",
            "This page belongs into Zoom, and Zoom did not open it.",
            allowed="in a meeting: Apps, then this app, in Zoom's desktop client",
        )
    told = _decrypted(header, client_secret)
    if told.get("aud", client_id) != client_id:
        raise _unreadable()
    _check_fresh(told)
    if told.get("typ") != "meeting":
        raise RuleBroken(
            "not_in_a_meeting",
            "The panel was opened outside a meeting.",
            allowed="starting the workshop's meeting first, then opening the panel in it",
        )
    return AppContext(_identity(told, "uid"), _identity(told, "mid"))


def _decrypted(header: str, client_secret: str) -> dict[str, Any]:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 -- megabytes, if Zoom asks at all
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 -- the same

    if len(header) > LONGEST_HEADER:
        raise _unreadable()
    iv, aad, cipher = _unpacked(_decoded(header))
    key = hashlib.sha256(client_secret.encode()).digest()
    try:
        told = json.loads(AESGCM(key).decrypt(iv, cipher, aad))
    except (InvalidTag, ValueError, RecursionError) as error:
        raise _unreadable() from error
    if not isinstance(told, dict):
        raise _unreadable()
    return told


def _decoded(header: str) -> bytes:
    text = header.translate(str.maketrans("+/", "-_"))
    if not BASE64.fullmatch(text):
        raise _unreadable()
    bare = text.rstrip("=")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except ValueError as error:  # a length that no bytes have
        raise _unreadable() from error


def _unpacked(packed: bytes) -> tuple[bytes, bytes, bytes]:
    """Return iv, aad, and the cipher with its tag; nothing may be missing or left over."""
    iv, rest = _part(packed, length_bytes=1)
    aad, rest = _part(rest, length_bytes=2)
    cipher, tag = _part(rest, length_bytes=4)
    if len(tag) != TAG_BYTES:
        raise _unreadable()
    return iv, aad, cipher + tag


def _part(packed: bytes, *, length_bytes: int) -> tuple[bytes, bytes]:
    length = int.from_bytes(packed[:length_bytes], "little")
    part = packed[length_bytes : length_bytes + length]
    if len(packed) < length_bytes or len(part) != length:
        raise _unreadable()
    return part, packed[length_bytes + length :]


def _check_fresh(told: dict[str, Any]) -> None:
    made = _milliseconds(told.get("ts"))
    ends = _milliseconds(told["exp"]) if "exp" in told else made + _length(LIFE)
    now = clock.now().timestamp() * 1000
    oldest = now - _length(OLDEST)
    if not oldest <= made <= now + _length(LEEWAY) or now > ends + _length(LEEWAY):
        raise RuleBroken(
            "stale_context",
            "Zoom's word on who opened this page is too old, or our clocks differ.",
            allowed="closing the panel in Zoom and opening it again",
        )


def _milliseconds(moment: object) -> int:
    if not isinstance(moment, int) or isinstance(moment, bool):
        raise _unreadable()
    return moment if moment >= MILLISECONDS_FROM else moment * 1000


def _length(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _identity(told: dict[str, Any], name: str) -> str:
    """Return one of Zoom's numbers; '' where it says none, as for a guest."""
    value = told.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST_ID:
        raise _unreadable()
    return value


def _unreadable() -> RuleBroken:
    return RuleBroken(
        "bad_context",
        "We could not read what Zoom told us about who opened this page.",
        allowed="the client ID and client secret of this very app in the service's settings",
    )
