"""Pages behind a personal link: one's own registration, a roster, new dates, a certificate."""

from __future__ import annotations

import pytest
import world
from django.test import Client
from pages import form_actions, press, text_of, told_on
from set_clock import SetClock

from orchestrator.models import Registration, SeatBlock, Subscriber, Workshop
from orchestrator.rules.workshop import Audience, State
from orchestrator.services import addresses, forgetting
from orchestrator.services.people import subscribers
from orchestrator.services.seats import attending, organizations, registrations

pytestmark = pytest.mark.django_db
EVE = {"name": "Eve", "email": "eve@example.org", "pronouns": ""}


@pytest.fixture
def small(at: SetClock) -> Workshop:
    return world.publish(capacity=1, ticket_url="https://shop.example.org/")


def page_of(row: Registration) -> str:
    return path(addresses.registration(row))


def path(address: str) -> str:
    return address.removeprefix("http://127.0.0.1:8000")


def state_of(name: str) -> str:
    return Registration.objects.filter(name=name).latest("id").state


def test_looking_at_a_page_changes_nothing_and_it_is_nobody_elses(
    client: Client, small: Workshop
) -> None:
    ada = world.register(small, "Ada")
    page = client.get(page_of(ada))
    assert "You have a seat" in text_of(page)
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    for action in form_actions(page):
        assert client.get(action).status_code == 405
    assert state_of("Ada") == "confirmed"
    assert client.get("/registrations/nothing").status_code == 404


def test_a_seat_is_cancelled_and_the_next_person_takes_it(client: Client, small: Workshop) -> None:
    ada, bo = world.register(small, "Ada"), world.register(small, "Bo")
    assert "You are number 1 on the waitlist" in text_of(client.get(page_of(bo)))
    press(client, page_of(ada), "/cancel")
    assert "This registration is cancelled" in text_of(client.get(page_of(ada)))
    assert "A seat is free for you" in text_of(client.get(page_of(bo)))
    press(client, page_of(bo), "/accept")
    assert "You have a seat" in text_of(client.get(page_of(bo)))


def test_an_answer_that_comes_too_late_is_told_so_and_what_to_do(
    client: Client, small: Workshop, at: SetClock
) -> None:
    ada, bo = world.register(small, "Ada"), world.register(small, "Bo")
    registrations.cancel(ada.pk, "link")
    at.forward(hours=24, seconds=1)
    answer = press(client, page_of(bo), "/accept")
    assert answer.status_code == 409
    assert "the seat went on to the next" in told_on(answer)


def test_a_seat_is_handed_on_and_the_old_page_ends(client: Client, small: Workshop) -> None:
    ada = world.register(small, "Ada")
    bad = press(client, page_of(ada), "/hand-on", name="Eve", email="eve")
    assert bad.status_code == 422
    assert "not an e-mail address" in told_on(bad)
    assert 'value="Eve"' in bad.content.decode()
    press(client, page_of(ada), "/hand-on", **EVE)
    assert (state_of("Ada"), state_of("Eve")) == ("cancelled", "confirmed")
    assert "cancelled" in text_of(client.get(page_of(ada)))


def test_a_place_on_the_waitlist_is_handed_on_with_its_page(
    client: Client, small: Workshop
) -> None:
    world.register(small, "Ada")
    bo = world.register(small, "Bo")
    page = page_of(bo)
    answer = press(client, page, "/hand-on", **EVE)
    assert "it is handed on" in text_of(answer)
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("late", ["cancel", "hand-on"])
def test_after_the_workshop_nothing_changes_any_more(
    client: Client, small: Workshop, at: SetClock, late: str
) -> None:
    ada = world.register(small, "Ada")
    at.at = small.span[1]
    assert press(client, page_of(ada), f"/{late}", **EVE).status_code in (409, 422)
    assert state_of("Ada") == "confirmed"


def test_a_workshop_that_is_called_off_says_so(client: Client, small: Workshop) -> None:
    ada = world.register(small, "Ada")
    world.change(small, state=State.CANCELLED)
    assert "does not take place" in text_of(client.get(page_of(ada)))


def test_the_first_page_leads_to_the_shop_and_when_full_to_the_waitlist(
    client: Client, small: Workshop
) -> None:
    assert "Buy a ticket 1 seat left" in text_of(client.get("/"))
    world.register(small, "Ada")
    assert "All seats are taken. Join the waitlist" in text_of(client.get("/"))
    page = f"/workshops/{small.uid}/waitlist"
    assert "Join the waitlist" in text_of(client.get(page))
    assert "Thank you" in text_of(client.post(page, EVE))
    assert state_of("Eve") == "waitlisted"
    assert client.post(page, {"name": "", "email": "x"}).status_code == 422


def test_the_waitlist_tells_nobody_who_is_on_it(client: Client, small: Workshop) -> None:
    world.register(small, "Ada")
    page = f"/workshops/{small.uid}/waitlist"
    ada = {"name": "Ada", "email": "ada@example.org", "pronouns": ""}
    known, new = client.post(page, ada), client.post(page, EVE)
    assert text_of(known) == text_of(new)
    assert Registration.objects.count() == 2


def test_a_program_that_fills_in_everything_gets_nowhere(client: Client, small: Workshop) -> None:
    client.post(f"/workshops/{small.uid}/waitlist", {**EVE, "website": "https://spam.example"})
    client.post("/new-dates/", {"email": "eve@example.org", "website": "x"})
    assert not Registration.objects.exists()
    assert not Subscriber.objects.exists()


