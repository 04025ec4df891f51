"""The owner plans workshops: drafts that nobody sees, a preview of who is told, and publishing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calendars import clock
from orchestrator.models import Workshop
from orchestrator.rules.lifecycle import STEPS, phase_of
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import State
from orchestrator.services.language import said
from orchestrator.services.workshops import planned, publication
from orchestrator.web import offer_form, times
from orchestrator.web.access import for_facilitators, own_workshops, owner_only, signed_in
from orchestrator.web.owner import actor
from orchestrator.web.pictures import bars

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from orchestrator.rules.part_of_day import Part
    from orchestrator.services.workshops.publication import Preview

OUT_OF_DATE = "preview_outdated"


@never_cache
@for_facilitators
@require_safe
def workshops(request: HttpRequest) -> HttpResponse:
    """List all workshops that are not over, drafts and ideas too, and lately finished ones."""
    zone = settings.COMPANY.company.timezone
    lines = [
        (one, times.local_times(one.workshop.span, zone) if one.workshop.start else None)
        for one in planned.all_workshops(own_workshops(signed_in(request)))
    ]
    return render(request, "workshops.html", {"lines": lines})


@never_cache
@owner_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a draft, or an idea without a date."""
    if request.method != "POST":
        return _form(request, offer_form.empty_form())
    form = offer_form.typed_form(request.POST.dict())
    try:
        workshop = publication.create(offer_form.read_form(form), actor(request))
    except RuleBroken as refusal:
        return _form(request, form, refusal=refusal, status=422)
    return redirect("office-preview", workshop_id=workshop.pk)


@never_cache
@owner_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Change the draft of a workshop; nobody is told before it is published."""
    workshop = get_object_or_404(Workshop, pk=workshop_id)
    if request.method != "POST":
        _, offer = publication.wanted(workshop)
        return _form(request, offer_form.filled_form(offer), workshop=workshop)
    form = offer_form.typed_form(request.POST.dict())
    try:
        offer = offer_form.read_form(form)
        target = _target(State(workshop.state), dated=offer.span is not None)
        publication.save_draft(workshop.pk, target, offer, actor(request))
    except RuleBroken as refusal:
        return _form(request, form, workshop=workshop, refusal=refusal, status=422)
    return redirect("office-preview", workshop_id=workshop.pk)


@owner_only
@require_POST
def call_off(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Draft the cancellation; the preview then says whom it tells."""
    workshop = get_object_or_404(Workshop, pk=workshop_id)
    try:
        offer = publication.offer_of(workshop)
        publication.save_draft(workshop.pk, State.CANCELLED, offer, actor(request))
    except RuleBroken as refusal:
        return _preview(request, workshop, None, refusal=refusal, status=409)
    return redirect("office-preview", workshop_id=workshop.pk)


@owner_only
@require_POST
def discard(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Forget the draft."""
    workshop = get_object_or_404(Workshop, pk=workshop_id)
    publication.discard_draft(workshop.pk, actor(request))
    return redirect("office-workshop", workshop_id=workshop.pk)


@never_cache
@owner_only
@require_safe
def preview(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Show exactly what publishing would change, and who would be told what."""
    workshop = get_object_or_404(Workshop, pk=workshop_id)
    try:
        found = publication.preview(workshop.pk)
    except RuleBroken as refusal:
        return _preview(request, workshop, None, refusal=refusal, status=409)
    return _preview(request, workshop, found)


@owner_only
@require_POST
def publish(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Do what the preview showed; if it would do something else by now, show that instead."""
    workshop = get_object_or_404(Workshop, pk=workshop_id)
    try:
        publication.publish(workshop.pk, request.POST.get("fingerprint", ""), actor(request))
    except RuleBroken as refusal:
        found = publication.preview(workshop.pk) if refusal.code == OUT_OF_DATE else None
        return _preview(request, workshop, found, refusal=refusal, status=409)
    return redirect("office-workshop", workshop_id=workshop.pk)


def _target(state: State, *, dated: bool) -> State:
    """Return what a changed workshop is to become: published with a date, else a month."""
    return State.PUBLISHED if dated or state is State.PUBLISHED else State.TO_BE_DECIDED


def _form(
    request: HttpRequest,
    form: dict[str, str],
    *,
    workshop: Workshop | None = None,
    refusal: RuleBroken | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "workshop": workshop,
        "refusal": refusal,
        "zone_names": clock.place_zones(),
        "interest": (wanted := planned.interest(workshop) if workshop else None),
        "bars": _bars(wanted or []),
    }
    return render(request, "workshop_form.html", context, status=status)


def _bars(wanted: list[tuple[Part, int]]) -> list[tuple[str, int, float]]:
    """Return each part of the day in words, how many would come, and how long its bar is."""
    lengths = bars([count for _, count in wanted])
    return [
        (said(part.label), count, length)
        for (part, count), length in zip(wanted, lengths, strict=True)
    ]


def _preview(
    request: HttpRequest,
    workshop: Workshop,
    found: Preview | None,
    *,
    refusal: RuleBroken | None = None,
    status: int = 200,
) -> HttpResponse:
    span = workshop.span if workshop.start else None
    context = {
        "workshop": workshop,
        "preview": found,
        "refusal": refusal,
        "phase": phase_of(State(workshop.state), span, clock.now()),
        "changes": _changes(found) if found else [],
        "counts": sorted(Counter(one.words for one in found.told).items()) if found else [],
        "can_cancel": State.CANCELLED in STEPS[State(workshop.state)],
    }
    return render(request, "workshop_preview.html", context, status=status)


def _changes(found: Preview) -> list[tuple[str, str, str]]:
    """Return what differs: its name, how it is published, how it would be."""
    before, after = (offer_form.filled_form(offer) for offer in (found.before, found.after))
    named = [(name.replace("_", " "), before[name], after[name]) for name in before]
    return [line for line in named if line[1] != line[2]]
