from __future__ import annotations

from collections.abc import Callable
from typing import Any

import live_world
import pytest
import world
from live_world import mates, number, present
from set_clock import SetClock

from orchestrator.models import AuditEntry, PlanVersion, Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.session.presence import Presence
from orchestrator.rules.session.record import Mended, mend
from orchestrator.services.live import clicks
from orchestrator.services.live.console import Console, console_of
from orchestrator.services.live.sessions import Click

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(at: SetClock) -> Workshop:
    return live_world.about_to_begin(at)


def console(workshop: Workshop) -> Console:
    found = console_of(workshop)
    assert found
    return found


def state(workshop: Workshop, name: str) -> Presence:
    (line,) = [line for line in console(workshop).lines if line.name == name]
    return line.seen.state


def test_a_no_show_leaves_the_rooms_and_nobody_is_alone(workshop: Workshop) -> None:
    mate = mates(workshop, 1, "Ada")[0]
    live_world.do(workshop, clicks.no_show, number("Ada"))
    assert not present(workshop, 1, "Ada")
    assert len(mates(workshop, 1, mate)) >= 1
    assert state(workshop, "Ada") is Presence.AWAY
    assert live_world.lacking(workshop) == ()
    assert any("because Ada left" in text for text in console(workshop).changes)


def test_somebody_late_is_brought_in_and_gets_every_role(workshop: Workshop) -> None:
    live_world.do(workshop, clicks.no_show, number("Ada"))
    live_world.until(workshop, "Questions")
    live_world.do(workshop, clicks.arrive, number("Ada"))
    assert not present(workshop, 1, "Ada")
    assert mates(workshop, 2, "Ada")
    assert live_world.lacking(workshop) == ()
    assert state(workshop, "Ada") is Presence.HERE


def test_whoever_was_registered_after_the_start_is_brought_in_with_one_click(
    at: SetClock,
) -> None:
    workshop = live_world.about_to_begin(at, people=5)
    live_world.until(workshop, "Welcome")
    world.register(workshop, "Walk-in")
    assert [line.placeless for line in console(workshop).lines if line.name == "Walk-in"] == [False]
    live_world.do(workshop, clicks.arrive, number("Walk-in"))
    assert mates(workshop, 1, "Walk-in")


def test_a_drop_out_in_the_second_round_changes_few_and_nothing_that_was(
    workshop: Workshop,
) -> None:
    live_world.until(workshop, "Practice: in an")
    live_world.do(workshop, clicks.release)
    first, second = live_world.rooms(workshop, 1), live_world.rooms(workshop, 2)
    live_world.do(workshop, clicks.drop_out, number("Flo"))
    assert live_world.rooms(workshop, 1) == first
    after = live_world.rooms(workshop, 2)
    same = [name for name, room in second.items() if after.get(name) == room]
    assert len(same) >= 5
    assert live_world.lacking(workshop) == ()


def test_a_swap_moves_two_and_a_fixed_room_stays_when_all_is_paired_anew(
    workshop: Workshop,
) -> None:
    ada, bo = mates(workshop, 1, "Ada"), mates(workshop, 1, "Bo")
    if "Bo" in ada:
        bo = mates(workshop, 1, "Cy")
    other = "Cy" if "Bo" in ada else "Bo"
    live_world.do(workshop, clicks.swap, number("Ada"), number(other))
    assert mates(workshop, 1, "Ada") == bo
    live_world.do(workshop, clicks.lock_room, [number("Di"), number("Ed"), number("Flo")])
    for _ in range(3):
        live_world.do(workshop, clicks.pair_rest_anew)
        assert mates(workshop, 1, "Di") == ["Ed", "Flo"]
    assert live_world.lacking(workshop) == ()


def test_two_who_must_not_meet_are_apart_from_then_on_and_it_is_said_nowhere(
    workshop: Workshop,
) -> None:
    mate = mates(workshop, 1, "Ada")[0]
    live_world.do(workshop, clicks.never_together, number("Ada"), number(mate))
    for round_number in (1, 2):
        assert mate not in mates(workshop, round_number, "Ada")
    assert "apart" in str(AuditEntry.objects.values_list("action", flat=True))
    assert str(number("Ada")) not in str(
        AuditEntry.objects.filter(action="plan: apart").values("details")
    )


def test_undo_takes_back_the_rooms_and_the_word_and_can_be_done_step_by_step(
    workshop: Workshop,
) -> None:
    before = live_world.rooms(workshop, 1)
    live_world.do(workshop, clicks.no_show, number("Ada"))
    between = live_world.rooms(workshop, 1)
    live_world.do(workshop, clicks.no_show, number("Bo"))
    live_world.do(workshop, clicks.undo)
    assert live_world.rooms(workshop, 1) == between
    live_world.do(workshop, clicks.undo)
    assert live_world.rooms(workshop, 1) == before
    assert state(workshop, "Ada") is Presence.EXPECTED
    with pytest.raises(RuleBroken, match="nothing to undo"):
        live_world.do(workshop, clicks.undo)


