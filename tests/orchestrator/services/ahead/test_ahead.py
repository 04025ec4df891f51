from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import full_house
import pytest
import talks
import world
from set_clock import SetClock

from calendars import clock
from orchestrator.models import (
    AuditEntry,
    Invoice,
    MailTrouble,
    Meeting,
    OutboxMessage,
    Registration,
    Visit,
    Workshop,
    WorkshopRequest,
)
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import RegistrationState
from orchestrator.services.ahead import coming, needs, rehearsal
from orchestrator.services.ahead.coming import Coming, Deed
from orchestrator.services.ahead.week import taken_in
from orchestrator.services.seats import registrations, reminding
from orchestrator.services.workshops import publication

pytestmark = pytest.mark.django_db(transaction=True)


def lines(deed: Deed) -> list[Coming]:
    return [one for one in coming.next_days() if one.deed == deed]


def rehearsed(line: Coming) -> rehearsal.Rehearsed:
    return rehearsal.rehearse(line.deed, line.key, line.at)


def counts() -> tuple[int, int, int]:
    rows = (OutboxMessage, AuditEntry, Registration)
    return tuple(row.objects.count() for row in rows)  # type: ignore[return-value]  # of three


def test_the_next_days_tell_of_everything_that_the_clock_will_do(at: SetClock) -> None:
    full_house.build()
    at.at = world.START - timedelta(days=9)
    found = {one.deed for one in coming.next_days()}
    assert {Deed.OCCASION, Deed.MEETING, Deed.REMINDERS, Deed.PLAN, Deed.MAIL, Deed.THANKS} <= found
    moments = [one.at for one in coming.next_days()]
    assert moments == sorted(moments)
    assert moments[0] >= at.at - timedelta(minutes=1)
    assert moments[-1] <= at.at + coming.WINDOW


def test_a_reminder_is_rehearsed_word_for_word_and_nothing_stays(at: SetClock) -> None:
    workshop = world.publish()
    world.register(workshop, "Ada Brandt")
    at.at = world.START - timedelta(days=9)
    OutboxMessage.objects.all().delete()
    before = counts()
    line = lines(Deed.REMINDERS)[-1]
    (mail,) = rehearsed(line).mails
    assert mail.recipient == "ada.brandt@example.org"
    assert mail.letter
    assert "Workshop" in mail.letter.subject
    assert counts() == before
    at.at = line.at
    reminding.owe_reminders()
    assert OutboxMessage.objects.get().recipient == mail.recipient


def test_an_offers_end_is_rehearsed_with_who_gets_the_seat_next(at: SetClock) -> None:
    workshop = world.publish(capacity=2, start=at.at + timedelta(days=20))
    for name in ("Ada Brandt", "Bo Castellano", "Chidi Eze", "Dalia Farouk"):
        world.register(workshop, name)
    registrations.cancel(Registration.objects.get(name="Ada Brandt").pk, "user 1")
    before = counts()
    (line,) = lines(Deed.OFFERS)
    assert "Chidi Eze" in line.what
    found = rehearsed(line)
    assert {mail.recipient for mail in found.mails} == {
        "chidi.eze@example.org",
        "dalia.farouk@example.org",
    }
    assert found.changes
    assert counts() == before
    assert Registration.objects.get(name="Chidi Eze").state == RegistrationState.OFFERED
    assert clock.now() == at.at


def test_a_meeting_is_rehearsed_with_what_zoom_would_be_told(at: SetClock) -> None:
    workshop = world.publish(title="Spring")
    (line,) = lines(Deed.MEETING)
    wanted = rehearsed(line).meeting
    assert wanted
    assert (wanted.topic, wanted.start) == ("Spring", workshop.start)


def test_the_mails_of_a_minute_are_rehearsed_together(at: SetClock) -> None:
    workshop = world.publish()
    for name in ("Ada Brandt", "Bo Castellano", "Chidi Eze", "Dalia Farouk"):
        world.register(workshop, name)
    (line,) = lines(Deed.MAIL)
    assert (line.what, line.about[-1]) == ("4 mails go out", "…")
    found = rehearsed(line)
    assert [mail.letter is not None for mail in found.mails] == [True] * 4
    Workshop.objects.update(capacity=1)
    Registration.objects.filter(name="Ada Brandt").update(forgotten_at=at.at)
    skipped = rehearsed(line).mails[0]
    assert (skipped.letter, bool(skipped.why)) == (None, True)


@pytest.mark.parametrize("deed", ["occasion", "meeting", "king", ""])
def test_what_is_not_to_come_cannot_be_rehearsed(at: SetClock, deed: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rehearsal.rehearse(deed, "99", at.at)
    assert refused.value.code == "nothing_to_rehearse"


def test_visits_requests_and_invoices_stand_among_the_next_days(at: SetClock) -> None:
    full_house.build()
    at.at = talks.MONDAY_NINE - timedelta(hours=23)
    assert lines(Deed.OCCASION)[0].about
    at.at = datetime.combine(Invoice.objects.get().due_on, time(), UTC)
    assert lines(Deed.INVOICE)
    request = WorkshopRequest.objects.get()
    assert request.expires_at
    at.at = request.expires_at - timedelta(days=1)
    (line,) = lines(Deed.REQUESTS)
    assert rehearsed(line).mails


def test_every_need_says_what_happens_otherwise_and_where_it_is_done(at: SetClock) -> None:
    full_house.build()
    workshop = Workshop.objects.get()
    publication.save_draft(workshop.pk, workshop.state, world.offer(title="New"), "user 1")  # type: ignore[arg-type]  # a state
    MailTrouble.objects.create(reason="535", since=at.at, until=at.at, attempts=1)
    OutboxMessage.objects.update(state="refused")
    Meeting.objects.create(workshop=workshop, problem="It was deleted in Zoom.")
    found = needs.needs()
    assert {one.page[0] for one in found} >= {"office-outbox", "office-workshop", "office-consultations", "office-preview"}  # fmt: skip
    assert all(one.what and one.otherwise for one in found)


def test_overdue_invoices_and_unknown_guests_need_a_person(at: SetClock) -> None:
    full_house.build()
    workshop = Workshop.objects.get()
    Visit.objects.create(workshop=workshop, participant_uuid="p", name="Who", joined_at=at.at)
    at.at = world.START + timedelta(days=60)
    assert any(one.page[0] == "office-invoice" for one in needs.needs())
    at.at = world.START + timedelta(days=1)
    assert any(one.page == ("office-people", workshop.pk) for one in needs.needs())


def test_a_week_tells_what_takes_it(at: SetClock) -> None:
    full_house.build()
    week = (talks.MONDAY_NINE, talks.MONDAY_NINE + timedelta(days=7))
    assert [one.kind for one in taken_in(week)] == ["consultation", "away"]
