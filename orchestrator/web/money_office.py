"""The owner's pages of money: all invoices, one of them, one workshop's, and the books as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from calendars import clock
from orchestrator.models import Invoice, Organization, Workshop
from orchestrator.rules.invoice import InvoiceLine, LineKind, PaperKind, read_payer
from orchestrator.rules.money import read_cents
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import addresses
from orchestrator.services.money import books, invoicing, overview, payments, settlement
from orchestrator.web import times
from orchestrator.web.access import for_accountants
from orchestrator.web.owner import actor
from orchestrator.web.refusals import status_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

PAYER = ("name", "email", "address", "purchase_order")
TABLES = {"invoices": books.invoices_csv, "journal": books.journal_csv}


@never_cache
@for_accountants
@require_safe
def all_invoices(request: HttpRequest) -> HttpResponse:
    """List every invoice, what is not paid first."""
    this_year = clock.today(settings.COMPANY.company.timezone).year
    context = {"accounts": overview.all_accounts(), "this_year": this_year}
    return render(request, "office_invoices.html", context)


@never_cache
@for_accountants
@require_safe
def table(request: HttpRequest, name: str) -> HttpResponse:
    """Give the invoices or the journal of some days as a file."""
    today = clock.today(settings.COMPANY.company.timezone)
    first = times.typed_day(request.GET.get("from", "")) or today.replace(month=1, day=1)
    last = times.typed_day(request.GET.get("to", "")) or today
    if name not in TABLES:
        raise Http404
    response = HttpResponse(TABLES[name](first, last), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{first}-{last}.csv"'
    return response


@never_cache
@for_accountants
@require_safe
def invoice(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Show one invoice: what was paid on it, what was taken back."""
    return _invoice_page(request, get_object_or_404(Invoice, pk=invoice_id))


@for_accountants
@require_POST
def pay(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Write down a payment."""
    paper = get_object_or_404(Invoice, pk=invoice_id)
    typed = _typed(request, "amount", "day", "note")
    try:
        cents, day = read_cents(typed["amount"]), _required_day(typed["day"])
        payments.record(paper.pk, cents, day, typed["note"], actor(request))
    except RuleBroken as refusal:
        return _invoice_page(
            request, paper, refusal=refusal, paying=typed, status=status_of(refusal)
        )
    return redirect("office-invoice", invoice_id=paper.pk)


@for_accountants
@require_POST
def credit(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Take some of an invoice back."""
    paper = get_object_or_404(Invoice, pk=invoice_id)
    typed = _typed(request, "amount", "reason")
    try:
        invoicing.credit(paper.pk, read_cents(typed["amount"]), typed["reason"], actor(request))
    except RuleBroken as refusal:
        return _invoice_page(
            request, paper, refusal=refusal, crediting=typed, status=status_of(refusal)
        )
    return redirect("office-invoice", invoice_id=paper.pk)


@never_cache
@for_accountants
@require_safe
def of_workshop(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Show what one workshop brought and cost."""
    return _workshop_page(request, get_object_or_404(Workshop, pk=workshop_id))


@for_accountants
@require_POST
def bill(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Issue an invoice for a workshop by hand."""
    workshop = get_object_or_404(Workshop, pk=workshop_id)
    typed = _typed(request, *PAYER, "words", "amount", "once")
    try:
        paper = invoicing.issue(_bill(workshop, typed), actor(request))
    except RuleBroken as refusal:
        return _workshop_page(
            request, workshop, refusal=refusal, billing=typed, status=status_of(refusal)
        )
    return redirect("office-invoice", invoice_id=paper.pk)


@for_accountants
@require_POST
def receipt(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Write down a receipt of the journey, or take one out."""
    workshop = get_object_or_404(Workshop, pk=workshop_id)
    typed = _typed(request, "words", "amount", "day", "drop")
    try:
        if typed["drop"].isdecimal() and len(typed["drop"]) < len("9" * 18):
            overview.drop_receipt(int(typed["drop"]), actor(request))
        else:
            cents, day = read_cents(typed["amount"]), _required_day(typed["day"])
            overview.add_receipt(workshop, typed["words"], cents, day, actor(request))
    except RuleBroken as refusal:
        return _workshop_page(
            request, workshop, refusal=refusal, receiving=typed, status=status_of(refusal)
        )
    return redirect("office-money", workshop_id=workshop.pk)


@for_accountants
@require_POST
def settle(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Issue the invoices of everybody who accepted the quote."""
    workshop = get_object_or_404(Workshop, pk=workshop_id)
    try:
        settlement.settle(workshop, actor(request))
    except RuleBroken as refusal:
        return _workshop_page(request, workshop, refusal=refusal, status=status_of(refusal))
    return redirect("office-money", workshop_id=workshop.pk)


def _bill(workshop: Workshop, typed: dict[str, str]) -> invoicing.Bill:
    """Return what was typed; `once` is the form's own mark, so that a double click bills once."""
    payer = read_payer(**{name: typed[name] for name in PAYER})
    words = " ".join(typed["words"].split())
    line = InvoiceLine(LineKind.WORKSHOP, words, read_cents(typed["amount"]))
    return invoicing.Bill(
        cause=f"workshop:{workshop.pk}:hand:{typed['once'][:60]}",
        payer=payer,
        lines=(line,),
        workshop=workshop,
        organization=Organization.objects.filter(name=payer.name).first(),
    )


def _invoice_page(
    request: HttpRequest, paper: Invoice, *, status: int = 200, **more: object
) -> HttpResponse:
    if paper.kind != PaperKind.INVOICE and paper.corrects_id:
        return redirect("office-invoice", invoice_id=paper.corrects_id)
    (account,) = payments.accounts([paper])
    context = {
        "paper": paper,
        "account": account,
        "payments": list(paper.payments.all()),
        "credit_notes": list(paper.credit_notes.order_by("id")),
        "address": addresses.invoice(paper),
        "today": clock.today(settings.COMPANY.company.timezone),
        **more,
    }
    return render(request, "office_invoice.html", context, status=status)


def _workshop_page(
    request: HttpRequest, workshop: Workshop, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "workshop": workshop,
        "accounts": overview.of_workshop(workshop),
        "receipts": overview.receipts(workshop),
        "earned": overview.earned(workshop),
        "settlement": settlement.settlement(workshop),
        "settled": settlement.is_settled(workshop),
        "over": workshop.end is not None and workshop.end <= clock.now(),
        "once": f"{clock.now().timestamp():.6f}",
        "today": clock.today(settings.COMPANY.company.timezone),
        **more,
    }
    return render(request, "office_money.html", context, status=status)


def _typed(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in names}


def _required_day(text: str) -> date:
    day = times.typed_day(text)
    if day is None:
        raise RuleBroken("date_unreadable", "On which day?", allowed="a day like 2026-12-24")
    return day
