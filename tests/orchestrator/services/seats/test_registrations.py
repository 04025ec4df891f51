from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import world
from set_clock import SetClock

from orchestrator.models import AuditEntry, JoinLink, OutboxMessage, Registration, Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import RegistrationState, read_person
from orchestrator.rules.workshop import State, Venue
from orchestrator.services.seats import registrations, waitlist
from orchestrator.services.seats.registration_states import by_link, link_token

pytestmark = pytest.mark.django_db
CONFIRMED, WAITLISTED = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED
OFFERED, CANCELLED = RegistrationState.OFFERED, RegistrationState.CANCELLED


@pytest.fixture
def small(at: SetClock) -> Workshop:
    """Return a workshop with two seats."""
    return world.publish(capacity=2)


def states(workshop: Workshop) -> dict[str, str]:
    rows = Registration.objects.filter(workshop=workshop).order_by("id")
    return {row.name: row.state for row in rows}


def refused(code: str) -> pytest.RaisesExc[RuleBroken]:
    return pytest.raises(RuleBroken, check=lambda refusal: refusal.code == code)


def test_seats_are_given_in_order_of_arrival_and_then_places_to_wait(small: Workshop) -> None:
    for name in ("Ada", "Bo", "Cy", "Di"):
        world.register(small, name)
    assert states(small) == {"Ada": CONFIRMED, "Bo": CONFIRMED, "Cy": WAITLISTED, "Di": WAITLISTED}
    assert world.owed() == [
        "registration-confirmed ada@example.org",
        "registration-confirmed bo@example.org",
        "registration-waitlisted cy@example.org",
        "registration-waitlisted di@example.org",
    ]


def test_a_cancelled_seat_is_offered_to_the_next_at_once(small: Workshop) -> None:
    ada, _, cy, di = [world.register(small, name) for name in ("Ada", "Bo", "Cy", "Di")]
    waitlist.prefer(di.pk, 1, "user 1")
    registrations.cancel(ada.pk, "link")
    assert states(small) == {"Ada": CANCELLED, "Bo": CONFIRMED, "Cy": WAITLISTED, "Di": OFFERED}
    assert world.owed()[-2:] == [
        "registration-cancelled ada@example.org",
        "seat-offered di@example.org",
    ]
    registrations.cancel(ada.pk, "link")  # twice is once
    assert len(world.owed()) == 6
    registrations.cancel(di.pk, "link")  # an offer is declined: the next one is asked
    assert states(small)["Cy"] == OFFERED
    waitlist.accept(cy.pk, "link")
    waitlist.accept(cy.pk, "link")  # the button was pressed twice
    assert states(small)["Cy"] == CONFIRMED


def test_an_offered_seat_is_taken_by_nobody_else(small: Workshop) -> None:
    ada, *_ = [world.register(small, name) for name in ("Ada", "Bo", "Cy")]
    registrations.cancel(ada.pk, "link")
    assert world.register(small, "Eve").state == WAITLISTED


def test_who_has_an_offer_and_buys_a_ticket_has_the_seat(small: Workshop) -> None:
    ada, *_ = [world.register(small, name) for name in ("Ada", "Bo", "Cy")]
    registrations.cancel(ada.pk, "link")
    assert world.register(small, "Cy").state == CONFIRMED
    assert world.owed()[-1] == "registration-confirmed cy@example.org"


def test_one_person_stands_in_a_workshop_once(small: Workshop) -> None:
    world.register(small, "Ada")
    with refused("already_registered"):
        registrations.register(small.pk, read_person("A.", "ADA@example.org"), world.BY_HAND)
    with refused("already_registered"):
        registrations.wait(small.pk, world.person("Ada"), world.BY_HAND)


def test_who_cancelled_may_come_back(small: Workshop) -> None:
    registrations.cancel(world.register(small, "Ada").pk, "link")
    assert world.register(small, "Ada").state == CONFIRMED
    assert Registration.objects.count() == 2


