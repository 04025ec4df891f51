"""Tokens of links: only their hash is kept, so that a stolen database opens no door."""

from __future__ import annotations

import hashlib


def hashed(token: str) -> str:
    """Return what is kept of a token: its SHA-256 in hexadecimal; any text has one."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
