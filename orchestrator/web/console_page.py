"""The console as a page: drawn for the look, for the click, and for the click that was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from orchestrator.services.live.console import console_of
from orchestrator.services.live.drawing import opens_at
from orchestrator.web import times
from orchestrator.web.live_page import live_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from orchestrator.models import Workshop
    from orchestrator.rules.refusal import RuleBroken

CLICKED = {
    "no-show": _("did not come"),
    "drop-out": _("left"),
    "arrival": _("is here"),
    "swap": _("swapped"),
    "lock": _("in a fixed room"),
    "apart": _("kept apart"),
    "paired anew": _("everybody paired anew"),
}


def console_page(
    request: HttpRequest,
    workshop: Workshop,
    *,
    refusal: RuleBroken | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the console as it is now, with what was refused above it."""
    console = console_of(workshop)
    zone = settings.COMPANY.company.timezone
    mark = console.mark if console else f"none-{workshop.pk}"

    def context() -> dict[str, object]:
        return {
            "workshop": workshop,
            "console": console,
            "zone": zone,
            "when": times.local_times(workshop.span, zone),
            "drawn_at": opens_at(workshop),
            "clicked": CLICKED.get(console.deed, "") if console else "",
            "refusal": refusal,
        }

    return live_page(request, "console.html", mark, context, status)
