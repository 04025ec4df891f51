"""The console's buttons: each one click, answered with the console as it is after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from orchestrator.models import Workshop
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.live import clicks, drawing
from orchestrator.services.live.sessions import Click
from orchestrator.web.access import for_facilitators
from orchestrator.web.console_page import console_page
from orchestrator.web.live_page import BY_SCRIPT
from orchestrator.web.owner import actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, QueryDict

    Deed = Callable[[Click, QueryDict], object]


def _number(text: str | None) -> int:
    """Return a number of a form. Raises RuleBroken (`choose`) for anything else."""
    if text and text.isascii() and text.isdigit() and len(text) <= len(str(2**62)):
        return int(text)
    raise RuleBroken("choose", "Please choose somebody first.", allowed="a name of the list")


def _two(form: QueryDict) -> tuple[int, int]:
    return _number(form.get("first")), _number(form.get("second"))


DEEDS: dict[str, Deed] = {
    "draw": lambda click, _form: drawing.draw_plan(click.workshop_id, click.actor),
    "no-show": lambda click, form: clicks.no_show(click, _number(form.get("who"))),
    "drop-out": lambda click, form: clicks.drop_out(click, _number(form.get("who"))),
    "arrive": lambda click, form: clicks.arrive(click, _number(form.get("who"))),
    "swap": lambda click, form: clicks.swap(click, *_two(form)),
    "lock": lambda click, form: clicks.lock_room(
        click, [_number(form.get(one)) for one in ("first", "second", "third") if form.get(one)]
    ),
    "apart": lambda click, form: clicks.never_together(click, *_two(form)),
    "anew": lambda click, _form: clicks.pair_rest_anew(click),
    "undo": lambda click, _form: clicks.undo(click),
    "release": lambda click, _form: clicks.release(click),
    "next": lambda click, _form: clicks.next_segment(click),
    "back": lambda click, _form: clicks.previous_segment(click),
}


@never_cache
@for_facilitators
@require_POST
def click(request: HttpRequest, workshop_id: int, deed: str) -> HttpResponse:
    """Do what was clicked; our script gets the new console in the same answer."""
    if deed not in DEEDS:
        raise Http404
    rows = Workshop.objects.select_related("meeting").filter(start__isnull=False)
    workshop = get_object_or_404(rows, pk=workshop_id)
    try:
        seen = _number(request.POST.get("version", "0"))
        DEEDS[deed](Click(workshop.pk, seen, actor(request)), request.POST)
    except RuleBroken as refusal:
        return console_page(request, workshop, refusal=refusal, status=409)
    if request.headers.get(BY_SCRIPT):
        return console_page(request, workshop)
    return redirect("office-console", workshop_id=workshop.pk)
