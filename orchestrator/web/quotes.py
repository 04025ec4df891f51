"""An organization's own page of a request: its quote, printed too, its yes, or its withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from orchestrator.rules.refusal import RuleBroken
from orchestrator.services import printing
from orchestrator.services.requests import accepting, showing
from orchestrator.services.requests.links import by_link
from orchestrator.services.requests.scheduling import roster_token
from orchestrator.web import times
from orchestrator.web.personal import personal
from orchestrator.web.refusals import status_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orchestrator.models import RequestOrganization

MOST_DIGITS = 9


@personal
@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show the quote, and what can be done about it."""
    return _page(request, _whose(token), token)


@personal
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Accept the version that was read."""
    one, typed = _whose(token), request.POST.get("version", "")
    good = typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS
    try:
        accepting.accept(one.pk, int(typed) if good else 0)
    except RuleBroken as refusal:
        return _page(request, _whose(token), token, refusal=refusal)
    return redirect("quote", token=token)


@personal
@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Withdraw; the others are asked to accept a new split."""
    try:
        accepting.withdraw(_whose(token).pk)
    except RuleBroken as refusal:
        return _page(request, _whose(token), token, refusal=refusal)
    return redirect("quote", token=token)


@personal
@require_safe
def as_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """Give the quote as PDF; where nothing can make one the page says so, and prints itself."""
    one = _whose(token)
    made = showing.as_pdf(showing.shown(one))
    if made is None:
        return _page(request, one, token, no_pdf=True)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="quote-{one.request_id}.pdf"'
    return answer


def _whose(token: str) -> RequestOrganization:
    one = by_link(token)
    if one is None:
        raise Http404
    return one


def _page(
    request: HttpRequest,
    one: RequestOrganization,
    token: str,
    *,
    refusal: RuleBroken | None = None,
    no_pdf: bool = False,
) -> HttpResponse:
    row, found = one.request, showing.shown(one)
    until = row.expires_at
    context = {
        "shown": found,
        "row": row,
        "token": token,
        "when": times.local_times(row.span, row.timezone),
        "until": times.local_times((until, until), row.timezone) if until else None,
        "roster": roster_token(one) if row.state == "scheduled" and not found.is_out else "",
        "can_print": printing.can_print(),
        "no_pdf": no_pdf,
        "refusal": refusal,
    }
    return render(request, "quote.html", context, status=status_of(refusal) if refusal else 200)
