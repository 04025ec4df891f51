"""What every page knows: the company, and this release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def company(_request: HttpRequest) -> dict[str, Any]:
    """Give every template the company's settings and the version."""
    return {"company": settings.COMPANY.company, "version": settings.VERSION}
