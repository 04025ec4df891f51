"""The office's lists on a page or as a file, and one search through all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orchestrator.services.lists import catalogue, listing
from orchestrator.web.access import for_the_office, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest

    from orchestrator.services.lists.listing import Listing

OF_EACH = 8  # rows of a list that the search shows; the list itself has them all


@never_cache
@for_the_office
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Look for words in every list that this person may see."""
    words, user = _words(request), signed_in(request)
    results = []
    for one in catalogue.lists_for(user) if words else []:
        rows = listing.found(one, user, words)[: OF_EACH + 1]
        if rows:
            results.append((one, listing.shown(one, rows[:OF_EACH]), len(rows) > OF_EACH))
    context = {"words": words, "results": results, "lists": catalogue.lists_for(user)}
    return render(request, "office_search.html", context)


@never_cache
@for_the_office
@require_safe
def show(request: HttpRequest, name: str) -> HttpResponse:
    """Show one list, a page of it."""
    one, words, user = _named(request, name), _words(request), signed_in(request)
    page = listing.page_of(one, user, words, request.GET.get("page"))
    context = {
        "list": one,
        "words": words,
        "page": page,
        "rows": listing.shown(one, page),
        "lists": catalogue.lists_for(user),
    }
    return render(request, "office_list.html", context)


@never_cache
@for_the_office
@require_safe
def as_file(request: HttpRequest, name: str) -> HttpResponse:
    """Give one list, or what was found in it, as comma-separated text."""
    one = _named(request, name)
    text = "".join(listing.as_csv(one, signed_in(request), _words(request)))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{one.name}.csv"'
    return response


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[: listing.LONGEST_SEARCH]


def _named(request: HttpRequest, name: str) -> Listing:
    one = catalogue.list_named(name, signed_in(request))
    if one is None:
        raise Http404
    return one
