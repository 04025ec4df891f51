"""The reader's language: spoken for one request, and chosen at the foot of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

YEAR_SECONDS = 60 * 60 * 24 * 365


class ReadersLanguage(LocaleMiddleware):
    """Django's choice (the cookie, else Accept-Language), which ends with its request.

    Django leaves it to the thread, where the next thing done would speak it.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Answer in the reader's language."""
        with translation.override(settings.LANGUAGE_CODE):
            return super().__call__(request)


@csrf_exempt  # a stranger's page could at most change a language; so no page needs a cookie for it
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember the language and go back, never to another site."""
    back = request.POST.get("next", "")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = "/"
    response = HttpResponseRedirect(back)
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=YEAR_SECONDS,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    return response
