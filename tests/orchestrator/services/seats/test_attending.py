from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import world
from set_clock import SetClock

from orchestrator.models import Certificate, JoinLink, Registration, Visit, Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.seats import attending

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(at: SetClock) -> Workshop:
    """Return a workshop of four, just over: Ada by registrant, Bo by address, two unknown."""
    made = world.publish()
    for name in ("Ada", "Bo", "Cy", "Di"):
        world.register(made, name)
    ada = made.registrations.get(name="Ada")
    JoinLink.objects.filter(registration=ada).update(registrant_id="zoom-ada", registered_in=1)
    visit(made, "1", registrant_id="zoom-ada", name="A.", minutes=(0, 240))
    visit(made, "2", email="BO@example.org", name="Bo", minutes=(60, 180))
    visit(made, "3", name="iPhone", minutes=(0, 200))
    visit(made, "4", name="Projector", minutes=(0, 240))
    at.at = made.span[1]
    return made


def visit(workshop: Workshop, uuid: str, *, minutes: tuple[int, int], **fields: Any) -> None:
    start = workshop.span[0]
    joined, left = (start + timedelta(minutes=minute) for minute in minutes)
    Visit.objects.create(
        workshop=workshop, participant_uuid=uuid, joined_at=joined, left_at=left, **fields
    )


def register(workshop: Workshop) -> dict[str, tuple[int, bool]]:
    return {
        line.registration.name: (line.minutes, line.certified)
        for line in attending.register_of(workshop)[0]
    }


def test_who_was_there_is_known_and_the_rest_is_asked(workshop: Workshop) -> None:
    lines, unknown = attending.register_of(workshop)
    assert [(line.registration.name, line.minutes, line.present) for line in lines] == [
        ("Ada", 240, True), ("Bo", 120, True), ("Cy", 0, False), ("Di", 0, False),
    ]  # fmt: skip
    assert [visit.name for visit in unknown] == ["iPhone", "Projector"]


def test_thanks_go_out_in_their_time_and_a_certificate_to_who_stayed(
    workshop: Workshop, at: SetClock
) -> None:
    assert attending.to_settle() == []
    assert attending.settle(workshop.pk) == 0
    at.at = attending.settles_at(workshop)
    assert attending.to_settle() == [workshop.pk]
    assert (attending.settle(workshop.pk), attending.settle(workshop.pk)) == (1, 0)
    assert register(workshop) == {
        "Ada": (240, True), "Bo": (120, False), "Cy": (0, False), "Di": (0, False),
    }  # fmt: skip
    assert world.owed("thank-you") == ["ada@example.org", "bo@example.org"]


def test_the_owner_matches_a_stranger_and_sets_a_projector_aside(
    workshop: Workshop, at: SetClock
) -> None:
    at.at = attending.settles_at(workshop)
    phone, projector = attending.register_of(workshop)[1]
    cy = Registration.objects.get(name="Cy")
    attending.match(phone.pk, cy.pk, "user 1")
    attending.match(projector.pk, None, "user 1")
    assert attending.register_of(workshop)[1] == []
    assert register(workshop)["Cy"] == (200, True)
    assert world.owed("thank-you")[-1] == "cy@example.org"
    other = world.register(world.publish(start=at.at + timedelta(days=9)), "Eve")
    with pytest.raises(RuleBroken, match="another workshop"):
        attending.match(phone.pk, other.pk, "user 1")


def test_the_facilitators_word_stands_above_zooms(workshop: Workshop, at: SetClock) -> None:
    ada, di = (Registration.objects.get(name=name) for name in ("Ada", "Di"))
    attending.mark(ada.pk, present=False, actor="user 1")
    attending.mark(di.pk, present=True, actor="user 1")
    assert not Certificate.objects.exists()  # not yet: thanks have their time
    at.at = attending.settles_at(workshop)
    attending.settle(workshop.pk)
    assert world.owed("thank-you") == ["bo@example.org", "di@example.org"]
    certificate = Certificate.objects.get()
    assert (certificate.registration, certificate.minutes) == (di, 240)
    assert attending.certificate_numbered(certificate.number) == certificate
    assert attending.certificate_numbered("nothing") is None


def test_an_address_of_zoom_that_is_none_is_nobodys(workshop: Workshop) -> None:
    visit(workshop, "5", email="not an address", name="X", minutes=(0, 5))
    assert "X" in [visit.name for visit in attending.register_of(workshop)[1]]
