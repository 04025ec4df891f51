"""The hourly look over all meetings: what is not as wanted is marked, our own twins are removed.

The work table only says what to look at; this sweep makes it dispensable. Zoom is read once, a
list for the host; nothing is written to Zoom except the deletion of a twin: a meeting with our tag
whose row names another one. What carries no tag of ours, or one that no row knows, is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from calendars import clock
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.models import Meeting, RetiredMeeting, Work
from orchestrator.rules.meeting import FoundMeeting, MeetingState, differences
from orchestrator.services import work
from orchestrator.services.zoom import occasions, registrants
from orchestrator.services.zoom.meetings import KIND, remembered_spec

if TYPE_CHECKING:
    from collections.abc import Callable

    from orchestrator.gateways.zoom.gateway import ZoomGateway
    from orchestrator.services.zoom.occasions import Occasion


LOOK_CLOSELY_EVERY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did and found; `strangers` are tagged meetings that no row knows."""

    marked: int
    twins_deleted: int
    retired_deleted: int
    strangers: int


def sweep(zoom: ZoomGateway) -> Swept:
    """Compare every coming occasion with its row and with Zoom's list.

    Raises ZoomError: at once when the list cannot be read, at the end when a deletion was refused.
    """
    found = zoom.list()
    marked = _mark_unlike(found)
    rows = {row.tag: row for row in Meeting.objects.all()}
    tagged = [meeting for meeting in found if meeting.tag]
    twins = [meeting for meeting in tagged if _is_twin(meeting, rows.get(meeting.tag))]
    registrants.mark_unlike()
    old = list(RetiredMeeting.objects.all())
    known = {*rows, *(row.tag for row in old)}
    listed = {meeting.zoom_id for meeting in found}
    failures: list[ZoomError] = []
    for twin in twins:
        _attempt(partial(_delete_twin, twin, zoom), failures)
    for row in old:
        _attempt(partial(_delete_retired, row, row.zoom_id in listed, zoom), failures)
    if failures:
        raise failures[0]
    strangers = sum(meeting.tag not in known for meeting in tagged)
    return Swept(marked, len(twins), len(old) - RetiredMeeting.objects.count(), strangers)


def _attempt(act: Callable[[], None], failures: list[ZoomError]) -> None:
    """Do one thing; what Zoom refuses is kept, so that it does not hold up the others."""
    try:
        act()
    except ZoomError as error:
        failures.append(error)


@transaction.atomic
def _mark_unlike(found: list[FoundMeeting]) -> int:
    in_zoom = {meeting.zoom_id: meeting for meeting in found}
    tags = {meeting.tag for meeting in found}
    unlike = [one for one in occasions.to_compare(tags) if not _is_settled(one, in_zoom, tags)]
    for occasion in unlike:
        _arm(occasion)
    return len(unlike)


def _is_settled(occasion: Occasion, in_zoom: dict[int, FoundMeeting], tags: set[str]) -> bool:
    """Say whether wish, row and list agree, as far as a list can show it."""
    row, wanted = occasions.meeting_row(occasion), occasions.wanted_spec(occasion)
    if row is None:
        return wanted is None
    if row.zoom_id is None:
        return row.tag not in tags and (wanted is None or row.state == MeetingState.GONE)
    if row.checked_at is None or row.checked_at < clock.now() - LOOK_CLOSELY_EVERY:
        return False  # a list shows no settings
    seen = in_zoom.get(row.zoom_id)
    if wanted is None or seen is None or row.doubtful_since or remembered_spec(row) != wanted:
        return False
    return bool(differences(wanted, seen)) == (row.state == MeetingState.DRIFTED)


def _arm(occasion: Occasion) -> None:
    """Make sure that the occasion will be looked at soon; a sensible due time stays.

    Soon is an hour, and a day after a failure: Zoom's daily limit puts off until its midnight.
    """
    key = {"kind": KIND, "key": occasions.key_of(occasion)}
    now = clock.now()
    soon = Q(due__lt=now + timedelta(hours=1))
    put_off = ~Q(error="") & Q(due__lte=now + timedelta(days=1))
    if not Work.objects.filter(soon | put_off, **key).exists():
        work.touch(**key, due=now)


def _is_twin(meeting: FoundMeeting, row: Meeting | None) -> bool:
    if row is None or row.zoom_id is None or meeting.started:
        return False
    return meeting.zoom_id != row.zoom_id


def _delete_twin(twin: FoundMeeting, zoom: ZoomGateway) -> None:
    """Delete a twin, after one more look that no row names it and that it did not start."""
    fresh = zoom.get(twin.zoom_id)
    row = Meeting.objects.filter(tag=twin.tag).first()
    if fresh is not None and fresh.tag == twin.tag and _is_twin(fresh, row):
        zoom.delete(twin.zoom_id)


def _delete_retired(row: RetiredMeeting, listed: bool, zoom: ZoomGateway) -> None:  # noqa: FBT001 -- seen in the list
    """Delete a meeting that was replaced, unless it runs just now or lost our tag.

    It counts as gone when neither the list nor a direct look shows it.
    """
    fresh = zoom.get(row.zoom_id)
    if fresh is None:
        if not listed:
            row.delete()
    elif not fresh.started and fresh.tag == row.tag:
        zoom.delete(row.zoom_id)
        row.delete()
