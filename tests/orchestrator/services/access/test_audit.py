"""What the audit trail says of a change: values of dates, seats and states, names of the rest."""

from __future__ import annotations

from datetime import timedelta

import pytest
import talks
import world
from set_clock import SetClock

from orchestrator.models import AuditEntry, OutboxMessage
from orchestrator.rules.registration import read_person
from orchestrator.rules.workshop import State
from orchestrator.services.access import audit
from orchestrator.services.consultations import booking
from orchestrator.services.letters import by_hand
from orchestrator.services.seats import organizations, registrations, waitlist
from orchestrator.services.workshops import publication
from orchestrator.services.zoom import join_links

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> SetClock:
    return at


def last(action: str) -> AuditEntry:
    found = AuditEntry.objects.filter(action=action).first()
    assert found
    return found


def test_a_moved_workshop_is_told_with_both_times_and_typed_words_by_name_only() -> None:
    workshop = publication.create(world.offer(), "user 1")
    later = world.START + timedelta(days=1)
    changed = world.offer(start=later, end=later + timedelta(hours=4), title="A secret title")
    publication.save_draft(workshop.pk, State.PUBLISHED, changed, "user 7")
    said = last("draft saved")
    assert said.actor == "user 7"
    assert said.details["start_before"] == "2026-12-09T13:00:00+00:00"
    assert said.details["start_after"] == "2026-12-10T13:00:00+00:00"
    assert said.details["fields"] == "title"
    assert "secret" not in str(said.details)


def test_seats_priorities_and_moves_are_told_before_and_after() -> None:
    workshop = world.publish(capacity=5)
    organizations.keep_seats(workshop.pk, "Acme", 2, "user 1")
    organizations.keep_seats(workshop.pk, "Acme", 3, "user 1")
    assert last("seats kept").details == {"before": 2, "after": 3}
    ada = world.register(workshop, "Ada")
    waitlist.prefer(ada.pk, 4, "user 1")
    assert last("priority changed").details == {"before": 0, "after": 4}
    row = talks.book()
    booking.move(row.pk, row.start + timedelta(days=1), "visitor 1")
    moved = last("consultation moved").details
    assert (moved["before"], moved["after"]) == (
        "2026-11-23T17:00:00+00:00",
        "2026-11-24T17:00:00+00:00",
    )


def test_of_a_person_only_the_names_of_what_changed_are_told() -> None:
    ada = world.register(world.publish(), "Ada")
    person = read_person("Ada Lovelace", "lovelace@example.org", "she")
    registrations.rename(ada.pk, person, "registration 1")
    assert last("renamed").details == {"fields": "name,pronouns,email"}
    assert "ovelace" not in str(list(AuditEntry.objects.values()))


def test_what_the_office_decides_about_mail_is_told() -> None:
    by_hand.owe_test_message("ada@example.org", "user 1")
    assert last("test message owed").subject == "mail server"
    message = OutboxMessage.objects.get()
    by_hand.do_not_send(message.pk, "user 2")
    assert last("mail not to be sent").details == {"before": "owed", "after": "skipped"}
    by_hand.ask_server_again("user 3")
    assert last("mail server asked again").actor == "user 3"
    assert "ada" not in str(list(AuditEntry.objects.values()))


def test_a_join_link_is_revoked_through_its_own_workshop_only() -> None:
    mine, other = world.publish(), world.publish(start=world.START + timedelta(days=7))
    join_links.issue_join_link(mine, "Ada", "ada@example.org", "user 1")
    link = mine.join_links.get()
    join_links.revoke_join_link(link.pk, "user 2", workshop_id=other.pk)
    assert mine.join_links.filter(revoked_at=None).exists()
    join_links.revoke_join_link(link.pk, "user 1", workshop_id=mine.pk)
    assert not mine.join_links.filter(revoked_at=None).exists()
    assert last("join link revoked").details == {"workshop": mine.pk}


def test_nothing_changed_says_nothing() -> None:
    assert audit.differences({"a": 1, "b": None}, {"a": 1, "b": None}, ("a",)) == {}
    assert audit.differences({}, {"a": 1.5, "b": object}, ("a",)) == {
        "a_before": None,
        "a_after": 1.5,
        "fields": "b",
    }