def test_a_closed_a_private_and_an_unknown_waitlist_are_told_apart(
    client: Client, small: Workshop, at: SetClock
) -> None:
    private = world.publish(audience=Audience.PRIVATE)
    for uid in (private.uid, "nothing"):
        assert client.get(f"/workshops/{uid}/waitlist").status_code == 404
    at.at = small.span[0]
    at.forward(hours=-3)
    assert "The waitlist is closed" in text_of(client.get(f"/workshops/{small.uid}/waitlist"))
    at.at = small.span[0]
    assert client.get(f"/workshops/{small.uid}/waitlist").status_code == 404


def test_an_organizer_fills_the_own_seats_and_sees_nobody_elses(
    client: Client, at: SetClock
) -> None:
    workshop = world.publish(audience=Audience.PRIVATE, capacity=3)
    block = organizations.keep_seats(workshop.pk, "Acme", 2, "user 1")
    other = world.register(workshop, "Stranger")
    assert block is not None
    page = path(addresses.roster(organizations.new_roster_link(block.pk, "user 1")))
    assert "Nobody yet" in text_of(client.get(page))
    press(client, page, "/add", **EVE)
    assert press(client, page, "/add", **EVE).status_code == 422
    shown = text_of(client.get(page))
    assert "1 of 2 seats" in shown
    assert "Stranger" not in shown
    press(client, page, "/hand-on", name="Fay", email="fay@example.org", pronouns="")
    bad = press(client, page, "/hand-on", name="Fay", email="", pronouns="")
    assert bad.status_code == 422
    press(client, page, "/cancel")
    assert (state_of("Eve"), state_of("Fay")) == ("cancelled", "cancelled")
    assert client.post(f"{page}/{other.pk}/cancel").status_code == 404
    assert state_of("Stranger") == "confirmed"
    organizations.revoke_roster_link(block.pk, "user 1")
    assert client.get(page).status_code == 404
    assert SeatBlock.objects.get() == block


def test_an_organizer_is_told_when_it_is_too_late(client: Client, at: SetClock) -> None:
    workshop = world.publish(audience=Audience.PRIVATE)
    block = organizations.keep_seats(workshop.pk, "Acme", 2, "user 1")
    assert block is not None
    world.register(workshop, "Ada", organization="Acme")
    page = path(addresses.roster(organizations.new_roster_link(block.pk, "user 1")))
    at.at = workshop.span[1]
    assert press(client, page, "/cancel").status_code == 409


def test_new_dates_are_asked_for_confirmed_changed_and_left(client: Client, at: SetClock) -> None:
    month = world.publish(state=State.TO_BE_DECIDED, start=None, month=world.START.date())
    assert "Which hours suit you" in text_of(client.get("/"))
    form = client.get(f"/new-dates/?month={month.pk}")
    assert f'value="{month.pk}" checked' in form.content.decode()
    asked = client.post(
        "/new-dates/",
        {"email": "Eve@Example.org", "parts": ["americas"], "months": [month.pk, "x", "9" * 30]},
    )
    assert "Please look at your mail" in text_of(asked)
    assert client.post("/new-dates/", {"email": "eve"}).status_code == 422
    assert client.post("/new-dates/", {"email": "e@example.org", "parts": ["x"]}).status_code == 422
    eve = Subscriber.objects.get()
    own = path(addresses.subscription(eve))
    assert "One click below" in text_of(client.get(own))
    assert client.get(own).status_code == 200
    eve.refresh_from_db()
    assert eve.confirmed_at is None  # a scanner that opens the link confirms nothing
    client.post(own, {"parts": ["americas"], "months": [month.pk]})
    assert "You hear of new dates" in text_of(client.get(own))
    assert client.post(own, {"parts": ["mars"]}).status_code == 422
    assert sum(subscribers.interest_in(month).values()) == 1
    leave = path(addresses.unsubscribe(eve))
    assert "Leave the list" in text_of(client.get(leave))
    strict = Client(enforce_csrf_checks=True)
    gone = strict.post(leave, {"List-Unsubscribe": "One-Click"})
    assert "You are off the list" in text_of(gone)
    assert not Subscriber.objects.exists()
    assert "You are off the list" in text_of(client.get(leave))
    assert client.get(own).status_code == 404


def test_a_certificate_is_checked_by_its_number_also_when_the_name_is_forgotten(
    client: Client, small: Workshop, at: SetClock
) -> None:
    ada = world.register(small, "Ada")
    attending.mark(ada.pk, present=True, actor="user 1")
    at.at = attending.settles_at(small)
    attending.settle(small.pk)
    ada = Registration.objects.select_related("certificate").get(pk=ada.pk)
    page = path(addresses.certificate(ada.certificate))
    assert "Certificate of attendance Ada took part in" in text_of(client.get(page))
    forgetting.erase(world.person("Ada").email, "user 1")
    assert "This certificate is true" in text_of(client.get(page))
    assert "Ada" not in text_of(client.get(page))
    assert client.get("/certificates/nothing").status_code == 404


def test_an_offer_that_is_over_leads_to_the_waitlist_only_where_that_is_open(
    client: Client, at: SetClock
) -> None:
    for audience in Audience:
        workshop = world.publish(capacity=2, audience=audience)
        row = world.register(workshop, "Ada")
        Registration.objects.filter(pk=row.pk).update(state="lapsed")
        shown = "Join the waitlist again" in text_of(client.get(page_of(row)))
        assert shown == (audience is Audience.PUBLIC)
    at.at = world.START
    assert "Join the waitlist again" not in text_of(client.get(page_of(row)))
