"""The doorkeeper: who knocks too often is told when to come back, before any page is made.

Looking at ordinary pages is never counted. What is counted is every form and call that changes or
weighs something, by network (by account, once somebody is signed in), and every address whose token
is none of ours.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404

from orchestrator import logs
from orchestrator.rules.limit import Limit, read_limit
from orchestrator.services.access.knocking import Doorkeeper
from orchestrator.web import doors, errors
from orchestrator.web.peers import network_behind

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

log = logs.get_logger(__name__)

GUESSES = "guesses"
LARGEST_ROW = 2**63 - 1  # beyond it databases answer with an error of theirs
MISSES = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class Door:
    """The middleware: asks the doorkeeper before each view, and tells it of guesses after it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.keeper = Doorkeeper()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on; count an answer that a guesser gets."""
        response = self.get_response(request)
        if _is_a_miss(request, response):
            return guessed(self.keeper, request) or response
        return response

    def process_view(
        self,
        request: HttpRequest,
        _view: object,
        _args: object,
        parts: dict[str, object],
    ) -> HttpResponseBase | None:
        """Refuse who knocks too often, and numbers that no row has; else let the view answer."""
        if any(isinstance(part, int) and part > LARGEST_ROW for part in parts.values()):
            raise Http404
        if doors.UNGUESSABLE & parts.keys():
            waits = guesser_waits(self.keeper, request)
            if waits:
                return refused(request, GUESSES, waits)
        name = request.resolver_match.view_name if request.resolver_match else ""
        door = doors.limit_of(request, name, parts)
        if not door:
            return None
        stride = doors.READS_STRIDE if door == "api_reads" else 1
        waits = self.keeper.knock(door, who(request), limit(door), stride=stride)
        return refused(request, door, waits) if waits else None


def guesser_waits(keeper: Doorkeeper, request: HttpRequest) -> int:
    """Return how many seconds a network that guessed too often has to wait, 0 for all others."""
    if keeper.nobody_waits:
        return 0
    return keeper.waits(GUESSES, network_behind(request.META), limit(GUESSES))


def guessed(keeper: Doorkeeper, request: HttpRequest) -> HttpResponseBase | None:
    """Count an address with a token that is none of ours; return a refusal after too many."""
    waits = keeper.knock(GUESSES, network_behind(request.META), limit(GUESSES))
    return refused(request, GUESSES, waits) if waits else None


def refused(request: HttpRequest, door: str, seconds: int) -> HttpResponseBase:
    """Return the answer to who knocks too often."""
    log.warning("knocked too often", door=door, seconds=seconds)
    return errors.too_often(request, seconds)


def limit(door: str) -> Limit:
    """Return the limit of the settings for that door."""
    return read_limit(getattr(settings.COMPANY.limits, door))


def who(request: HttpRequest) -> str:
    """Return whose knocks are counted: an account's, else a network's."""
    if request.user.is_authenticated:
        return f"user {request.user.pk}"
    return network_behind(request.META)


def _is_a_miss(request: HttpRequest, response: HttpResponseBase) -> bool:
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        return True
    parts = request.resolver_match.kwargs if request.resolver_match else {}
    return response.status_code in MISSES and bool(doors.UNGUESSABLE & parts.keys())
