"""How many would do it: list nothing, POST, store the id. The fault laboratory must break it."""

from __future__ import annotations

from jobs.tools import Tools
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.models import Meeting, Workshop
from orchestrator.rules.meeting import SETTING_NAMES, SPEC_NAMES, MeetingState
from orchestrator.services.zoom import occasions


def reconcile(tools: Tools) -> None:
    """Bring every workshop's meeting to what is wanted; what fails is tried again next time."""
    for workshop in Workshop.objects.all():
        try:
            _reconcile(workshop, tools)
        except ZoomError:
            continue


def _reconcile(workshop: Workshop, tools: Tools) -> None:
    row, _ = Meeting.objects.get_or_create(workshop=workshop)
    wanted = occasions.wanted_spec(workshop)
    if wanted is None and row.zoom_id is not None:
        tools.zoom.delete(row.zoom_id)
        row.zoom_id, row.state, row.written = None, MeetingState.ABSENT, None
    elif wanted is not None and row.zoom_id is None:
        row.zoom_id = tools.zoom.create(wanted, row.tag).zoom_id
        row.state, row.written = MeetingState.LIVE, {"start": wanted.start.isoformat()}
    elif wanted is not None and row.written != {"start": wanted.start.isoformat()}:
        tools.zoom.update(row.zoom_id or 0, wanted, (*SPEC_NAMES, *SETTING_NAMES))
        row.written = {"start": wanted.start.isoformat()}
    else:
        return
    row.save()
