"""The list of new dates: ask, confirm by one's own link, change, and leave in one click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from orchestrator.rules.email_address import read_address
from orchestrator.rules.part_of_day import Part
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.people import subscribers
from orchestrator.web.personal import is_a_program, personal

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_MONTHS = 24
MOST_DIGITS = 18


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form, or write to the address; whoever is on the list already is told the same."""
    parts, months = _chosen(request)
    if request.method != "POST":
        return _form(request, months=_numbers([request.GET.get("month", "")]))
    email = request.POST.get("email", "")
    try:
        address = read_address(email)
        parts = subscribers.check_parts(parts)
        if not is_a_program(request):
            subscribers.ask(address, parts, months)
    except RuleBroken as refusal:
        again = {"refusal": refusal, "email": email, "parts": parts, "months": months}
        return _form(request, status=422, **again)
    return render(request, "new_dates.html", {"asked": True})


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm, or change what one wants to hear of."""
    subscriber = subscribers.by_link(token)
    if subscriber is None:
        raise Http404
    if request.method == "POST":
        parts, months = _chosen(request)
        try:
            subscribers.confirm(subscriber, parts, months)
        except RuleBroken as refusal:
            return _form(request, status=422, refusal=refusal, own=subscriber, token=token)
        return redirect("new-dates-own", token=token)
    interests = subscriber.interests.values_list("workshop_id", flat=True)
    return _form(
        request,
        own=subscriber,
        token=token,
        parts=subscriber.parts,
        months=list(interests),
    )


@csrf_exempt  # a mail program's button posts here without a session (RFC 8058)
@personal
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Take somebody off the list; looking at the page alone changes nothing."""
    if request.method == "POST":
        subscribers.unsubscribe(token)
        return render(request, "new_dates_left.html", {"left": True})
    if subscribers.by_link(token) is None:
        return render(request, "new_dates_left.html", {"left": True})
    return render(request, "new_dates_left.html", {"token": token})


def _chosen(request: HttpRequest) -> tuple[list[str], list[int]]:
    return request.POST.getlist("parts"), _numbers(request.POST.getlist("months")[:MOST_MONTHS])


def _numbers(texts: list[str]) -> list[int]:
    """Return the texts that are numbers of rows; Python refuses to read very long ones."""
    return [int(t) for t in texts if t.isascii() and t.isdigit() and len(t) <= MOST_DIGITS]


def _form(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context = {"all_parts": list(Part), "all_months": subscribers.months_to_decide(), **more}
    return render(request, "new_dates.html", context, status=status)
