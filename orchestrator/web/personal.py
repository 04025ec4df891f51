"""What pages behind a personal link share: they are nobody else's, and leave no trace."""

from __future__ import annotations

from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING

from django.views.decorators.cache import never_cache

from orchestrator.rules.registration import read_person
from orchestrator.services.language import spoken_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from orchestrator.rules.registration import Person

FIELDS = ("name", "email", "pronouns")
TRAP = "website"  # a field that no person sees: who fills it in is a program


def personal(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep a page out of caches and search engines, and its address out of other sites' logs."""

    @never_cache
    @wraps(view)
    def kept(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    return kept


def typed(request: HttpRequest) -> dict[str, str]:
    """Return what was typed about a person, to be shown again when it was refused."""
    return {name: request.POST.get(name, "") for name in FIELDS}


def typed_person(request: HttpRequest) -> Person:
    """Return the person that was typed, with the page's language. Raises RuleBroken."""
    stranger = not request.user.is_authenticated  # in the office nobody knows what they read
    return replace(read_person(**typed(request)), language=spoken_now() if stranger else "")


def is_a_program(request: HttpRequest) -> bool:
    """Say whether a form was filled in by a program that fills in everything."""
    return bool(request.POST.get(TRAP))
