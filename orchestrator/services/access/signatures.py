"""Signatures of messages from outside: made by whom they claim, and lately."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from calendars import clock
from orchestrator.rules.refusal import RuleBroken

WINDOW = timedelta(hours=24)
MILLISECONDS_FROM = 10_000_000_000  # a larger timestamp than this cannot be in seconds


def hmac_hex(secret: str, message: bytes) -> str:
    """Return the HMAC-SHA256 of a message in hexadecimal."""
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def check_signature(secret: str, message: bytes, given: str, *, prefix: str) -> None:
    """Raise RuleBroken (`bad_signature`) unless `given` is the prefix and the message's HMAC."""
    wanted = (prefix + hmac_hex(secret, message)).encode()
    if not hmac.compare_digest(wanted, given.encode("utf-8", "surrogatepass")):
        raise RuleBroken("bad_signature", "The signature does not fit the body.")


def check_fresh(timestamp: str) -> datetime:
    """Return the instant (UTC); raise RuleBroken (`stale`) unless it is within 24 hours of now.

    Seconds or milliseconds. A retry may carry its old timestamp, so the window is wide.
    """
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > len("1700000000000"):
        raise RuleBroken("stale", "The timestamp is not a Unix time.")
    number = int(timestamp)
    seconds = number / 1000 if number >= MILLISECONDS_FROM else number
    moment = datetime.fromtimestamp(seconds, UTC)
    if abs(moment - clock.now()) > WINDOW:
        raise RuleBroken("stale", "The timestamp is older than 24 hours.")
    return moment
