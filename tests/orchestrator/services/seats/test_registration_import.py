from __future__ import annotations

from datetime import timedelta

import pytest
import world
from set_clock import SetClock

from orchestrator.models import Organization, OutboxMessage, Registration
from orchestrator.rules.csv_file import FileRefused
from orchestrator.services.seats.registration_import import import_registrations

pytestmark = pytest.mark.django_db
DAY = "2026-12-09"


def lines(count: int, *, day: str = DAY) -> bytes:
    rows = "".join(f"{day},P {n},p{n}@example.org,Acme\n" for n in range(count))
    return f"workshop,name,email,organization\n{rows}".encode()


def test_a_list_fills_the_seats_and_then_the_waitlist_in_its_order(at: SetClock) -> None:
    world.publish(capacity=3)
    heard: list[tuple[int, int]] = []
    done = import_registrations(
        lines(5), actor="user 1", on_rows=lambda rows, of: heard.append((rows, of))
    )
    assert (done.confirmed, done.waitlisted) == (3, 2)
    assert heard == [(5, 5)]
    states = Registration.objects.order_by("id").values_list("name", "state")
    assert list(states)[2:4] == [("P 2", "confirmed"), ("P 3", "waitlisted")]
    assert Organization.objects.get().name == "Acme"
    assert len(world.owed()) == 5


def test_a_dry_run_tells_the_same_and_keeps_nothing(at: SetClock) -> None:
    world.publish(capacity=3)
    done = import_registrations(lines(5), actor="user 1", keep=False)
    assert (done.confirmed, done.waitlisted) == (3, 2)
    assert not Registration.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_one_bad_line_is_enough_and_every_one_is_named(at: SetClock) -> None:
    workshop = world.publish()
    world.register(workshop, "Ada")
    data = (
        lines(2)
        + (
            f"{DAY},Ada,ada@example.org,\n2026-12-10,Bo,bo@example.org,\n"
            f"{DAY},Cy,nowhere,\n{DAY},P,p0@example.org,\ntoday,Di,di@example.org,\n"
        ).encode()
    )
    with pytest.raises(FileRefused) as refusal:
        import_registrations(data, actor="user 1")
    assert [(c.line, c.message.split(".")[0]) for c in refusal.value.complaints] == [
        (4, "That address is registered for this workshop already (confirmed)"),
        (5, "There is no workshop '2026-12-10'"),
        (6, "That is not an e-mail address"),
        (7, "the same person stands in line 2 already"),
        (8, "There is no workshop 'today'"),
    ]
    assert Registration.objects.count() == 1


def test_a_day_with_two_workshops_needs_a_uid(at: SetClock) -> None:
    first = world.publish()
    world.publish(start=world.START + timedelta(hours=6))
    with pytest.raises(FileRefused, match="several workshops"):
        import_registrations(lines(1), actor="user 1")
    data = b"name,email\nAda,ada@example.org\n"
    assert import_registrations(data, workshop=first.uid, actor="user 1").confirmed == 1


def test_of_ten_thousand_rows_every_one_of_fifty_bad_ones_is_named(at: SetClock) -> None:
    days = [world.publish(start=world.START + timedelta(days=n), capacity=14) for n in range(40)]
    rows = [f"{days[n // 250].uid},P {n},p{n}@example.org" for n in range(10_000)]
    bad = {200 * n + 7: n for n in range(50)}
    for number, kind in bad.items():
        uid, name, email = rows[number].split(",")
        rows[number] = (
            f"{uid},{name},nowhere",
            f"{uid},,{email}",
            f"nothing,{name},{email}",
            f"{uid},{name}",
            rows[number - 1],
        )[kind % 5]
    data = ("workshop,name,email\n" + "\n".join(rows)).encode()
    with pytest.raises(FileRefused) as refusal:
        import_registrations(data, actor="user 1")
    assert [c.line for c in refusal.value.complaints] == [number + 2 for number in bad]
    assert not Registration.objects.exists()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "9" * 5000, "2026-12-09T13:00"])
def test_a_strange_day_names_no_workshop(at: SetClock, day: str) -> None:
    with pytest.raises(FileRefused, match="There is no workshop"):
        import_registrations(lines(1, day=day), actor="user 1")


def test_a_strange_priority_and_a_character_that_is_none_are_named(at: SetClock) -> None:
    world.publish()
    data = b"workshop,name,email,priority\n" + f"{DAY},A,a@example.org,{'9' * 5000}\n".encode()
    with pytest.raises(FileRefused, match=r"^line 2: the priority"):
        import_registrations(data, actor="user 1")
    with pytest.raises(FileRefused, match=r"^line 2: there is a NUL"):
        import_registrations(lines(1, day="\0"), actor="user 1")
