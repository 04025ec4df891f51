"""An invoice as its payer sees and prints it, behind the link of the mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orchestrator.rules.invoice import PaperKind
from orchestrator.rules.money import dollars
from orchestrator.services import printing
from orchestrator.services.language import said
from orchestrator.services.money import invoicing
from orchestrator.services.money.payments import accounts
from orchestrator.web.personal import personal
from orchestrator.web.spoken import day

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orchestrator.models import Invoice


@personal
@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show one invoice or credit note, ready to be printed."""
    paper = _paper(token)
    account = accounts([paper])[0] if paper.kind == PaperKind.INVOICE else None
    context = {
        "paper": paper,
        "token": token,
        "can_print": printing.can_print(),
        "account": account,
        "credit_notes": list(paper.credit_notes.order_by("id")),
        "how_to_pay": settings.COMPANY.invoices.how_to_pay,
        "zone_known": True,
    }
    return render(request, "invoice.html", context)


@personal
@require_safe
def as_pdf(_request: HttpRequest, token: str) -> HttpResponse:
    """Give the same paper as a file; where none can be made the page prints."""
    paper = _paper(token)
    made = printing.pdf("invoice.typ", _data(paper))
    if made is None:
        raise Http404
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{paper.kind}-{paper.pk}.pdf"'
    return response


def _paper(token: str) -> Invoice:
    paper = invoicing.by_link(token)
    if paper is None:
        raise Http404
    return paper


def _data(paper: Invoice) -> dict[str, Any]:
    """Return what the PDF says: texts only, nothing is read as markup."""
    credit = paper.corrects is not None
    facts = [
        (_("Date"), day(paper.issued_on)),
        *([] if credit else [(_("Due"), day(paper.due_on))]),
        *([(_("Takes back from"), _taken_from(paper.corrects))] if paper.corrects else []),
        *([(_("Your order"), paper.purchase_order)] if paper.purchase_order else []),
        *([(_("For"), paper.workshop.title)] if paper.workshop else []),
    ]
    title = _("Credit note {number}") if credit else _("Invoice {number}")
    return {
        "title": title.format(number=paper.number),
        "labels": {"for": _("For"), "amount": _("Amount"), "total": _("Total")},
        "seller": paper.seller,
        "payer": "\n".join(text for text in (paper.payer_name, paper.payer_address) if text),
        "facts": facts,
        "lines": [[line.words, said(dollars(line.cents))] for line in paper.all_lines],
        "total": said(dollars(paper.total_cents)),
        "note": paper.note,
        "footer": "" if credit else settings.COMPANY.invoices.how_to_pay,
    }


def _taken_from(invoice: Invoice) -> str:
    return _("invoice {number}").format(number=invoice.number)
