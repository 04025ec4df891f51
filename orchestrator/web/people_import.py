"""The owner's page for a list of attendees: try it first, then register them all or nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orchestrator.models import Workshop
from orchestrator.rules.csv_file import Complaint, FileRefused
from orchestrator.rules.registration_file import LARGEST_FILE_BYTES
from orchestrator.services.seats.registration_import import import_registrations
from orchestrator.web.access import owner_only
from orchestrator.web.owner import actor

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

MOST_SHOWN = 200


@never_cache
@owner_only
@require_http_methods(["GET", "HEAD", "POST"])
def people_import(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Show the form, or what the file would do or did."""
    workshop = get_object_or_404(Workshop, pk=workshop_id)
    context: dict[str, object] = {"workshop": workshop}
    if request.method != "POST":
        return render(request, "people_import.html", context)
    keep = bool(request.POST.get("keep"))
    try:
        context["done"] = import_registrations(
            _content(request.FILES.get("list")),
            workshop=workshop.uid,
            keep=keep,
            actor=actor(request),
        )
    except FileRefused as refusal:
        shown = refusal.complaints[:MOST_SHOWN]
        context |= {"complaints": shown, "more": len(refusal.complaints) - len(shown)}
    return render(
        request,
        "people_import.html",
        context | {"kept": keep},
        status=200 if "done" in context else 422,
    )


def _content(file: UploadedFile[Any] | None) -> bytes:
    """Return what was uploaded. Raises FileRefused for nothing, and for far too much."""
    if file is None:
        raise FileRefused([Complaint(1, "no file was chosen")])
    content: bytes = file.read(LARGEST_FILE_BYTES + 1)
    return content
