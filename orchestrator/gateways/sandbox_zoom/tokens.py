"""Server-to-server OAuth: access tokens for an hour, kept only as hashes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from calendars import clock
from orchestrator.gateways.sandbox_zoom import instants
from orchestrator.gateways.sandbox_zoom.exchange import Answer, ZoomError, json_answer

if TYPE_CHECKING:
    import sqlite3

    from orchestrator.gateways.sandbox_zoom.credentials import Credentials
    from orchestrator.gateways.sandbox_zoom.exchange import Request

LIFE_SECONDS = 3600
INVALID_TOKEN = 124
_SCOPES = (
    "meeting:read:admin meeting:write:admin user:read:admin report:read:admin"
    " meeting:read:meeting:admin meeting:write:meeting:admin meeting:update:meeting:admin"
    " meeting:delete:meeting:admin meeting:read:list_meetings:admin"
    " meeting:write:registrant:admin meeting:read:list_registrants:admin"
    " meeting:update:registrant_status:admin meeting:delete:registrant:admin"
)


def issue(db: sqlite3.Connection, request: Request, credentials: Credentials, url: str) -> Answer:
    """Answer `POST /oauth/token`: a token, or the OAuth error that says what is wrong."""
    if not _is_our_client(request, credentials):
        return oauth_error("invalid_client", "Invalid client_id or client_secret")
    asked = request.query | dict(parse_qsl(request.body.decode("latin-1")))
    if asked.get("grant_type") != "account_credentials":
        return oauth_error("unsupported_grant_type", "unsupported grant type")
    if asked.get("account_id") != credentials.account_id:
        return oauth_error("invalid_request", "Bad Request")
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.execute("DELETE FROM tokens WHERE expires_at < ?", [instants.stored(now)])
    expires_at = instants.stored(now + timedelta(seconds=LIFE_SECONDS))
    db.execute("INSERT INTO tokens VALUES (?, ?)", [_hash(token), expires_at])
    body = {
        "access_token": token,
        "token_type": "bearer",
        "expires_in": LIFE_SECONDS,
        "scope": _SCOPES,
        "api_url": url,
    }
    return json_answer(200, body, {"Cache-Control": "no-store"})


def require(db: sqlite3.Connection, request: Request) -> None:
    """Let a request with a live token pass; raises ZoomError (401, code 124)."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise ZoomError(401, INVALID_TOKEN, "Invalid access token.")
    row = db.execute("SELECT expires_at FROM tokens WHERE hash = ?", [_hash(token)]).fetchone()
    if row is None:
        raise ZoomError(401, INVALID_TOKEN, "Invalid access token.")
    if instants.parsed(row["expires_at"]) <= clock.now():
        raise ZoomError(401, INVALID_TOKEN, "Access token is expired.")


def oauth_error(error: str, reason: str) -> Answer:
    """Return an error in the form of Zoom's OAuth server, which differs from its API's."""
    return json_answer(400, {"reason": reason, "error": error})


def _is_our_client(request: Request, credentials: Credentials) -> bool:
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        pair = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return False
    ours = f"{credentials.client_id}:{credentials.client_secret}".encode()
    return kind.lower() == "basic" and hmac.compare_digest(pair, ours)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
