"""Who acts in the office, as the audit trail names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest


def actor(request: HttpRequest) -> str:
    """Return the signed-in person as the audit trail names them: by number, never by name."""
    return f"user {request.user.pk}"
