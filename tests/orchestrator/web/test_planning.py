"""The owner's pages of planning and people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import world
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pages import press, text_of, told_on
from set_clock import SetClock

from orchestrator.models import OutboxMessage, Registration, Subscriber, User, Visit, Workshop
from orchestrator.rules.workshop import State
from orchestrator.services.people import subscribers
from orchestrator.services.seats import attending, waitlist

pytestmark = pytest.mark.django_db
FORM = {
    "title": "Workshop", "audience": "public", "venue": "online", "date": "2026-12-09",
    "start": "05:00", "end": "09:00", "month": "", "timezone": "America/Los_Angeles",
    "capacity": "2", "place": "", "ticket_url": "",
}  # fmt: skip


@pytest.fixture
def office(client: Client, at: SetClock) -> Client:
    client.force_login(User.objects.create_owner("owner@example.org"))
    return client


def made(office: Client, **changes: str) -> Workshop:
    answer = office.post("/office/workshops/new", FORM | changes)
    assert answer.status_code == 302, told_on(answer)
    return Workshop.objects.latest("id")


def page(workshop: Workshop, name: str = "") -> str:
    return f"/office/workshops/{workshop.pk}/{name}"


def publish(office: Client, workshop: Workshop) -> None:
    shown = office.get(page(workshop, "preview")).content.decode()
    fingerprint = shown.split('name="fingerprint" value="')[1].split('"')[0]
    assert office.post(page(workshop, "publish"), {"fingerprint": fingerprint}).status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "", "new", "1/change", "1/preview", "1/people/",
    ],
)  # fmt: skip
def test_the_office_is_for_the_owner_only(client: Client, at: SetClock, address: str) -> None:
    world.publish()
    answer = client.get(f"/office/workshops/{address}")
    assert (answer.status_code, answer["Location"].startswith("/account/login/")) == (302, True)


def test_a_workshop_goes_from_idea_to_cancelled_and_everybody_is_told(office: Client) -> None:
    assert "None yet" in text_of(office.get("/office/workshops/"))
    assert "New workshop" in text_of(office.get("/office/workshops/new"))
    workshop = made(office, date="", month="2026-12")
    assert workshop.state == State.IDEA
    answer = office.post(page(workshop, "change"), FORM)
    assert answer.status_code == 302
    assert "It is draft now. It would be published" in text_of(office.get(answer["Location"]))
    assert "A new entry on the first page" in text_of(office.get(answer["Location"]))
    publish(office, workshop)
    for name in ("Ada", "Bo", "Cy"):
        answer = press(
            office, page(workshop, "people/"), "/add",
            name=name, email=f"{name}@example.org", pronouns="", organization="Acme",
        )  # fmt: skip
        assert answer.status_code == 302
    shown = office.post(page(workshop, "change"), FORM | {"date": "2026-12-16"})
    preview = text_of(office.get(shown["Location"]))
    assert "date 2026-12-09 2026-12-16" in preview
    assert "3 mails: 3 × workshop moved" in preview
    assert "Published with unpublished changes" in text_of(office.get("/office/workshops/"))
    press(office, page(workshop, "preview"), "/discard")
    press(office, page(workshop), "/call-off")
    assert "3 mails: 3 × workshop cancelled" in text_of(office.get(page(workshop, "preview")))
    publish(office, workshop)
    workshop.refresh_from_db()
    assert workshop.state == State.CANCELLED
    assert "Cancelled" in text_of(office.get("/office/workshops/"))


def test_a_preview_that_is_out_of_date_is_shown_anew(office: Client) -> None:
    workshop = made(office)
    answer = office.post(page(workshop, "publish"), {"fingerprint": "old"})
    assert answer.status_code == 409
    assert "Something changed since you looked" in told_on(answer)
    assert "Publish and tell them" in text_of(answer)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"title": ""}, "needs a title"),
        ({"date": "2026-02-30"}, "not possible"),
        ({"date": "2027-03-14", "start": "02:30"}, "does not exist"),
        ({"date": "", "month": ""}, "not possible"),
        ({"timezone": "Mars/Base"}, "not a time zone"),
        ({"capacity": "many"}, "not a number"),
        ({"capacity": "1"}, "2 to 100"),
        ({"audience": "secret"}, "not one of the choices"),
        ({"venue": "on_site"}, "where it is"),
        ({"date": "2020-01-01"}, "in the past"),
        ({"start": "09:00", "end": "05:00"}, "come after the start"),
        ({"ticket_url": "javascript:x"}, "not the address"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    office: Client, change: dict[str, str], complaint: str
) -> None:
    typed = FORM | {"title": "My own title"} | change
    answer = office.post("/office/workshops/new", typed)
    assert answer.status_code == 422
    assert complaint in told_on(answer)
    assert not Workshop.objects.exists()
    workshop = made(office)
    assert office.post(page(workshop, "change"), typed).status_code == 422


def test_a_clash_is_shown_where_it_would_be_published(office: Client, at: SetClock) -> None:
    workshop = made(office)
    assert "is taken at that time" in told_on(office.post("/office/workshops/new", FORM))
    publish(office, workshop)
    at.at = workshop.span[1]
    assert "is over" in told_on(office.get(page(workshop, "preview")))
    assert "is over" in told_on(office.post(page(workshop, "call-off")))


def test_an_open_month_shows_who_would_come(office: Client) -> None:
    workshop = made(office, date="", month="2027-01")
    publish(office, workshop)
    subscribers.ask(world.person("Eve").email, [], [workshop.pk])
    subscribers.confirm(Subscriber.objects.get(), [], [workshop.pk])
    shown = text_of(office.get(page(workshop, "change")))
    assert "Europe and Africa 1" in shown


def test_people_are_taken_off_handed_on_and_preferred(office: Client) -> None:
    workshop = made(office)
    publish(office, workshop)
    rows = [world.register(workshop, name) for name in ("Ada", "Bo", "Cy", "Di")]
    people = page(workshop, "people/")
    assert "2 of 2 seats, 2 waiting" in text_of(office.get(people))
    press(office, people, f"/{rows[3].pk}/prefer")
    assert [row.name for row in waitlist.waiting(workshop)] == ["Di", "Cy"]
    press(office, people, f"/{rows[0].pk}/cancel")
    assert Registration.objects.get(name="Di").state == "offered"
    press(
        office, people, f"/{rows[1].pk}/hand-on", name="Eve", email="eve@example.org", pronouns=""
    )
    assert "Eve" in text_of(office.get(people))
    answer = press(office, people, "/add", name="Eve", email="eve@example.org", organization="")
    assert answer.status_code == 422
    assert "registered for this workshop already" in told_on(answer)


def test_seats_are_kept_and_their_roster_link_is_shown_once(office: Client) -> None:
    workshop = made(office, capacity="4")
    publish(office, workshop)
    people = page(workshop, "people/")
    for seats in ("many", "9", "²"):
        answer = press(office, people, "/seats", organization="Acme", seats=seats)
        assert answer.status_code == 422
    press(office, people, "/seats", organization="Acme", seats="3")
    block = workshop.seat_blocks.get()
    shown = press(office, people, f"/organizations/{block.pk}")
    address = text_of(shown).split("/rosters/")[1].split(" ")[0]
    assert office.get(f"/rosters/{address}").status_code == 200
    assert address not in text_of(office.get(people))
    press(office, people, f"/organizations/{block.pk}", revoke="yes")
    assert office.get(f"/rosters/{address}").status_code == 404


def test_who_was_there_is_marked_and_matched(office: Client, at: SetClock) -> None:
    workshop = made(office, capacity="3")
    publish(office, workshop)
    ada, bo = world.register(workshop, "Ada"), world.register(workshop, "Bo")
    start = workshop.span[0]
    visit = Visit.objects.create(
        workshop=workshop, participant_uuid="1", name="iPhone", joined_at=start,
        left_at=start + timedelta(hours=4),
    )  # fmt: skip
    at.at = attending.settles_at(workshop)
    people = page(workshop, "people/")
    assert "Whom we could not tell iPhone" in text_of(office.get(people))
    press(office, people, f"/visits/{visit.pk}", registration=ada.pk)
    press(office, people, f"/{bo.pk}/mark", present="yes")
    assert office.post(page(workshop, f"people/{bo.pk}/mark"), {"present": "?"}).status_code == 404
    shown = text_of(office.get(people))
    assert "240 minutes in Zoom, certificate" in shown
    assert "Whom we could not tell" not in shown
    assert OutboxMessage.objects.filter(kind="thank-you").count() == 2
    press(office, people, f"/{bo.pk}/mark", present="zoom")
    assert office.post(page(workshop, f"people/visits/{visit.pk}"), {}).status_code == 302
    visit.refresh_from_db()
    assert visit.not_an_attendee


def test_a_list_is_tried_first_and_then_registered(office: Client) -> None:
    workshop = made(office)
    publish(office, workshop)
    where = page(workshop, "people/import")
    assert "Register a list of people" in text_of(office.get(where))

    def send(text: str, **typed: str) -> Any:
        file = SimpleUploadedFile("list.csv", text.encode(), "text/csv")
        return office.post(where, {"list": file, **typed})

    good = "name,email\nAda,ada@example.org\nBo,bo@example.org\nCy,cy@example.org\n"
    assert "It would register 3 people: 2 with a seat, 1 on the waitlist" in text_of(send(good))
    assert not Registration.objects.exists()
    bad = send(good + "Di,nowhere\n", keep="yes")
    assert bad.status_code == 422
    assert "1 line cannot be used" in text_of(bad)
    assert "line 5: That is not an e-mail address" in text_of(bad)
    assert "no file was chosen" in text_of(office.post(where))
    assert "Registered 3 people" in text_of(send(good, keep="yes"))
    assert Registration.objects.count() == 3


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-W50-3", "9" * 5000, "\0"])
@pytest.mark.parametrize("hour", ["09:00", "23:59:59.999999", "09:00+14:00", "T09Z", "\0"])
def test_a_strange_time_is_refused_or_understood(office: Client, day: str, hour: str) -> None:
    for strange in ({"date": day, "start": hour}, {"month": day[:7], "date": ""}):
        form = {
            "title": "A", "audience": "public", "venue": "online", "capacity": "3", "end": "13:00",
            "timezone": "Pacific/Kiritimati", **strange,
        }  # fmt: skip
        answer = office.post("/office/workshops/new", form, follow=True)
        assert answer.status_code in (200, 422)


def test_a_strange_number_is_no_row(office: Client) -> None:
    workshop = made(office)
    for number in ("0", str(2**63), "9" * 5000):
        for path in (f"{number}/", f"{workshop.pk}/people/{number}/cancel", f"{number}/publish"):
            assert office.post(f"/office/workshops/{path}").status_code in (404, 405), path