def test_a_seat_is_handed_on_also_when_the_workshop_is_full(small: Workshop) -> None:
    ada, *_ = [world.register(small, name) for name in ("Ada", "Bo", "Cy")]
    door = JoinLink.objects.get(registration=ada)
    eve = registrations.substitute(ada.pk, world.person("Eve"), world.BY_HAND)
    assert states(small) == {
        "Ada": CANCELLED, "Bo": CONFIRMED, "Cy": WAITLISTED, "Eve": CONFIRMED,
    }  # fmt: skip
    assert eve.replaces == ada
    door.refresh_from_db()
    assert door.revoked_at is not None
    assert JoinLink.objects.get(registration=eve).revoked_at is None
    assert world.owed()[-2:] == [
        "seat-handed-on ada@example.org",
        "registration-confirmed eve@example.org",
    ]


def test_a_seat_handed_to_somebody_who_waits_ends_their_waiting(small: Workshop) -> None:
    ada, *_ = [world.register(small, name) for name in ("Ada", "Bo", "Cy")]
    registrations.substitute(ada.pk, world.person("Cy"), world.BY_HAND)
    live = Registration.objects.filter(state__in=[CONFIRMED, WAITLISTED, OFFERED])
    assert sorted(live.values_list("name", "state")) == [("Bo", CONFIRMED), ("Cy", CONFIRMED)]


def test_a_seat_is_not_handed_to_somebody_who_has_one(small: Workshop) -> None:
    ada, _ = [world.register(small, name) for name in ("Ada", "Bo")]
    with refused("already_registered"):
        registrations.substitute(ada.pk, world.person("Bo"), world.BY_HAND)
    registrations.cancel(ada.pk, "link")
    with refused("no_seat"):
        registrations.substitute(ada.pk, world.person("Eve"), world.BY_HAND)


def test_a_place_on_the_waitlist_is_handed_on_and_the_old_link_is_dead(small: Workshop) -> None:
    *_, cy, di = [world.register(small, name) for name in ("Ada", "Bo", "Cy", "Di")]
    old = link_token(cy)
    eve = registrations.substitute(cy.pk, world.person("Eve"), world.BY_HAND)
    assert (eve.pk, waitlist.place_of(eve), waitlist.place_of(di)) == (cy.pk, 1, 2)
    assert by_link(old) is None
    assert by_link(link_token(eve)) == eve
    with refused("already_registered"):
        registrations.substitute(di.pk, world.person("Eve"), world.BY_HAND)
    registrations.cancel(Registration.objects.get(name="Ada").pk, "link")
    fay = registrations.substitute(eve.pk, world.person("Fay"), world.BY_HAND)
    assert (fay.state, world.owed()[-1]) == (OFFERED, "seat-offered fay@example.org")


def test_a_new_name_reaches_zoom_and_keeps_the_link(small: Workshop) -> None:
    ada = world.register(small, "Ada")
    JoinLink.objects.update(registered_in=1, registrant_id="r")
    registrations.substitute(
        ada.pk, read_person("Adam", "ada@example.org", "he/him"), world.BY_HAND
    )
    ada.refresh_from_db()
    link = JoinLink.objects.get(registration=ada)
    assert (ada.name, ada.pronouns, link.name, link.renamed) == ("Adam", "he/him", "Adam", True)
    assert link.revoked_at is None
    before = AuditEntry.objects.count()
    registrations.rename(ada.pk, read_person("Adam", "ada@example.org", "he/him"), "user 1")
    assert AuditEntry.objects.count() == before  # nothing changed, so nothing was done


@pytest.mark.parametrize("state", [State.IDEA, State.TO_BE_DECIDED, State.CANCELLED])
def test_nobody_is_registered_for_what_has_no_date_or_does_not_take_place(
    at: SetClock, state: State
) -> None:
    workshop = world.publish(state=state)
    with refused("registration_closed"):
        world.register(workshop, "Ada")


def test_a_draft_takes_people_and_tells_them_nothing(at: SetClock) -> None:
    workshop = world.publish(state=State.SCHEDULED)
    assert world.register(workshop, "Ada").state == CONFIRMED
    assert world.owed() == []