def test_what_a_held_round_was_played_with_cannot_be_undone(workshop: Workshop) -> None:
    live_world.until(workshop, "Practice: at")
    live_world.do(workshop, clicks.drop_out, number("Ada"))
    assert console(workshop).can_undo
    live_world.until(workshop, "Questions")
    assert not console(workshop).can_undo
    with pytest.raises(RuleBroken, match="A round was held") as refused:
        live_world.do(workshop, clicks.undo)
    assert refused.value.code == "round_over"


DEEDS: list[Callable[[Click], None]] = [
    lambda click: clicks.no_show(click, number("Ada")),
    lambda click: clicks.drop_out(click, number("Ada")),
    lambda click: clicks.arrive(click, number("Ada")),
    lambda click: clicks.swap(click, number("Ada"), number("Bo")),
    lambda click: clicks.lock_room(click, [number("Ada"), number("Bo")]),
    lambda click: clicks.never_together(click, number("Ada"), number("Bo")),
    clicks.pair_rest_anew,
    clicks.undo,
    clicks.release,
    clicks.next_segment,
    clicks.previous_segment,
]


@pytest.mark.parametrize("deed", DEEDS)
def test_a_click_on_what_has_moved_on_does_nothing_and_is_told_so(
    workshop: Workshop, deed: Callable[[Click], None]
) -> None:
    stale = live_world.seen(workshop)
    live_world.do(workshop, clicks.no_show, number("Nan"))
    before = live_world.live(workshop).row.version
    with pytest.raises(RuleBroken, match="perhaps on your other device") as refused:
        deed(stale)
    assert refused.value.code == "plan_moved_on"
    assert live_world.live(workshop).row.version == before


def test_of_two_clicks_at_once_the_slower_is_told_though_both_saw_the_same(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    click, place = live_world.seen(workshop), "orchestrator.services.live.clicks.mend"

    def beaten(*asked: Any) -> Mended:
        monkeypatch.setattr(place, mend)
        clicks.no_show(click, number("Bo"))
        return mend(*asked)

    monkeypatch.setattr(place, beaten)
    with pytest.raises(RuleBroken, match="Nothing was done"):
        clicks.no_show(click, number("Ada"))
    assert present(workshop, 1, "Ada")
    assert not present(workshop, 1, "Bo")


def test_after_the_last_round_presence_is_noted_and_rooms_are_no_more_changed(
    workshop: Workshop,
) -> None:
    live_world.until(workshop, "Discussion")
    live_world.do(workshop, clicks.drop_out, number("Ada"))
    live_world.do(workshop, clicks.arrive, number("Ada"))
    assert state(workshop, "Ada") is Presence.HERE
    for deed in DEEDS[3:7]:
        with pytest.raises(RuleBroken, match="All rounds are over"):
            deed(live_world.seen(workshop))
    assert console(workshop).round is None


def test_what_makes_no_sense_is_refused_in_plain_words(workshop: Workshop, at: SetClock) -> None:
    ada = number("Ada")
    stranger = world.register(world.publish(), "Stranger").pk
    for deed, message in (
        (lambda click: clicks.swap(click, ada, ada), "two different people"),
        (lambda click: clicks.never_together(click, ada, ada), "two different people"),
        (lambda click: clicks.lock_room(click, [ada]), "two or three people"),
        (lambda click: clicks.no_show(click, stranger), "no seat in this workshop"),
        (lambda click: clicks.arrive(click, 0), "no seat in this workshop"),
        (clicks.previous_segment, "Nothing has begun"),
    ):
        with pytest.raises(RuleBroken, match=message):
            deed(live_world.seen(workshop))
    undrawn = world.publish()
    with pytest.raises(RuleBroken, match="not drawn yet"):
        clicks.undo(Click(undrawn.pk, 0, "user 1"))


def test_the_show_goes_forward_back_and_to_its_end(workshop: Workshop) -> None:
    live_world.until(workshop, "Practice: at")
    live_world.do(workshop, clicks.previous_segment)
    live_world.until(workshop, "Practice: at")
    live_world.until(workshop, "Goodbye")
    closed = live_world.do(workshop, clicks.next_segment)
    assert (closed.show.now, closed.show.next, closed.show.held) == (None, None, 2)
    with pytest.raises(RuleBroken, match="over already"):
        live_world.do(workshop, clicks.next_segment)


def test_going_back_into_a_round_and_mending_it_counts_no_role_twice(workshop: Workshop) -> None:
    live_world.until(workshop, "Questions")
    live_world.do(workshop, clicks.drop_out, number("Ada"))
    live_world.do(workshop, clicks.previous_segment)
    live_world.do(workshop, clicks.drop_out, number("Bo"))
    assert not present(workshop, 1, "Bo")
    assert live_world.lacking(workshop) == ()
    assert PlanVersion.objects.count() == 3
