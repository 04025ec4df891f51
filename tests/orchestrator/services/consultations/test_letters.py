"""What visitors and host are told: each letter, its calendar entry, and when it is moot."""

from __future__ import annotations

from datetime import timedelta

import pytest
import talks
from pytest_django import Settings
from set_clock import SetClock
from talks import MONDAY_NINE

from orchestrator.models import CalendarEntry, Consultation, OutboxMessage
from orchestrator.rules.email_address import read_address
from orchestrator.services import forgetting
from orchestrator.services.consultations import answers, booking, reminding, settling, wishes
from orchestrator.services.consultations import forgetting as visitors
from orchestrator.services.feeds.consultation_entries import host_entry, visitor_entry
from orchestrator.services.feeds.feed_entries import facilitator_entries
from orchestrator.services.letters.letter import Letter, Method, Skip
from orchestrator.services.letters.writers import WRITERS

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def letter(kind: str) -> Letter:
    found = written(kind)
    assert isinstance(found, Letter)
    return found


def written(kind: str) -> Letter | Skip:
    return WRITERS[kind](OutboxMessage.objects.filter(kind=kind).latest("id"))


def entry(found: Letter) -> dict[str, str]:
    assert found.invitation
    text = found.invitation.content.decode().replace("\r\n ", "")
    pairs = (line.partition(":") for line in text.splitlines())
    return {name.partition(";")[0]: value for name, _, value in pairs if name != "BEGIN"}


def test_both_sides_get_the_same_entry_in_their_own_words(at: SetClock) -> None:
    row = talks.book(name="Ada Brandt")
    theirs, hosts = letter("consultation-booked"), letter("host-consultation-booked")
    assert entry(theirs)["UID"] == entry(hosts)["UID"] == row.uid
    assert entry(theirs)["METHOD"] == entry(hosts)["METHOD"] == "REQUEST"
    assert entry(theirs)["SUMMARY"] == "Free consultation with Incident Response Workshops"
    assert entry(hosts)["SUMMARY"] == "Consultation: Ada Brandt"
    assert "/join/" in entry(theirs)["LOCATION"]
    said = " ".join(value for _, value in theirs.facts)
    assert "Monday 23 November 2026, 6:00 pm – 6:30 pm CET (Berlin)" in said
    assert "zoom.us" not in said


def test_a_move_updates_the_same_entry_and_a_cancellation_takes_it_out(at: SetClock) -> None:
    row = talks.book()
    first = entry(letter("consultation-booked"))
    at.forward(minutes=5)
    booking.move(row.pk, MONDAY_NINE + HOUR, "visitor 1")
    moved = letter("consultation-moved")
    assert entry(moved)["UID"] == first["UID"]
    assert int(entry(moved)["SEQUENCE"]) > int(first["SEQUENCE"])
    assert dict(moved.facts)["Until now"].startswith("Monday 23 November 2026, 6:00 pm")
    assert letter("host-consultation-moved").invitation
    answers.cancel(row.pk, answers.HOST, "user 1")
    gone = letter("consultation-cancelled")
    assert "we cannot make it" in gone.paragraphs[0]
    assert gone.invitation
    assert gone.invitation.method is Method.CANCEL
    assert int(entry(gone)["SEQUENCE"]) > int(entry_sequence(moved))
    assert isinstance(written("consultation-booked"), Skip)
    assert isinstance(written("consultation-moved"), Skip)
    assert isinstance(written("host-consultation-booked"), Skip)
    assert isinstance(written("host-consultation-moved"), Skip)


def entry_sequence(found: Letter) -> str:
    return entry(found)["SEQUENCE"]


def test_a_visitor_who_cancels_is_told_so_and_the_host_hears_who_did_it(at: SetClock) -> None:
    row = talks.book()
    answers.cancel(row.pk, answers.VISITOR, "visitor 1")
    assert "as you asked" in letter("consultation-cancelled").paragraphs[0]
    assert "the visitor cancelled" in letter("host-consultation-cancelled").paragraphs[0]


