"""What the owner does about a meeting that a person changed or deleted in Zoom."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from calendars import clock
from orchestrator.models import Meeting, RetiredMeeting, Workshop
from orchestrator.models.meeting import new_tag
from orchestrator.rules.meeting import SPEC_NAMES, MeetingSpec, MeetingState
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import State
from orchestrator.services.access import audit
from orchestrator.services.live import breakout_marks
from orchestrator.services.workshops import publication
from orchestrator.services.zoom import meetings
from orchestrator.services.zoom.meeting_steps import NAMES_NOTHING, as_json
from orchestrator.services.zoom.meetings import spec_from_json
from orchestrator.services.zoom.occasions import wanted_spec

LONGEST = timedelta(hours=24)


@transaction.atomic
def adopt_zooms_version(meeting_id: int, actor: str) -> None:
    """Make the occasion as the meeting is in Zoom, and let its settings stand as they are there.

    Whoever has a seat is told of it, as when it is published. A consultation's time is not moved
    this way. Raises RuleBroken (`not_drifted`, `drift_unusable`, `overlaps`, `move_it_here`).
    """
    meeting = _drifted(meeting_id)
    found = dict(meeting.found or {})
    changed = found.pop("changed", [])
    settings = sorted({*meeting.accepted_settings, *(n for n in changed if n not in SPEC_NAMES)})
    Meeting.objects.filter(pk=meeting.pk).update(accepted_settings=settings, found=None, problem="")
    if set(changed) & set(SPEC_NAMES):
        _move(meeting.occasion, spec_from_json(found), actor)
    wanted = wanted_spec(meeting.occasion)
    written = as_json(wanted) if wanted else None
    Meeting.objects.filter(pk=meeting.pk).update(written=written)
    audit.record(actor, "took over what stands in Zoom", meeting)
    meetings.mark(meeting.occasion)


@transaction.atomic
def restore_ours(meeting_id: int, actor: str) -> None:
    """Write our version over what a person changed in Zoom. Raises RuleBroken (`not_drifted`)."""
    meeting = _drifted(meeting_id)
    Meeting.objects.filter(pk=meeting.pk).update(
        written=None, accepted_settings=[], found=None, problem=""
    )
    audit.record(actor, "wrote ours over what stands in Zoom", meeting)
    meetings.mark(meeting.occasion)


@transaction.atomic
def make_replacement(meeting_id: int, actor: str) -> None:
    """Give the occasion a new meeting; the old one, where it still stands, is deleted by the sweep.

    Every link of ours leads to the new one as soon as it stands. Raises RuleBroken
    (`nothing_to_replace`).
    """
    meeting = _locked(meeting_id)
    if meeting.zoom_id is None and meeting.state != MeetingState.GONE:
        raise RuleBroken(
            "nothing_to_replace",
            "There is no meeting yet that could be replaced.",
            allowed="wait until its meeting stands",
        )
    if meeting.zoom_id is not None:
        RetiredMeeting.objects.get_or_create(zoom_id=meeting.zoom_id, defaults={"tag": meeting.tag})
    Meeting.objects.filter(pk=meeting.pk).update(
        **NAMES_NOTHING, state=MeetingState.ABSENT, tag=new_tag(), accepted_settings=[], problem=""
    )
    audit.record(actor, "asked for another Zoom meeting", meeting)
    meetings.mark(meeting.occasion)
    if meeting.workshop_id is not None:
        breakout_marks.mark(meeting.workshop_id)


def _locked(meeting_id: int) -> Meeting:
    Meeting.objects.select_for_update().get(pk=meeting_id)
    return Meeting.objects.select_related("workshop", "consultation").get(pk=meeting_id)


def _drifted(meeting_id: int) -> Meeting:
    meeting = _locked(meeting_id)
    if meeting.state != MeetingState.DRIFTED or meeting.found is None:
        raise RuleBroken(
            "not_drifted",
            "This meeting is not different from ours any more; nothing was changed.",
            allowed="reload the page to see how it stands now",
        )
    return meeting


def _move(occasion: object, spec: MeetingSpec, actor: str) -> None:
    """Publish the workshop as it is in Zoom, with all that follows from that."""
    if not isinstance(occasion, Workshop):
        raise RuleBroken(
            "move_it_here",
            "A consultation is moved on its own page, so that its visitor hears of it.",
            allowed="restore ours, then move it",
        )
    end = spec.start + timedelta(minutes=spec.minutes)
    _refuse_unusable(occasion, spec, end)
    local = spec.start.astimezone(clock.zone(spec.timezone))
    offer = replace(
        publication.offer_of(occasion),
        title=spec.topic,
        start=spec.start,
        end=end,
        timezone=spec.timezone,
        month=clock.month_of(local.date()),
    )
    publication.put(occasion, State.PUBLISHED, offer, actor)


def _refuse_unusable(workshop: Workshop, spec: MeetingSpec, end: datetime) -> None:
    start, known_zone = spec.start, True
    try:
        clock.zone(spec.timezone)
    except clock.TimeError:
        known_zone = False
    length = start < end <= start + LONGEST
    if not (known_zone and length and spec.topic.strip() and end > clock.now()):
        raise RuleBroken(
            "drift_unusable",
            "Zoom's version has no title, no length, no time zone of a place, or is over already.",
            allowed="change it in Zoom, or restore ours",
        )
    clash = Workshop.objects.filter(state=State.PUBLISHED, start__lt=end, end__gt=start)
    if clash.exclude(pk=workshop.pk).exists():
        raise RuleBroken(
            "overlaps",
            "At that time another workshop takes place.",
            allowed="change the time in Zoom, or restore ours",
        )
