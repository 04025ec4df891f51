"""Pages in the reader's language: chosen by the browser or at the foot, whole, never mixed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import request_world as requests
import talks
import world
from django.test import Client
from pages import press, text_of, told_on
from set_clock import SetClock

from orchestrator.management import catalogue
from orchestrator.models import (
    Consultation,
    OutboxMessage,
    Registration,
    SeatBlock,
    Subscriber,
    User,
    Workshop,
)
from orchestrator.rules.workshop import State
from orchestrator.services import addresses
from orchestrator.services.consultations.links import page_address
from orchestrator.services.language import spoken_now
from orchestrator.services.people import subscribers
from orchestrator.services.requests.links import token_of
from orchestrator.services.seats import organizations

pytestmark = pytest.mark.django_db
SPANISH = {"HTTP_ACCEPT_LANGUAGE": "es-MX,es;q=0.9,en;q=0.5"}
ENOUGH = 14  # letters of a text that no other language has by chance
EVE = {"name": "Eve", "email": "eve@example.org", "pronouns": ""}


@pytest.fixture
def reader(at: SetClock) -> Client:
    """Return somebody whose browser asks for Spanish."""
    return Client(**SPANISH)  # type: ignore[arg-type]  # headers, as Django takes them


def path(address: str) -> str:
    return address.removeprefix("http://127.0.0.1:8000")


def pieces(text: str) -> list[str]:
    """Return what a page shows of a text for certain: its parts between fields and markup."""
    parts = re.split(r"%\(\w+\)s|\{\w+\}|<[^>]*>", text)
    return [" ".join(one.split()) for one in parts]


def telling(side: int) -> list[str]:
    """Return the texts of one side of the catalogue (0: English, 1: Spanish) that are its own."""
    found = []
    for one in catalogue.written("es"):
        sides = [_first(one.id), _first(one.string)]
        here, there = pieces(sides[side]), sides[1 - side]
        found += [piece for piece in here if len(piece) >= ENOUGH and piece not in there]
    return found


def _first(text: Any) -> str:
    return text if isinstance(text, str) else text[-1]


def foreign(response: Any, side: int) -> list[str]:
    shown = text_of(response)
    return [text for text in telling(side) if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", shown)]


def public_pages() -> list[str]:
    """Return the addresses of what a visitor or an attendee can see, with something on each."""
    workshop = world.publish(title="Acme", capacity=2, ticket_url="https://shop.example.org/")
    later = {"start": None, "state": State.TO_BE_DECIDED, "month": date(2027, 1, 1)}
    world.publish(title="Later", **later)
    full = world.publish(title="Full", capacity=1, start=world.START + timedelta(days=7))
    world.register(full, "Cy")
    ada, bo = world.register(workshop, "Ada"), world.register(full, "Bo")
    organizations.keep_seats(workshop.pk, "Acme Inc", 1, "user 1")
    block = SeatBlock.objects.get()
    roster = organizations.new_roster_link(block.pk, "user 1")
    subscribers.ask(world.person("Eve").email, [], [])
    talk, row = talks.book(), requests.ask()
    own = path(page_address(talk))
    return [
        *("/", "/private/", "/calendar/", "/new-dates/", "/nowhere", "/join/nothing"),
        *("/consultations/", "/consultations/embedded", "/consultations/wish", own, f"{own}/move"),
        path(addresses.waitlist(workshop)),
        path(addresses.waitlist(full)),
        *(path(addresses.registration(one)) for one in (ada, bo)),
        f"{path(addresses.registration(ada))}/calendar",
        f"{path(addresses.registration(ada))}/invoice",
        *(path(addresses.join(ada)), f"{path(addresses.join(ada))}/room"),
        *(path(addresses.roster(roster)), f"{path(addresses.roster(roster))}/calendar"),
        f"/quotes/{token_of(requests.of(row, 'North'))}",
        path(addresses.subscription(Subscriber.objects.get())),
        path(addresses.unsubscribe(Subscriber.objects.get())),
    ]


def test_no_public_page_mixes_the_languages(client: Client, reader: Client) -> None:
    for page in public_pages():
        english, spanish = client.get(page), reader.get(page)
        assert '<html lang="en"' in english.content.decode()
        assert '<html lang="es"' in spanish.content.decode(), page
        assert foreign(english, 1) == [], page
        assert foreign(spanish, 0) == [], page
        assert text_of(spanish) != text_of(english)


def test_no_page_of_the_office_mixes_the_languages(reader: Client) -> None:
    public_pages()
    reader.force_login(User.objects.create_owner("owner@example.org"))
    number = Workshop.objects.get(title="Acme").pk
    one = f"/office/workshops/{number}/"
    names = ("", "workshops/", "workshops/new", "consultations/", "requests/", "invoices/")
    shelves = ("outbox", "health/", "webhooks/", "accounts/", "calendar/")
    parts = ("", "people/", "people/import", "money/", "change", "preview", "console")
    for page in (*(f"/office/{n}" for n in (*names, *shelves)), *(one + p for p in parts)):
        answer = reader.get(page)
        assert answer.status_code == 200, page
        assert foreign(answer, 0) == [], page


def test_a_reader_finds_the_days_and_their_zone_in_spanish(reader: Client) -> None:
    world.publish(title="Acme")
    shown = text_of(reader.get("/?timezone=America/New_York"))
    assert "miércoles, 9 de diciembre de 2026 8:00 a.m. – 12:00 p.m. EST" in shown
    assert "Nueva York" in shown
    assert "5:00 a.m. – 9:00 a.m. PST hora del Pacífico" in shown


def test_one_seat_and_many_have_their_own_words(reader: Client) -> None:
    workshop = world.publish(title="Acme", capacity=2, ticket_url="https://shop.example.org/")
    assert "quedan 2 lugares" in text_of(reader.get("/"))
    world.register(workshop, "Ada")
    assert "queda 1 lugar" in text_of(reader.get("/"))


def test_the_language_is_chosen_at_the_foot_and_remembered(client: Client, at: SetClock) -> None:
    assert "Coming workshops" in text_of(client.get("/"))
    answer = client.post("/language/", {"language": "es", "next": "/private/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/private/?a=1")
    assert "Próximos talleres" in text_of(client.get("/"))
    assert 'name="language" value="en"' in client.get("/").content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Coming workshops" in text_of(client.get("/"))


def test_the_choice_leads_nowhere_else_and_takes_no_other_language(client: Client) -> None:
    for elsewhere in (
        "https://evil.example.org/",
        "//evil.example.org",
        "\\\\evil",
        "javascript:x",
        "",
    ):
        answer = client.post("/language/", {"language": "es", "next": elsewhere})
        assert answer["Location"] == "/"
    assert "language" not in client.post("/language/", {"language": "xx", "next": "/"}).cookies
    assert client.get("/language/").status_code == 405


def test_caches_keep_the_languages_apart_and_no_page_needs_a_cookie(client: Client) -> None:
    answer = client.get("/")
    assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))
    assert answer["Content-Language"] == "en"
    assert not answer.cookies


def test_the_language_of_a_request_ends_with_it(reader: Client) -> None:
    reader.get("/")
    assert spoken_now() == "en"


def test_a_page_that_asks_what_is_new_is_told_so_in_its_own_language(
    client: Client, reader: Client, at: SetClock
) -> None:
    ada = world.register(world.publish(title="Acme"), "Ada")
    room = f"{path(addresses.join(ada))}/room"
    mark = client.get(room)["ETag"]
    assert client.get(room, HTTP_IF_NONE_MATCH=mark).status_code == 304
    other = reader.get(room, HTTP_IF_NONE_MATCH=mark)
    assert other.status_code == 200
    assert "Llegó temprano" in text_of(other)


def test_a_refusal_on_a_page_is_told_in_spanish(reader: Client, at: SetClock) -> None:
    workshop = world.publish(title="Acme", capacity=1)
    world.register(workshop, "Ada")
    page = path(addresses.waitlist(workshop))
    answer = reader.post(page, {"name": "x" * 200, "email": "eve@example.org"})
    assert told_on(answer) == (
        "Zoom acepta un nombre de a lo más 129 caracteres. "
        "Lo correcto sería: a lo más 129 caracteres."
    )


def test_the_api_refuses_and_weighs_in_the_language_of_who_asks(
    client: Client, reader: Client, at: SetClock
) -> None:
    wanted = {"start": "2026-12-01T17:00:00Z", "name": "Ada", "email": "nobody"}
    told = [
        one.post("/api/v1/consultations", wanted, content_type="application/json").json()
        for one in (client, reader)
    ]
    assert [one["code"] for one in told] == ["email_invalid"] * 2
    assert [one["message"] for one in told] == [
        "That is not an e-mail address.",
        "Esa no es una dirección de correo electrónico.",
    ]
    wish = {"mode": "on_site", "start": "2026-11-30T09:00", "place": {"zip": "55802"}}
    found = reader.post("/api/v1/requests/check", wish, content_type="application/json").json()
    (too_soon,) = [one for one in found["reasons"] if one["code"] == "too_soon"]
    assert too_soon["message"].startswith("Es demasiado pronto. El primer día es martes, 22 de")
    assert found["quote"]["lines"][0]["words"].startswith("Vuelo de Portland (PDX) a Duluth")


def test_who_books_in_spanish_is_written_to_in_spanish(reader: Client, at: SetClock) -> None:
    workshop = world.publish(title="Acme", capacity=1)
    world.register(workshop, "Ada")
    reader.post(path(addresses.waitlist(workshop)), EVE)
    start = talks.MONDAY_NINE.strftime("%Y-%m-%dT%H:%M:%SZ")
    reader.post(f"/consultations/book?start={start}", {"name": "Eve", "email": "eve@example.org"})
    reader.post("/new-dates/", {"email": "eve@example.org"})
    assert Registration.objects.get(name="Eve").language == "es"
    assert Consultation.objects.get().language == "es"
    assert Subscriber.objects.get().language == "es"
    rows = OutboxMessage.objects.order_by("id").values_list("kind", "language")
    assert dict(rows) == {
        "registration-confirmed": "",
        "registration-waitlisted": "es",
        "consultation-booked": "es",
        "host-consultation-booked": "",
        "confirm-subscription": "es",
    }


def test_a_program_says_in_which_language_its_person_is_written_to(
    reader: Client, at: SetClock
) -> None:
    wanted = {"start": "2026-11-23T17:00:00Z", "name": "Ada", "email": "ada@example.org"}
    reader.post(
        "/api/v1/consultations", wanted | {"language": "es"}, content_type="application/json"
    )
    assert Consultation.objects.get().language == "es"


def test_whoever_the_owner_adds_is_written_to_in_the_companys_language(
    reader: Client, at: SetClock
) -> None:
    workshop = world.publish(title="Acme")
    reader.force_login(User.objects.create_owner("owner@example.org"))
    press(reader, f"/office/workshops/{workshop.pk}/people/", "/add", **EVE)
    assert Registration.objects.get().language == ""
