"""What the owner does about a meeting that a person changed or deleted in Zoom."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from calendars import clock
from orchestrator.models import Meeting, RetiredMeeting, Workshop
from orchestrator.models.meeting import new_tag
from orchestrator.rules.meeting import SPEC_NAMES, MeetingSpec, MeetingState
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import State
from orchestrator.services.live import breakout_marks
from orchestrator.services.zoom import meetings
from orchestrator.services.zoom.meeting_steps import NAMES_NOTHING, as_json
from orchestrator.services.zoom.meetings import spec_from_json, wanted_spec

LONGEST = timedelta(hours=24)


@transaction.atomic
def adopt_zooms_version(meeting_id: int) -> None:
    """Make the workshop as the meeting is in Zoom, and let its settings stand as they are there.

    Raises RuleBroken (`not_drifted`, `drift_unusable`, `overlaps`).
    """
    meeting = _drifted(meeting_id)
    found = dict(meeting.found or {})
    changed = found.pop("changed", [])
    spec = spec_from_json(found)
    workshop = meeting.workshop
    if set(changed) & set(SPEC_NAMES):
        end = spec.start + timedelta(minutes=spec.minutes)
        _refuse_unusable(workshop, spec, end)
        workshop.title, workshop.timezone = spec.topic, spec.timezone
        workshop.start, workshop.end = spec.start, end
        local = spec.start.astimezone(clock.zone(spec.timezone))
        workshop.month = clock.month_of(local.date())
        workshop.sequence += 1
        workshop.changed_at = clock.now()
        workshop.save()
    settings = sorted({*meeting.accepted_settings, *(n for n in changed if n not in SPEC_NAMES)})
    wanted = wanted_spec(workshop)
    written = as_json(wanted) if wanted else None
    Meeting.objects.filter(pk=meeting.pk).update(
        accepted_settings=settings, written=written, found=None, problem=""
    )
    meetings.mark(workshop)


@transaction.atomic
def restore_ours(meeting_id: int) -> None:
    """Write our version over what a person changed in Zoom. Raises RuleBroken (`not_drifted`)."""
    meeting = _drifted(meeting_id)
    Meeting.objects.filter(pk=meeting.pk).update(
        written=None, accepted_settings=[], found=None, problem=""
    )
    meetings.mark(meeting.workshop)


@transaction.atomic
def make_replacement(meeting_id: int) -> None:
    """Give the workshop a new meeting; the old one, where it still stands, is deleted by the sweep.

    Every link of ours leads to the new one as soon as it stands. Raises RuleBroken
    (`nothing_to_replace`).
    """
    meeting = Meeting.objects.select_for_update().select_related("workshop").get(pk=meeting_id)
    if meeting.zoom_id is None and meeting.state != MeetingState.GONE:
        raise RuleBroken(
            "nothing_to_replace",
            "This workshop has no meeting yet that could be replaced.",
            allowed="wait until its meeting stands",
        )
    if meeting.zoom_id is not None:
        RetiredMeeting.objects.get_or_create(zoom_id=meeting.zoom_id, defaults={"tag": meeting.tag})
    Meeting.objects.filter(pk=meeting.pk).update(
        **NAMES_NOTHING, state=MeetingState.ABSENT, tag=new_tag(), accepted_settings=[], problem=""
    )
    meetings.mark(meeting.workshop)
    breakout_marks.mark(meeting.workshop_id)


def _drifted(meeting_id: int) -> Meeting:
    meeting = Meeting.objects.select_for_update().select_related("workshop").get(pk=meeting_id)
    if meeting.state != MeetingState.DRIFTED or meeting.found is None:
        raise RuleBroken(
            "not_drifted",
            "This meeting is not different from ours any more; nothing was changed.",
            allowed="reload the page to see how it stands now",
        )
    return meeting


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
