"""An invoice as its payer sees and prints it, behind the link of the mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orchestrator.rules.invoice import PaperKind
from orchestrator.services.money import invoicing
from orchestrator.services.money.payments import accounts
from orchestrator.web.personal import personal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@personal
@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show one invoice or credit note, ready to be printed."""
    paper = invoicing.by_link(token)
    if paper is None:
        raise Http404
    account = accounts([paper])[0] if paper.kind == PaperKind.INVOICE else None
    context = {
        "paper": paper,
        "account": account,
        "credit_notes": list(paper.credit_notes.order_by("id")),
        "how_to_pay": settings.COMPANY.invoices.how_to_pay,
        "zone_known": True,
    }
    return render(request, "invoice.html", context)
