from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import request_world as requests
import world
from set_clock import SetClock

from orchestrator.models import (
    AuditEntry,
    OutboxMessage,
    TimeClaim,
    WorkshopRequest,
)
from orchestrator.rules.place.reading import GivenPlace
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.request_form import WrittenOrganization
from orchestrator.services.letters.letter import Letter, Skip
from orchestrator.services.letters.writers import WRITERS
from orchestrator.services.requests import accepting, asking, quoting
from orchestrator.services.requests.links import by_link, token_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(at: SetClock) -> None:
    """Stand on 22 November 2026."""


def refused(code: str) -> Any:
    return pytest.raises(RuleBroken, check=lambda broken: broken.code == code)


def letters(kind: str) -> list[Letter | Skip]:
    return [WRITERS[kind](one) for one in OutboxMessage.objects.filter(kind=kind).order_by("id")]


def claims() -> list[tuple[str, bool]]:
    return list(TimeClaim.objects.order_by("start").values_list("kind", "tentative"))


def test_a_request_keeps_the_days_of_the_journey_and_sends_each_its_quote(at: SetClock) -> None:
    row = requests.ask()
    assert (row.state, row.place, row.timezone) == ("quoted", "Duluth, MN 55802", "America/Chicago")
    (claim,) = TimeClaim.objects.all()
    assert (claim.kind, claim.tentative, claim.span) == ("request", True, row.block)
    assert claim.expires_at == row.expires_at == at.at + 10 * DAY
    assert requests.split_of(row) == [77_350, 61_880, 46_410]
    assert world.owed("request-quoted") == [f"ada{n}@example.org" for n in range(3)]
    assert len(world.owed("host-request")) == 1
    first = letters("request-quoted")[0]
    assert isinstance(first, Letter)
    assert "$773.50 at the most" in first.paragraphs[1]
    assert first.action
    assert first.action.url.endswith(f"/quotes/{token_of(requests.of(row, 'North'))}")


def test_a_link_opens_the_page_of_its_organization_only() -> None:
    row = requests.ask()
    for one in row.organizations.all():
        assert by_link(token_of(one)) == one
    assert by_link("nothing") is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"start": "2026-12-21T09:00"}, "too_soon"),
        ({"attendees": "15"}, "attendees_not_possible"),
        ({"place": GivenPlace("00000")}, "zip_unknown"),
        ({"place": GivenPlace(city="Toronto", state="ON")}, "outside_united_states"),
        ({"contacts": ()}, "contacts_missing"),
        ({"contacts": requests.contacts(2)}, "contacts_missing"),
        ({"contacts": [asking.Contact("Ada", "nobody")] * 3}, "email_invalid"),
        ({"venue": "x" * 201}, "text_too_long"),
        ({"override": "x" * 501}, "text_too_long"),
    ],
)
def test_what_the_check_refuses_is_not_kept(changed: dict[str, Any], code: str) -> None:
    with refused(code):
        requests.ask(**changed)
    assert not WorkshopRequest.objects.exists()
    assert not TimeClaim.objects.exists()


def test_nobody_can_say_when_they_asked() -> None:
    with refused("too_soon"):
        requests.ask(start="2026-12-21T09:00", requested_at="2026-01-01T09:00Z")


def test_one_address_does_not_take_the_calendar() -> None:
    requests.ask()
    requests.ask(start="2027-01-20T09:00")
    with refused("too_many_requests"):
        requests.ask(start="2027-02-20T09:00")
    requests.ask(mark="b", start="2027-02-20T09:00")


def test_the_owner_may_override_with_a_reason_that_is_recorded() -> None:
    early = {"start": "2026-12-10T09:00", "actor": "user 1"}
    row = requests.ask(override="An old client, whose event moved.", **early)
    assert (row.state, row.reasons) == ("quoted", ["too_soon"])
    assert row.override_reason == "An old client, whose event moved."
    entry = AuditEntry.objects.get(action="request kept")
    assert (entry.actor, entry.details["overridden"]) == ("user 1", "too_soon")
    with refused("attendees_not_possible"):  # there are fourteen seats, whoever asks
        requests.ask(mark="b", override="Please", attendees="15", start="2027-02-10T09:00")
    with refused("facilitator_busy"):
        requests.ask(mark="b", override="Please", **early)


def test_no_reason_brings_the_past_back_and_a_near_start_leaves_half_the_time(at: SetClock) -> None:
    with refused("too_soon"):
        requests.ask(mode="online", start="2026-11-22T08:00", override="Please")
    row = requests.ask(mode="online", start="2026-11-23T09:00", override="Please")
    assert row.expires_at == at.at + timedelta(hours=12)


def test_a_reason_without_a_refusal_is_not_kept() -> None:
    assert requests.ask(override="Just so").override_reason == ""


def test_a_quote_once_made_never_changes() -> None:
    quote = requests.in_force(requests.ask())
    quote.high_cents = 1
    with pytest.raises(ValueError, match="never changed"):
        quote.save()
    assert [one.number for one in quoting.history()] == [1]


def test_organizations_with_no_weight_left_share_alike() -> None:
    names = (
        WrittenOrganization("A", "1", "100"),
        WrittenOrganization("B"),
        WrittenOrganization("C"),
    )
    row = requests.ask(split="percent", organizations=names)
    assert requests.split_of(row) == [185_640, 0, 0]
    accepting.withdraw(requests.of(row, "A").pk)
    assert requests.split_of(row) == [92_820, 92_820]


def test_letters_to_who_is_gone_are_not_sent() -> None:
    row = requests.ask()
    requests.accept(row, "North")
    messages = list(OutboxMessage.objects.all())
    row.delete()
    assert all(isinstance(WRITERS[one.kind](one), Skip) for one in messages)


def test_letters_that_came_too_late_are_not_sent() -> None:
    row = requests.ask()
    accepting.withdraw(requests.of(row, "West").pk)
    stale = letters("request-quoted")
    assert [isinstance(one, Skip) for one in stale] == [True, True, True, False, False]
    done = requests.accept(row, "North", "South")
    for kind in ("request-quoted", "request-accepted"):
        assert all(isinstance(one, Skip) for one in letters(kind))
    assert [isinstance(one, Letter) for one in letters("host-request")] == [False, False, True]
    accepting.withdraw(requests.of(done, "North").pk)
    assert all(isinstance(one, Skip) for one in letters("request-scheduled"))
    for letter in OutboxMessage.objects.filter(kind="request-quoted").order_by("id")[:1]:
        letter.kind = "request-ended"
        assert isinstance(WRITERS[letter.kind](letter), Skip)
        letter.facts = {**letter.facts, "organization": requests.of(done, "South").pk}
        assert isinstance(WRITERS["request-left"](letter), Skip)


def test_whoever_has_no_seats_of_their_own_gets_no_roster() -> None:
    names = tuple(
        WrittenOrganization(one.name, "" if one.name == "West" else "4")
        for one in requests.DULUTH.organizations
    )
    requests.accept(requests.ask(organizations=names, split="equal"), *requests.NAMES)
    actions = [one.action for one in letters("request-scheduled") if isinstance(one, Letter)]
    assert [bool(one) for one in actions] == [True, True, False]


def test_contacts_are_read_with_what_their_invoices_need() -> None:
    one = replace(requests.contacts(1)[0], purchase_order=" PO  7 ", billing_address="1 Main St")
    row = requests.ask(contacts=[one], organizations=(WrittenOrganization("A", "4"),))
    kept = row.organizations.get()
    assert (kept.purchase_order, kept.billing_address) == ("PO 7", "1 Main St")
