"""The demo's first workshop on its day: wait until Zoom knows its people, and look them up."""

from __future__ import annotations

import json
from typing import Any

import processes

TICK_SECONDS = 1
LOOK_UP = """
import django, json; django.setup()
from orchestrator.models import JoinLink, Meeting, Workshop
from orchestrator.services.zoom import join_links
workshop = Workshop.objects.filter(live__isnull=False).order_by("start").first()
rows = workshop.registrations.filter(state="confirmed").select_related("join_link") if workshop else []
print(json.dumps({
    "workshop": workshop and workshop.pk,
    "meeting": workshop and workshop.meeting.zoom_id,
    "people": {row.name: {"token": join_links.door_token(row), "registrant": row.join_link.registrant_id} for row in rows},
}))
"""


def wait_for_registrants(house: processes.Served) -> None:
    """Wait until Zoom knows everybody who has a seat."""
    ask = (
        "import django; django.setup();"
        "from orchestrator.models import JoinLink, Workshop;"
        "first = Workshop.objects.filter(state='published', start__isnull=False).order_by('start').first();"
        "print(JoinLink.objects.filter(workshop=first).exclude(registrant_id='').count())"
    )
    for _ in range(60):
        if processes.python(house.directory, ask, **house.variables).stdout.strip() == "14":
            return
    raise AssertionError("Zoom does not know the attendees")


def looked_up(house: processes.Served) -> dict[str, Any]:
    for _ in range(20):
        found: dict[str, Any] = json.loads(
            processes.python(house.directory, LOOK_UP, **house.variables).stdout
        )
        if found["workshop"]:
            return found
    raise AssertionError("no plan was drawn")
