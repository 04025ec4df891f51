"""The stored live session: read it, and change it by one click at a time.

A click names the version its page showed. The engine works before the transaction, which then
holds only while that version still stands: of two clicks at once the second is told, kindly.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from calendars import clock
from orchestrator.models import LiveSession, PlanVersion, Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.session.presence import Tick
from orchestrator.rules.session.record import Record, as_json, from_json
from orchestrator.rules.session.run_of_show import Kind, Segment, Show, run_of_show
from orchestrator.services.access import audit
from orchestrator.services.live import breakout_marks

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_TO_UNDO = ("drawn", "list changed")  # deeds of the clock


@dataclass(frozen=True, slots=True)
class Click:
    """One click: on which workshop, seen in which version, by whom."""

    workshop_id: int
    version: int
    actor: str


@dataclass(frozen=True, slots=True)
class Live:
    """A live session as it stands: its rows and what they mean."""

    row: LiveSession
    show: Show
    record: Record
    ticks: dict[int, Tick] = field(default_factory=dict)

    @property
    def announced(self) -> frozenset[int]:
        """Return the rounds that people were told."""
        return frozenset({self.show.coming}) if self.row.released_at else frozenset()

    @property
    def version(self) -> PlanVersion:
        """Return the plan's row."""
        if self.row.plan is None:
            raise LookupError(f"live session {self.row.pk} has no plan")
        return self.row.plan

    def is_planned(self, person: str) -> bool:
        """Say whether somebody is in the rooms to come."""
        return bool(self.show.coming) and person in self.record.present(self.show.coming)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a click makes of the plan."""

    record: Record
    ticks: dict[int, Tick]
    changes: tuple[str, ...] = ()
    about: tuple[int, ...] = ()


def live_of(workshop_id: int) -> Live | None:
    """Return the live session of a workshop, None while no plan was drawn."""
    rows = LiveSession.objects.select_related("plan", "workshop")
    row = rows.filter(workshop=workshop_id, plan__isnull=False).first()
    return read(row) if row else None


def read(row: LiveSession) -> Live:
    """Return what a session's rows mean."""
    plan = row.plan
    if plan is None:
        raise LookupError(f"live session {row.pk} has no plan")
    ticks = {
        int(who): Tick(said["here"], clock.parse_instant(said["at"]))
        for who, said in plan.ticks.items()
    }
    return Live(row, show_of(row.workshop, row.begun), from_json(plan.record), ticks)


def show_of(workshop: Workshop, begun: list[str]) -> Show:
    """Return the run of show of a workshop that has its date."""
    moments = [clock.parse_instant(moment) for moment in begun]
    return run_of_show(segments(), workshop.span[0], moments)


def segments() -> list[Segment]:
    """Return the run of show that the company has decided."""
    parts = settings.COMPANY.session.segments
    return [Segment(part.name, part.minutes, Kind(part.kind)) for part in parts]


def store(session: LiveSession, changed: Changed, deed: str, held: int) -> None:
    """Keep a new version of the plan; call it behind the session's lock."""
    session.plan = PlanVersion.objects.create(
        session=session,
        before=session.plan,
        record=as_json(changed.record),
        ticks=_ticks_as_json(changed.ticks),
        held=held,
        deed=deed,
        about=list(changed.about),
        changes=list(changed.changes),
        made_at=clock.now(),
    )
    session.version += 1
    session.list_problem = ""
    session.save(update_fields=["plan", "version", "list_problem"])
    breakout_marks.mark(session.workshop_id)


def change_plan(click: Click, deed: str, make: Callable[[Live], Changed]) -> None:
    """Let a click change the plan. Raises RuleBroken (`plan_moved_on`, `no_plan`, and `make`'s)."""
    live = _seen(click)
    changed = make(live)  # outside the transaction: the engine may take a while
    with transaction.atomic():
        row = _locked(click)
        store(row, changed, deed, live.show.held)
        audit.record(click.actor, f"plan: {deed}", row, version=row.version)


def change_session(click: Click, deed: str, decide: Callable[[Live], dict[str, Any]]) -> None:
    """Let a click change the session itself; `decide` returns its new column values.

    Raises RuleBroken (`plan_moved_on`, `no_plan`, and `decide`'s).
    """
    live = _seen(click)
    values = decide(live)
    with transaction.atomic():
        row = _locked(click)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        if "plan" in values:
            breakout_marks.mark(row.workshop_id)
        audit.record(click.actor, f"session: {deed}", row, version=row.version)


def with_tick(live: Live, registration: int, *, here: bool) -> dict[int, Tick]:
    """Return the ticks with the facilitator's word on one person, said now."""
    return {**live.ticks, registration: Tick(here, clock.now())}


def kept(live: Live, **changes: Any) -> Changed:  # noqa: ANN401 -- the fields of Changed
    """Return the plan as it is, but for what is named."""
    return replace(Changed(live.record, live.ticks), **changes)


def _seen(click: Click) -> Live:
    live = live_of(click.workshop_id)
    if live is None:
        raise RuleBroken(
            "no_plan",
            "The pairs are not drawn yet.",
            allowed="a moment of patience, or drawing them now",
        )
    _check_version(live.row, click)
    return live


def _locked(click: Click) -> LiveSession:
    row = LiveSession.objects.select_for_update(of=("self",)).select_related("plan")
    found = row.get(workshop=click.workshop_id)
    _check_version(found, click)
    return found


def _check_version(row: LiveSession, click: Click) -> None:
    if row.version != click.version:
        raise RuleBroken(
            "plan_moved_on",
            "Something changed a moment before your click, perhaps on your other device. "
            "Nothing was done; this is how it stands now.",
            allowed="the same click again, if it is still right",
        )


def _ticks_as_json(ticks: dict[int, Tick]) -> dict[str, Any]:
    return {str(who): {"here": tick.here, "at": tick.at.isoformat()} for who, tick in ticks.items()}