def test_a_request_has_no_entry_until_it_stands(at: SetClock, settings: Settings) -> None:
    talks.said(settings, approve_by_hand=True)
    row = talks.book()
    asked = letter("consultation-requested")
    assert asked.invitation is None
    assert "You hear from us by" in asked.paragraphs[2]
    assert "say yes or no" in letter("host-consultation-requested").paragraphs[0]
    answers.approve(row.pk, "user 1")
    assert letter("consultation-booked").invitation
    assert isinstance(written("consultation-requested"), Skip)
    assert isinstance(written("host-consultation-requested"), Skip)
    booking.move(row.pk, MONDAY_NINE + HOUR, "visitor 1")
    assert "STATUS:TENTATIVE" in letter("consultation-requested").invitation.content.decode()  # type: ignore[union-attr]
    answers.decline(row.pk, "user 1")
    declined = letter("consultation-declined")
    assert declined.invitation
    assert declined.invitation.method is Method.CANCEL


def test_a_request_that_ends_unanswered_is_told_to_both(at: SetClock, settings: Settings) -> None:
    talks.said(settings, approve_by_hand=True)
    talks.book()
    assert isinstance(written_none("host-consultation-lapsed"), Skip)
    at.forward(minutes=24 * 60)
    settling.settle_requests()
    assert letter("consultation-declined").invitation is None
    assert "nobody said yes or no" in letter("host-consultation-lapsed").paragraphs[0]


def written_none(kind: str) -> Letter | Skip:
    """Return what a letter would say now about the only consultation."""
    return WRITERS[kind](OutboxMessage(facts={"consultation": Consultation.objects.get().pk}))


def test_letters_that_are_not_so_now_are_skipped(at: SetClock) -> None:
    talks.book()
    for kind in ("consultation-cancelled", "consultation-declined", "host-consultation-cancelled"):
        assert isinstance(written_none(kind), Skip)
    gone = OutboxMessage(facts={"consultation": 0, "wish": 0})
    for kind in ("consultation-booked", "host-consultation-cancelled", "host-consultation-wish"):
        assert isinstance(WRITERS[kind](gone), Skip)


@pytest.mark.parametrize("ending", ["decline", "lapse", "cancel"])
def test_the_hosts_own_entry_follows_a_move_that_must_be_approved_and_its_end(
    at: SetClock, settings: Settings, ending: str
) -> None:
    row = talks.book()
    talks.said(settings, approve_by_hand=True)
    booking.move(row.pk, MONDAY_NINE + HOUR, "visitor 1")
    asked = entry(letter("host-consultation-requested"))
    assert (asked["UID"], asked["STATUS"], asked["SEQUENCE"]) == (row.uid, "TENTATIVE", "2")
    if ending == "decline":
        answers.decline(row.pk, "user 1")
        assert "you declined" in letter("host-consultation-cancelled").paragraphs[0]
    elif ending == "cancel":
        answers.cancel(row.pk, answers.VISITOR, "visitor 1")
    else:
        at.forward(minutes=24 * 60)
        settling.settle_requests()
    kind = "host-consultation-lapsed" if ending == "lapse" else "host-consultation-cancelled"
    gone = entry(letter(kind))
    assert (gone["UID"], gone["METHOD"], gone["SEQUENCE"]) == (row.uid, "CANCEL", "3")


def test_an_entry_tells_how_long_its_own_consultation_is(at: SetClock, settings: Settings) -> None:
    row = talks.book()
    talks.said(settings, minutes=60)
    assert visitor_entry(row).description.startswith("30 minutes on Zoom.")
    assert host_entry(row).end == row.start + timedelta(minutes=30)


# ------------------------------------------------------- reminders


def test_a_day_and_an_hour_before_the_visitor_is_reminded_once_each(at: SetClock) -> None:
    start = MONDAY_NINE + 2 * DAY
    row = talks.book(start)
    assert reminding.next_due() == start - DAY
    at.at = start - DAY
    assert reminding.next_due() == at.at
    assert (reminding.owe_reminders(), reminding.owe_reminders()) == (1, 0)
    assert "/join/" in letter("consultation-reminder").action.url  # type: ignore[union-attr]
    at.at = start - HOUR
    assert (reminding.owe_reminders(), reminding.owe_reminders()) == (1, 0)
    assert reminding.next_due() is None
    row.refresh_from_db()


