"""Webhooks that we send: which events there are, how they are signed, when we try again.

Signed as Standard Webhooks writes it: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from enum import StrEnum

SECRET_PREFIX = "whsec_"  # noqa: S105 -- the prefix of all secrets is none
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WAITS = (
    timedelta(seconds=5), 30 * timedelta(seconds=1), 2 * MINUTE, 10 * MINUTE, 30 * MINUTE,
    HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 10 * HOUR,
)  # fmt: skip
MOST_UNFINISHED = 5
OFF_AFTER = timedelta(days=3)
OLD_SECRET_LIFE = timedelta(hours=24)
GONE = 410


class Event(StrEnum):
    """What an endpoint can be told of."""

    WORKSHOP_PUBLISHED = "workshop.published"
    WORKSHOP_CHANGED = "workshop.changed"
    WORKSHOP_CALLED_OFF = "workshop.called_off"
    REGISTRATION_CONFIRMED = "registration.confirmed"
    REGISTRATION_CANCELLED = "registration.cancelled"
    CONSULTATION_BOOKED = "consultation.booked"
    REQUEST_RECEIVED = "request.received"
    INVOICE_ISSUED = "invoice.issued"


TEST = "webhook.test"  # sent when the office asks for it, to any endpoint


def shown_secret(key: bytes) -> str:
    """Return the secret as the receiver's library takes it."""
    return SECRET_PREFIX + base64.b64encode(key).decode("ascii")


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of one message under one key.

    >>> signature(b"key", "msg_1", 1700000000, b"{}")
    'v1,XaXLFEFQ69Q4+demDWPEv5ydXczDW2mM5crCUEFcFBA='
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode("ascii")


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts; None: no more, a person decides.

    >>> [str(wait_after(attempts)) for attempts in (1, 3, 10, 11)]
    ['0:00:05', '0:02:00', '10:00:00', 'None']
    """
    return WAITS[attempts - 1] if 0 < attempts <= len(WAITS) else None
