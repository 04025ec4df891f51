"""A form of another site: every door that changes something refuses it, but those that are signed."""

from __future__ import annotations

import full_house
import pytest
import wide_doors
from django.test import Client
from pytest_django import Settings
from set_clock import SetClock

pytestmark = pytest.mark.django_db
# Doors without a form's token, and what stands in its place.
OTHERWISE_KEPT = {
    "zoom-webhook": "Zoom's signature over the body",
    "tickets-webhook": "the shop's signature over the body",
    "google-calendar-webhook": "the channel's own token",
    "api:registrations": "a key in a header, which no other site can send",
    "api:consultations": "nobody is signed in there: it can do no more than its caller could",
    "api:requests": "the same",
    "api:requests-check": "the same, and it writes nothing",
    "new-dates-leave": "a mail program's button, by the link of the person alone (RFC 8058)",
    "language": "another site could at most change a language",
    "zoom-app": "Zoom's encrypted word on who opened it",
    "zoom-app-rooms": "the pass that the panel shows",
}
ONLY_READ = {405}


def test_every_form_without_its_own_token_is_refused(at: SetClock, settings: Settings) -> None:
    wide_doors.open_wide(settings)
    house = full_house.build()
    owner = full_house.owner(enforce_csrf_checks=True, raise_request_exception=False)
    let_in = {}
    for address in full_house.addresses():
        path = address.filled(house.values_for(address.name))
        status = owner.post(
            path, {"x": "y"}, headers={"Referer": "https://evil.example/"}
        ).status_code
        if status not in (403, *ONLY_READ):
            let_in[address.name] = status
    unexpected = {
        n: s for n, s in let_in.items() if n not in OTHERWISE_KEPT and not n.startswith("api:")
    }
    assert unexpected == {}


def test_the_signed_doors_ask_for_their_signatures(client: Client) -> None:
    for path in ("/webhooks/zoom", "/webhooks/tickets", "/webhooks/google-calendar"):
        assert client.post(path, {}, "application/json").status_code in (401, 404)
    assert client.post("/api/v1/registrations", {}, "application/json").status_code == 401
    assert client.post("/zoom-app/rooms").status_code in (401, 403, 404, 405, 422)
