"""A page that other sites may show inside theirs: its own policy in place of the house's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpResponse


def set_policy(response: HttpResponse, directives: Mapping[str, Iterable[str]]) -> None:
    """Give an answer its own Content-Security-Policy; the middleware leaves what stands."""
    said = "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())
    response["Content-Security-Policy"] = said


def let_frame(response: HttpResponse, origins: Iterable[str]) -> None:
    """Let those origins show the page inside theirs, and nobody else."""
    allowed = list(origins) or ["'none'"]
    policy = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "frame-ancestors": allowed}
    set_policy(response, policy)
