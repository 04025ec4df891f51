"""What a person sees when something is not there or goes wrong: plain words, never a traceback."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orchestrator.rules.sentence import Sentence
from orchestrator.services.language import said

if TYPE_CHECKING:
    from django.http import HttpRequest

PROGRAMS = ("/api/", "/webhooks/", "/feeds/")  # whoever asks there reads no pages
TOO_OFTEN = "too_often"
TOO_OFTEN_TEXT = Sentence("There were too many tries from your network in a short time.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Say that the request could not be understood."""
    return _page(
        request, 400, _("We could not read that request"), _("Please go back and try again.")
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Say that this is not for this visitor."""
    text = _("Your session may be too old. Please go back, reload the page and try again.")
    return _page(request, 403, _("That was not allowed"), text)


def not_for_you(request: HttpRequest) -> HttpResponse:
    """Say that this page belongs to another role than the signed-in account's."""
    text = _("Your account has another role. An owner can change that on the page of accounts.")
    return _page(request, 403, _("This page is not for your account"), text)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came without its own fresh token (Django's CSRF check)."""
    return forbidden(request, PermissionError(reason))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Say that there is nothing at this address."""
    text = _("The address may be mistyped, or the page may have moved.")
    return _page(request, 404, _("There is nothing at this address"), text)


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """Say when somebody who knocked too often may come back, as a page or to a program."""
    response: HttpResponse
    if request.path_info.startswith(PROGRAMS):
        told = {"code": TOO_OFTEN, "message": said(TOO_OFTEN_TEXT), "allowed": _in_words(seconds)}
        response = JsonResponse(told, status=429)
    else:
        nothing = _("Nothing was changed. Please try again {when}.")
        text = f"{said(TOO_OFTEN_TEXT)} {nothing.format(when=_in_words(seconds))}"
        response = _page(request, 429, _("A little slower, please"), text)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """Say that what was sent is larger than anything we take; needs no database and no session."""
    text = _("What was sent is larger than anything that we take.")
    if request.path_info.startswith(PROGRAMS):
        return JsonResponse({"code": "too_large", "message": text, "allowed": ""}, status=413)
    context = {"heading": _("That is too large"), "text": text}
    return HttpResponse(render_to_string("error.html", context), status=413)


def _in_words(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    return ngettext("in a minute", "in {minutes} minutes", minutes).format(minutes=minutes)


def server_fault(_request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; needs no database and no session."""
    context = {
        "heading": _("Something went wrong on our side"),
        "text": _("Nothing was lost. Please try again in a minute."),
    }
    return HttpResponse(render_to_string("error.html", context), status=500)


def _page(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    return render(request, "error.html", {"heading": heading, "text": text}, status=status)
