"""The test message that the owner sends to see whether mail works."""

from __future__ import annotations

import secrets

from django.db import transaction

from orchestrator.rules.address import AddressError, parse_address
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.letters.trial import KIND
from orchestrator.services.mail import outbox


@transaction.atomic
def owe_test_message(to: str) -> None:
    """Owe that address a test message. Raises RuleBroken (`bad_address`)."""
    recipient = to.strip()
    try:
        parse_address(recipient)
    except AddressError as error:
        raise RuleBroken(
            "bad_address", str(error), allowed="an address like ada@example.org"
        ) from error
    outbox.owe(cause=f"test-message:{secrets.token_hex(6)}", kind=KIND, recipient=recipient)
