"""A house in which everything stands once, all of it named as a test wishes; and all its addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import request_world
import talks
import world
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from orchestrator.models import (
    Certificate,
    ConsultationWish,
    OutboxMessage,
    Subscriber,
    TimeOff,
    User,
)
from orchestrator.rules.email_address import read_address
from orchestrator.rules.invoice import InvoiceLine, LineKind, Payer
from orchestrator.rules.part_of_day import Part
from orchestrator.rules.registration import read_person
from orchestrator.rules.webhook import Event
from orchestrator.services.access.sign_in import issue_login_token
from orchestrator.services.consultations import booking, links, time_off, wishes
from orchestrator.services.money import invoicing
from orchestrator.services.people import subscribers
from orchestrator.services.requests import links as request_links
from orchestrator.services.seats import organizations, registration_states, registrations
from orchestrator.services.webhooks import endpoints
from orchestrator.services.zoom import join_links

PLAIN = "Ada Brandt"
EMAIL = "ada@example.org"


@dataclass
class House:
    """What stands in it: values for the parts of addresses, by the beginning of their names."""

    parts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def values_for(self, name: str) -> dict[str, Any]:
        """Return the values that fit an address of that name."""
        found = dict(self.parts[""])
        for beginning in sorted(self.parts, key=len):
            if name.startswith(beginning):
                found |= self.parts[beginning]
        return found


def build(name: str = PLAIN) -> House:
    """Build it; whatever somebody can type is `name`."""
    workshop = world.publish(title=name, place=name, capacity=3)
    person = read_person(name, EMAIL, name[:30])
    block = organizations.keep_seats(workshop.pk, name, 2, "user 1")
    assert block
    roster = organizations.new_roster_link(block.pk, "user 1")
    row = registrations.register(
        workshop.pk, person, world.BY_HAND, organization_id=block.organization_id
    )
    guest = join_links.issue_join_link(workshop, name, "guest@example.org")
    visitor = talks.visitor("Ada Brandt", organization=name, needs=name)
    asked = booking.Asked(talks.MONDAY_NINE, visitor, "Europe/Berlin", "page")
    talk = booking.book(asked)
    wishes.leave(visitor, "Europe/Berlin")
    request = request_world.ask(venue=name)
    subscribers.ask(read_address(EMAIL), list(Part), [])
    paper = invoicing.issue(
        invoicing.Bill(
            "cause:1",
            Payer(name, read_address(EMAIL), name, name[:50]),
            (InvoiceLine(LineKind.WORKSHOP, name, 10_000),),
            workshop=workshop,
            note=name,
        ),
        "user 1",
    )
    start = talks.MONDAY_NINE + timedelta(days=3)
    time_off.take((start, start + timedelta(hours=1)), name, "user 1")
    endpoint, _ = endpoints.add("https://example.org/hook", list(Event), "user 1")
    endpoints.send_test(endpoint.pk, "user 1")
    certificate = Certificate.objects.create(
        registration=row, number="abc-1", minutes=200, issued_at=talk.created_at
    )
    wish = ConsultationWish.objects.get()
    one = request.organizations.order_by("pk")[0]
    return House(
        {
            "": {
                "workshop_id": workshop.pk,
                "uid": workshop.uid,
                "token": registration_states.link_token(row),
                "registration_id": row.pk,
                "link_id": workshop.join_links.latest("pk").pk,
                "block_id": block.pk,
                "visit_id": 1,
                "message_id": OutboxMessage.objects.earliest("pk").pk,
                "consultation_id": talk.pk,
                "wish_id": wish.pk,
                "away_id": TimeOff.objects.get().pk,
                "invoice_id": paper.pk,
                "request_id": request.pk,
                "endpoint_id": endpoint.pk,
                "delivery_id": endpoint.deliveries.earliest("pk").pk,
                "number": certificate.number,
                "name": "send",
                "deed": "off",
                "account_id": 1,
                "user_id": 1,
            },
            "join": {"token": guest},
            "room": {"token": join_links.door_token(row)},
            "login": {"token": issue_login_token("owner@example.org")},
            "roster": {"token": roster},
            "consultation": {"token": links.link_token(talk.public_id)},
            "invoice": {"token": invoicing.link_token(paper)},
            "quote": {"token": request_links.token_of(one)},
            "new-dates": {"token": subscribers.link_token(Subscriber.objects.get())},
            "office-money-table": {"name": "invoices"},
            "office-console-click": {"deed": "begin"},
            "office-consultation-act": {"deed": "confirm"},
            "office-remedy": {"name": "restore"},
        }
    )


@dataclass(frozen=True)
class Address:
    """One address of urls.py: its name, its pattern, and the names of its parts."""

    name: str
    route: str
    parts: tuple[str, ...]

    def filled(self, values: dict[str, Any]) -> str:
        """Return the path with these values in it."""
        path = self.route
        for part in self.parts:
            path = path.replace(_placeholder(path, part), str(values.get(part, 1)), 1)
        return f"/{path}"


def _placeholder(route: str, part: str) -> str:
    end = f"{part}>"
    stop = route.index(end) + len(end)
    return route[route.rindex("<", 0, stop) : stop]


def addresses() -> list[Address]:
    """Return every address of the house, the API's too; feeds stand before them."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[Address]:
    patterns: list[URLPattern | URLResolver] = resolver.url_patterns
    for pattern in patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, prefix + route, inner)
        elif not route.startswith("^"):
            parts = tuple(pattern.pattern.converters)
            yield Address(f"{space}{pattern.name or ''}", prefix + route, parts)


def owner(**more: Any) -> Client:
    """Return somebody who is signed in as the owner."""
    client = Client(**more)
    client.force_login(User.objects.create_owner("owner@example.org"))
    return client