def test_what_is_over_stays_as_it_was(small: Workshop, at: SetClock) -> None:
    ada = world.register(small, "Ada")
    at.at = small.span[1]
    deeds: list[Callable[[], object]] = [
        lambda: world.register(small, "Bo"),
        lambda: registrations.cancel(ada.pk, "link"),
        lambda: registrations.substitute(ada.pk, world.person("Eve"), world.BY_HAND),
        lambda: registrations.rename(ada.pk, world.person("Ada"), "user 1"),
    ]
    for deed in deeds:
        with pytest.raises(RuleBroken):
            deed()
    assert states(small) == {"Ada": CONFIRMED}


def test_the_waitlist_closes_before_the_start(small: Workshop, at: SetClock) -> None:
    ada, _, cy = [world.register(small, name) for name in ("Ada", "Bo", "Cy")]
    at.at = small.span[0] - timedelta(hours=24)
    with refused("workshop_full"):
        world.register(small, "Di")
    with refused("workshop_full"):
        registrations.wait(small.pk, world.person("Di"), world.BY_HAND)
    registrations.cancel(ada.pk, "link")
    cy.refresh_from_db()
    assert cy.state == WAITLISTED  # nobody is offered a seat any more
    assert world.register(small, "Di").state == CONFIRMED  # but who comes by hand may have it


def test_waiting_for_a_workshop_with_free_seats_brings_an_offer_at_once(small: Workshop) -> None:
    assert registrations.wait(small.pk, world.person("Ada"), world.BY_HAND).state == OFFERED


def test_an_unanswered_offer_lapses_and_goes_on(small: Workshop, at: SetClock) -> None:
    ada, _, cy, di = [world.register(small, name) for name in ("Ada", "Bo", "Cy", "Di")]
    registrations.cancel(ada.pk, "link")
    due = waitlist.next_due()
    assert due == at.at + timedelta(hours=24, microseconds=1)
    at.forward(hours=24)
    assert waitlist.expire_offers() == 0  # an answer at the very last moment counts
    at.forward(seconds=1)
    with refused("offer_over"):
        waitlist.accept(cy.pk, "link")
    assert waitlist.expire_offers() == 1
    assert states(small) == {
        "Ada": CANCELLED, "Bo": CONFIRMED, "Cy": "lapsed", "Di": OFFERED,
    }  # fmt: skip
    assert world.owed()[-2:] == ["offer-lapsed cy@example.org", "seat-offered di@example.org"]
    with refused("offer_over"):
        waitlist.accept(cy.pk, "link")
    assert registrations.wait(small.pk, world.person("Cy"), world.BY_HAND).state == WAITLISTED
    assert waitlist.accept(di.pk, "link").state == CONFIRMED
    assert waitlist.next_due() is None


def test_on_site_there_is_no_door_to_a_meeting(at: SetClock) -> None:
    workshop = world.publish(venue=Venue.ON_SITE, place="1 Main St, Denver")
    world.register(workshop, "Ada")
    assert not JoinLink.objects.exists()


def test_the_audit_says_who_did_what_without_a_personal_word(small: Workshop) -> None:
    ada = world.register(small, "Ada")
    registrations.substitute(ada.pk, world.person("Eve"), world.BY_HAND)
    trail = [(e.actor, e.action, e.details) for e in AuditEntry.objects.all()]
    assert ("user 1", "substituted") in [entry[:2] for entry in trail]
    assert "example.org" not in str(trail)
    assert not any(name in str(trail) for name in ("Ada", "Eve"))


@pytest.mark.parametrize("number", [0, 999])
def test_what_does_not_exist_is_refused(at: SetClock, number: int) -> None:
    deeds: list[Callable[[], object]] = [
        lambda: registrations.cancel(number, "user 1"),
        lambda: waitlist.accept(number, "user 1"),
        lambda: registrations.register(number, world.person("Ada"), world.BY_HAND),
    ]
    for deed in deeds:
        with pytest.raises(RuleBroken, match="no such"):
            deed()


def test_each_message_is_owed_once_for_its_cause(small: Workshop) -> None:
    ada = world.register(small, "Ada")
    registrations.cancel(ada.pk, "link")
    world.register(small, "Ada")
    causes = list(OutboxMessage.objects.values_list("cause", flat=True))
    assert len(causes) == len(set(causes)) == 3
