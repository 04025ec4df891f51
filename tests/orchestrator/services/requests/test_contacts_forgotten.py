"""Contacts of organizations leave in their time, and when they ask; what was accepted stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
import request_world as requests
from set_clock import SetClock

from orchestrator.models import OutboxMessage
from orchestrator.rules.email_address import read_address
from orchestrator.services import forgetting

pytestmark = pytest.mark.django_db
ADA = read_address("ada0@example.org")


def test_contacts_leave_so_long_after_the_workshop_and_the_organizations_stay(
    at: SetClock,
) -> None:
    row = requests.accept(requests.ask(), *requests.NAMES)
    assert forgetting.next_due() is not None
    at.at = row.end + timedelta(days=91)
    forgetting.forget_what_is_due()
    kept = list(row.organizations.values_list("name", "contact", "email", "email_key"))
    assert kept == [(name, "", "", "") for name in requests.NAMES]
    assert requests.in_force(row).shares


def test_a_contact_who_asks_is_exported_and_erased(at: SetClock) -> None:
    row = requests.ask()
    found = forgetting.export(ADA)["requests"]
    assert [one["organization"] for one in found] == ["North"]
    assert forgetting.erase(ADA, "user 1") > 0
    assert forgetting.export(ADA)["requests"] == []
    assert not OutboxMessage.objects.filter(recipient__contains="ada0").exists()
    requests.accept(row, "North")  # their organization can still answer by its link
    assert not OutboxMessage.objects.filter(recipient="").exclude(state="skipped").exists()
