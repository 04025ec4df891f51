from __future__ import annotations

import base64
import doctest
import hashlib
import hmac
from datetime import timedelta
from itertools import pairwise

from orchestrator.rules import webhook
from orchestrator.rules.webhook import SECRET_PREFIX, WAITS, shown_secret, signature, wait_after


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(webhook).failed == 0


def test_who_has_the_secret_checks_the_signature_as_standard_webhooks_says() -> None:
    secret = shown_secret(b"\x01" * 32)
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    wanted = hmac.new(key, b'msg_1.1700000000.{"a":1}', hashlib.sha256).digest()
    said = signature(b"\x01" * 32, "msg_1", 1_700_000_000, b'{"a":1}')
    assert said == "v1," + base64.b64encode(wanted).decode()


def test_we_try_for_about_a_day_and_ever_more_rarely() -> None:
    assert timedelta(hours=24) <= sum(WAITS, timedelta()) <= timedelta(hours=30)
    assert all(earlier < later for earlier, later in pairwise(WAITS))
    assert wait_after(len(WAITS) + 1) is None
    assert wait_after(0) is None