def test_a_stale_reminder_is_never_owed_and_one_for_an_old_time_is_moot(at: SetClock) -> None:
    start = MONDAY_NINE + 2 * DAY
    row = talks.book(start)
    at.at = start - DAY
    reminding.owe_reminders()
    booking.move(row.pk, start + HOUR, "visitor 1")
    assert isinstance(written("consultation-reminder"), Skip)
    at.at = start - timedelta(minutes=20)  # the hour's reminder is for start + 1 h - 1 h
    assert reminding.owe_reminders() == 0
    at.at = start + timedelta(minutes=30)
    assert reminding.owe_reminders() == 0  # half an hour late is of no use
    at.at = start - timedelta(minutes=1)
    answers.cancel(row.pk, answers.VISITOR, "visitor 1")
    assert isinstance(written("consultation-reminder"), Skip)


# ------------------------------------------------------- feed, wishes, forgetting


def test_the_hosts_feed_shows_it_under_the_same_uid_and_no_hold(at: SetClock) -> None:
    row = talks.book()
    (shown,) = facilitator_entries()
    assert (shown.uid, shown.start, shown.end) == (row.uid, row.start, row.end)
    answers.cancel(row.pk, answers.VISITOR, "visitor 1")
    (shown,) = facilitator_entries()
    assert shown.summary.startswith("Cancelled: ")


def test_a_wish_reaches_the_host_until_it_is_answered(at: SetClock) -> None:
    wish = wishes.leave(talks.visitor(needs="Weekday evenings"), "Europe/Berlin")
    assert "Weekday evenings" in letter("host-consultation-wish").paragraphs
    assert wishes.open_wishes() == [wish]
    wishes.answered(wish.pk, "user 1")
    wishes.answered(wish.pk, "user 1")
    assert wishes.open_wishes() == []
    assert isinstance(written("host-consultation-wish"), Skip)


def test_forgetting_empties_what_is_over_and_keeps_what_comes(at: SetClock) -> None:
    past = talks.book()
    wishes.leave(talks.visitor(needs="Mornings"), "UTC")
    due = forgetting.next_due()
    assert due == at.at + 90 * DAY
    at.forward(minutes=92 * 24 * 60)
    coming = talks.book(MONDAY_NINE + 98 * DAY, name="Bo")
    forgetting.forget_what_is_due()
    past.refresh_from_db()
    assert (past.name, past.email, past.email_key, past.needs) == ("", "", "", "")
    assert "Ada" not in CalendarEntry.objects.get(id=past.public_id).summary
    coming.refresh_from_db()
    assert coming.name == "Bo"
    assert wishes.open_wishes() == []


def test_a_visitor_who_asks_is_exported_and_erased_and_what_was_to_come_is_cancelled(
    at: SetClock,
) -> None:
    past = talks.book(key="a-key-of-a-program")
    at.at = MONDAY_NINE + DAY
    row = talks.book(MONDAY_NINE + 7 * DAY)
    wishes.leave(talks.visitor(needs="Mornings"), "UTC")
    ada = read_address("ada.brandt@example.org")
    found = forgetting.export(ada)
    assert [one["start"] for one in found["consultations"]] == [
        MONDAY_NINE.isoformat(),
        (MONDAY_NINE + 7 * DAY).isoformat(),
    ]
    (wish,) = found["wishes"]
    assert (wish["wish"], wish["email"], wish["timezone"]) == ("Mornings", ada.given, "UTC")
    assert forgetting.erase(ada, "user 1") >= 2
    row.refresh_from_db()
    assert (row.name, row.state) == ("", "cancelled")
    past.refresh_from_db()
    assert (past.name, past.fingerprint, past.state) == ("", "", "booked")
    assert {one.summary + one.description for one in CalendarEntry.objects.all()} == {
        "Consultation"
    }
    assert visitors.export(ada) == {"consultations": [], "wishes": []}
    assert not OutboxMessage.objects.filter(recipient__contains="ada").exists()
    told = letter("host-consultation-cancelled")  # the host still learns that the time is free
    assert "somebody who asked to be forgotten" in told.subject
    assert "Ada" not in told.subject
