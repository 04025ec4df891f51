"""An attendee asks for an invoice for their seat, on a page behind their own link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from orchestrator.rules.invoice import read_payer
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.money import invoicing, seat_invoices
from orchestrator.services.seats.registration_states import by_link
from orchestrator.web.personal import personal
from orchestrator.web.refusals import status_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FIELDS = ("name", "email", "address", "purchase_order")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form, or issue the invoice; one that stands is shown."""
    row = by_link(token)
    if row is None:
        raise Http404
    standing = seat_invoices.standing_invoice(row)
    if standing:
        return redirect("invoice", token=invoicing.link_token(standing))
    context: dict[str, object] = {
        "row": row,
        "token": token,
        "price": settings.COMPANY.invoices.seat_price_dollars * 100,
        "can_ask": seat_invoices.can_ask(row),
        "typed": {
            "name": row.organization.name if row.organization else row.name,
            "email": row.email,
        },
        "zone_known": True,
    }
    if request.method != "POST":
        return render(request, "seat_invoice.html", context)
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        paper = seat_invoices.ask(row.pk, read_payer(**typed), f"registration {row.pk}")
    except RuleBroken as refusal:
        context |= {"refusal": refusal, "typed": typed}
        return render(request, "seat_invoice.html", context, status=status_of(refusal))
    return redirect("invoice", token=invoicing.link_token(paper))
