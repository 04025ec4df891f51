from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from orchestrator.rules.publication import Offer, check_offer, from_json, to_json
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import Audience, Venue

START = datetime(2026, 12, 9, 13, tzinfo=UTC)
OFFER = Offer(
    title="Workshop",
    audience=Audience.PUBLIC,
    venue=Venue.ONLINE,
    month=date(2026, 12, 1),
    start=START,
    end=START + timedelta(hours=4),
    timezone="America/Los_Angeles",
    capacity=14,
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": ""}, "title_missing"),
        ({"title": "a\nb"}, "title_missing"),
        ({"title": "a" * 201}, "title_missing"),
        ({"capacity": 1}, "capacity_not_possible"),
        ({"capacity": 101}, "capacity_not_possible"),
        ({"end": START}, "hours_not_possible"),
        ({"end": START + timedelta(hours=13)}, "hours_not_possible"),
        ({"venue": Venue.ON_SITE}, "place_missing"),
        ({"place": "x" * 301}, "place_too_long"),
        ({"ticket_url": "javascript:alert(1)"}, "ticket_url_not_possible"),
        ({"ticket_url": "https://a b"}, "ticket_url_not_possible"),
        ({"ticket_url": "https://" + "a" * 500}, "ticket_url_not_possible"),
    ],
)
def test_what_cannot_be_offered_is_refused_by_its_own_code(
    change: dict[str, object], code: str
) -> None:
    check_offer(OFFER)
    with pytest.raises(RuleBroken) as refusal:
        check_offer(replace(OFFER, **change))  # type: ignore[arg-type]  # as Offer names them
    assert refusal.value.code == code


def test_an_offer_survives_as_json() -> None:
    month = replace(OFFER, start=None, end=None)
    for offer in (OFFER, month, replace(OFFER, venue=Venue.ON_SITE, place="1 Main St")):
        assert from_json(to_json(offer)) == offer
    assert month.when != OFFER.when


@pytest.mark.parametrize(
    ("change", "seen", "mailed"),
    [
        ({"title": "Other"}, True, True),
        ({"audience": Audience.PRIVATE}, True, False),
        ({"ticket_url": "https://example.org"}, True, False),
        ({"timezone": "America/New_York"}, True, False),
        ({"capacity": 12}, False, False),
    ],
)
def test_a_change_matters_to_those_who_see_it(
    change: dict[str, object], *, seen: bool, mailed: bool
) -> None:
    after = replace(OFFER, **change)  # type: ignore[arg-type]  # as Offer names them
    assert (after.seen != OFFER.seen) is seen
    assert (after.mailed != OFFER.mailed) is mailed
