"""The public page of a certificate: anybody with its number can see that it is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orchestrator.services.seats.attending import certificate_numbered
from orchestrator.web import times
from orchestrator.web.personal import personal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@personal
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Show the certificate; after the retention time it says all but the name."""
    certificate = certificate_numbered(number)
    if certificate is None:
        raise Http404
    registration = certificate.registration
    workshop = registration.workshop
    context = {
        "certificate": certificate,
        "name": registration.name,
        "workshop": workshop,
        "when": times.local_times(workshop.span, workshop.timezone),
        "hours": round(certificate.minutes / 60, 1),
    }
    return render(request, "certificate.html", context)
