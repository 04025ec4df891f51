"""Tokens of links: only their hash is kept, so that a stolen database opens no door.

A link that stands in more than one mail is derived from the house's secret key, because nothing
that is kept could write it again.
"""

from __future__ import annotations

import base64
import hashlib

from django.utils.crypto import salted_hmac

TOKEN_BYTES = 24  # 192 bits


def hashed(token: str) -> str:
    """Return what is kept of a token: its SHA-256 in hexadecimal; any text has one."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def derived(purpose: str, identity: str, generation: int) -> str:
    """Return the token of one thing for one purpose; another generation has another token."""
    keyed = salted_hmac(f"orchestrator.{purpose}", f"{identity}:{generation}", algorithm="sha256")
    return base64.urlsafe_b64encode(keyed.digest()[:TOKEN_BYTES]).decode("ascii")
