"""What has a Zoom meeting: a workshop or a consultation, and the key of each in the work table."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from calendars import clock
from orchestrator.models import Consultation, Meeting, Workshop
from orchestrator.rules.consultation import ConsultationState
from orchestrator.rules.meeting import TOPIC_LENGTH, MeetingSpec, MeetingState
from orchestrator.rules.workshop import State, Venue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

Occasion = Workshop | Consultation
CONSULTATION = "c"  # before the number, so that no key of a workshop is like it


def key_of(occasion: Occasion) -> str:
    """Return the key under which the occasion's meeting is looked at."""
    prefix = CONSULTATION if isinstance(occasion, Consultation) else ""
    return f"{prefix}{occasion.pk}"


def found(key: str) -> Occasion | None:
    """Return the occasion of a key, with its meeting; None when it is not there any more."""
    rows: QuerySet[Workshop] | QuerySet[Consultation] = (
        Consultation.objects.all() if key.startswith(CONSULTATION) else Workshop.objects.all()
    )
    return rows.select_related("meeting").filter(pk=key.removeprefix(CONSULTATION)).first()


def meetings_of(key: str) -> QuerySet[Meeting]:
    """Return the meeting of a key: one row or none."""
    if key.startswith(CONSULTATION):
        return Meeting.objects.filter(consultation_id=key.removeprefix(CONSULTATION))
    return Meeting.objects.filter(workshop_id=key)


def new_meeting(occasion: Occasion) -> Meeting:
    """Return a fresh row for the occasion's meeting, not saved."""
    if isinstance(occasion, Consultation):
        return Meeting(consultation=occasion)
    return Meeting(workshop=occasion)


def meeting_row(occasion: Occasion) -> Meeting | None:
    """Return the occasion's meeting, None when it never had one."""
    return getattr(occasion, "meeting", None)


def wanted_spec(occasion: Occasion) -> MeetingSpec | None:
    """Return the meeting that an occasion should have in Zoom, or None when it should have none.

    Of a consultation Zoom gets the hours in the company's zone and nobody's name. Its visitor comes
    in by our link, so nobody is registered.
    """
    if not takes_place(occasion):
        return None
    start, end = occasion.span
    minutes = int((end - start).total_seconds() // 60)
    if isinstance(occasion, Consultation):
        zone, registration = settings.COMPANY.company.timezone, False
    else:
        zone, registration = occasion.timezone, settings.COMPANY.zoom.licensed
    return MeetingSpec(occasion.title[:TOPIC_LENGTH], start, minutes, zone, registration)


def takes_place(occasion: Occasion) -> bool:
    """Say whether the occasion is to take place in Zoom.

    A consultation that was booked and waits for a yes to its new time keeps its meeting meanwhile.
    """
    if isinstance(occasion, Consultation):
        row = meeting_row(occasion)
        named = row is not None and row.zoom_id is not None
        return occasion.state == ConsultationState.BOOKED or (occasion.is_kept and named)
    return occasion.state == State.PUBLISHED and occasion.venue == Venue.ONLINE


def horizon_ends() -> datetime:
    """Return the UTC instant up to which occasions have their meetings now."""
    return clock.now() + timedelta(days=settings.COMPANY.workshops.meeting_horizon_days)


def horizon_opens(occasion: Occasion) -> datetime | None:
    """Return when an occasion that is known comes inside the horizon, None when it is inside."""
    known = (State.PUBLISHED, ConsultationState.BOOKED)
    if occasion.state not in known or occasion.start is None:
        return None
    ahead = occasion.start - horizon_ends()
    return clock.now() + ahead if ahead > timedelta(0) else None


def coming() -> Iterator[Occasion]:
    """Yield every occasion that is not over, with its meeting, in order of time within its kind."""
    for rows in (Workshop.objects.all(), Consultation.objects.exclude(_never_stood())):
        coming = rows.select_related("meeting").filter(end__gt=clock.now())
        yield from coming.order_by("start", "id")


def to_compare(tags: set[str]) -> list[Occasion]:
    """Return the coming occasions that should have a meeting, have one, or may have one."""
    with_meeting = Q(meeting__zoom_id__isnull=False) | Q(meeting__tag__in=tags)
    in_doubt = Q(meeting__isnull=False) & ~Q(meeting__state=MeetingState.ABSENT)
    inside = Q(start__lte=horizon_ends())
    found: list[Occasion] = []
    for rows, wanted in (
        (Workshop.objects.all(), Q(state=State.PUBLISHED, venue=Venue.ONLINE)),
        (Consultation.objects.all(), Q(state=ConsultationState.BOOKED)),
    ):
        concerned = rows.filter((wanted & inside) | with_meeting | in_doubt, end__gt=clock.now())
        found += concerned.select_related("meeting")
    return found


def _never_stood() -> Q:
    """Return which consultations never had a meeting and want none."""
    return ~Q(state=ConsultationState.BOOKED) & Q(meeting__isnull=True)
