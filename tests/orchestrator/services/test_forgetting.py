from __future__ import annotations

from datetime import timedelta

import pytest
import world
from django.apps import apps
from set_clock import SetClock

from jobs import registrants as registrant_jobs
from jobs.tools import Tools
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.models import (
    Certificate,
    JoinLink,
    OutboxMessage,
    Registration,
    Visit,
    Work,
    Workshop,
)
from orchestrator.rules.outbox import MessageState
from orchestrator.rules.registration import read_person
from orchestrator.services import forgetting
from orchestrator.services.people import subscribers
from orchestrator.services.seats import attending, registrations
from orchestrator.services.zoom import join_links

pytestmark = pytest.mark.django_db
ADA = world.person("Ada Lovelace").email


@pytest.fixture
def workshop(at: SetClock) -> Workshop:
    return world.publish(capacity=2)


def everything() -> str:
    """Return every value of every row in the database as one text."""
    rows = [
        str(list(model._default_manager.values()))
        for model in apps.get_app_config("orchestrator").get_models()
    ]
    return "\n".join(rows).lower()


def live_through(workshop: Workshop, at: SetClock) -> None:
    """Register Ada and Bo, let them attend, and end the workshop with a certificate."""
    ada = registrations.register(
        workshop.pk, read_person("Ada Lovelace", ADA.given, "she/her"), world.BY_HAND
    )
    world.register(workshop, "Bo Boole")
    JoinLink.objects.filter(registration=ada).update(registrant_id="r1", registered_in=1)
    for number, (name, registrant) in enumerate((("Ada Lovelace", "r1"), ("Lovelace, A.", ""))):
        Visit.objects.create(
            workshop=workshop, participant_uuid=number, registrant_id=registrant, name=name,
            joined_at=workshop.span[0], left_at=workshop.span[1],
        )  # fmt: skip
    registrations.substitute(
        Registration.objects.get(name="Bo Boole").pk, world.person("Cy Curie"), world.BY_HAND
    )
    join_links.issue_join_link(workshop, "Guest Gauss", "guest@example.org")
    at.at = attending.settles_at(workshop)
    attending.settle(workshop.pk)


def test_after_the_set_time_no_row_says_who_was_there(workshop: Workshop, at: SetClock) -> None:
    live_through(workshop, at)
    at.at = workshop.span[1] + timedelta(days=90)
    assert forgetting.forget_what_is_due() == 0
    assert "lovelace" in everything()
    at.forward(seconds=1)
    assert forgetting.forget_what_is_due() == 3
    left = everything()
    for trace in ("lovelace", "boole", "curie", "gauss", "she/her", "ada.", "cy.", "guest@"):
        assert trace not in left
    assert Certificate.objects.count() == 1  # it stays true
    assert OutboxMessage.objects.filter(state=MessageState.OWED).count() == 0
    assert forgetting.forget_what_is_due() == 0


def test_one_person_is_forgotten_everywhere_on_request(workshop: Workshop, at: SetClock) -> None:
    live_through(workshop, at)
    coming = world.publish(start=at.at + timedelta(days=30), capacity=2)
    registrations.register(coming.pk, read_person("A. Lovelace", ADA.given), world.BY_HAND)
    for name in ("Di", "Ed"):
        world.register(coming, name)
    subscribers.ask(ADA, [], [])
    before = len(world.owed("registration-cancelled"))
    assert forgetting.erase(ADA, "user 1") > 0
    assert "ada.lovelace" not in everything()
    assert "a. lovelace" not in everything()
    assert "cy curie" in everything()
    assert Registration.objects.get(name="Ed").state == "offered"  # the seat went on
    assert len(world.owed("registration-cancelled")) == before
    assert forgetting.erase(ADA, "user 1") == 0


def test_everything_known_of_a_person_is_exported(workshop: Workshop, at: SetClock) -> None:
    live_through(workshop, at)
    subscribers.ask(ADA, [], [])
    found = forgetting.export(ADA)
    (registration,) = found["registrations"]
    assert (registration["name"], registration["pronouns"]) == ("Ada Lovelace", "she/her")
    assert registration["minutes_present"] == 240
    assert {m["kind"] for m in found["messages"]} >= {"registration-confirmed", "thank-you"}
    assert found["new_dates"] == [{"parts": [], "confirmed_at": ""}]
    assert "Curie" not in str(found)
    nobody = forgetting.export(world.person("Nobody").email)
    assert nobody["registrations"] == nobody["messages"] == []


def test_zoom_forgets_who_was_erased_before_the_workshop(
    at: SetClock, tools: Tools, sandbox: SandboxZoom
) -> None:
    workshop = world.publish()
    world.register(workshop, "Ada Lovelace")
    guest = join_links.issue_join_link(workshop, "Guest", "guest@example.org")
    for _ in range(3):
        world.settle(tools, at, minutes=1)
        registrant_jobs.reconcile_due(tools)
    zoom_id = world.meeting_of(workshop).zoom_id
    assert zoom_id is not None
    assert set(tools.zoom.registrants(zoom_id)) == {ADA.key, "guest@example.org"}
    forgetting.erase(ADA, "user 1")
    forgetting.erase(read_person("Guest", "guest@example.org").email, "user 1")
    assert join_links.behind(guest) is None
    at.forward(minutes=1)
    registrant_jobs.reconcile_due(tools)
    assert tools.zoom.registrants(zoom_id) == {}


def test_what_a_mail_server_said_of_an_address_is_forgotten_too(
    workshop: Workshop, at: SetClock
) -> None:
    ada = world.register(workshop, "Ada Lovelace")
    said = f"550 5.1.1 <{ADA.given}>: no such user"
    OutboxMessage.objects.update(
        state=MessageState.REFUSED, reason=said, last_error=said, answer=said
    )
    Work.objects.filter(kind="mail").update(error=said)
    JoinLink.objects.update(registered_in=1, problem=said)
    forgetting.erase(ADA, "user 1")
    assert ADA.given not in everything()
    assert Registration.objects.get(pk=ada.pk).forgotten_at


def test_answers_leave_with_their_messages_when_the_time_is_over(
    workshop: Workshop, at: SetClock
) -> None:
    world.register(workshop, "Ada Lovelace")
    OutboxMessage.objects.update(
        state=MessageState.SENT, sent_at=at.at, answer=f"250 queued for {ADA.given}"
    )
    at.forward(days=400)
    forgetting.forget_what_is_due()
    assert ADA.given not in everything()
