from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.rules.attendance import Stay, attendance, minutes_in

START = datetime(2026, 12, 9, 13, tzinfo=UTC)
SPAN = (START, START + timedelta(hours=4))


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


def stay(visit: int, joined: float | None, left: float | None, **more: object) -> Stay:
    values: dict[str, object] = {"registrant_id": "", "email_key": ""} | more
    return Stay(
        visit=visit,
        joined_at=None if joined is None else minute(joined),
        left_at=None if left is None else minute(left),
        **values,  # type: ignore[arg-type]  # as Stay names them
    )


def test_a_stay_is_known_by_the_owners_word_then_its_registrant_then_its_address() -> None:
    found = attendance(
        [
            stay(1, 0, 10, registrant_id="r1", email_key="b@example.org"),
            stay(2, 0, 20, email_key="b@example.org"),
            stay(3, 0, 30, matched=7),
            stay(4, 0, 40),
            stay(5, 0, 50, ignored=True),
            stay(6, 0, 60, registrant_id="of-somebody-else"),
        ],
        SPAN,
        by_registrant={"r1": 1},
        by_email={"b@example.org": 2},
    )
    assert dict(found.minutes) == {1: 10, 2: 20, 7: 30}
    assert found.unknown == (4, 6)


def test_only_the_time_of_the_workshop_counts_and_what_is_missing_is_its_edge() -> None:
    stays = [
        stay(1, -15, 300, matched=1),
        stay(2, None, 60, matched=2),
        stay(3, 180, None, matched=3),
        stay(4, -30, -5, matched=4),
    ]
    found = attendance(stays, SPAN, by_registrant={}, by_email={})
    assert dict(found.minutes) == {1: 240, 2: 60, 3: 60, 4: 0}


@given(st.lists(st.tuples(st.integers(0, 240), st.integers(0, 240))))
def test_each_minute_counts_once_however_many_devices_somebody_has(
    pairs: list[tuple[int, int]],
) -> None:
    spans = [(minute(min(pair)), minute(max(pair))) for pair in pairs]
    covered = {m for pair in pairs for m in range(min(pair), max(pair))}
    assert minutes_in(spans) == len(covered)
