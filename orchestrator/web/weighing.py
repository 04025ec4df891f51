"""Bodies that are far too large are refused by the length they say, before they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from orchestrator.rules.registration_file import LARGEST_FILE_BYTES
from orchestrator.web import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

WITH_FILES = "multipart/form-data"
AROUND_A_FILE = 100_000  # the other fields of its form


class Scales:
    """The middleware: 413 for a body that no form, call or list of ours has."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on unless it says that it is too large."""
        said = str(request.META.get("CONTENT_LENGTH") or "0")
        if said.isascii() and said.isdigit() and _fits(said, request.content_type or ""):
            return self.get_response(request)
        return errors.too_large(request)


def _fits(said: str, kind: str) -> bool:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if kind == WITH_FILES:
        most = LARGEST_FILE_BYTES + AROUND_A_FILE
    return len(said) <= len(str(most)) + 1 and int(said) <= most
