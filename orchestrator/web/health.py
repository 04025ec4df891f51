"""The two questions of a monitor: does the process live, and is the service ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orchestrator.services.health import readiness

if TYPE_CHECKING:
    from django.http import HttpRequest


@never_cache
@require_safe
def alive(_request: HttpRequest) -> JsonResponse:
    """Answer 200 while the process lives; what is not well stands in the body."""
    return _answer(fail_status=200)


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, scheduler and last reconcile are well, else 503."""
    return _answer(fail_status=503)


def _answer(*, fail_status: int) -> JsonResponse:
    checks = readiness()
    well = all(check.ok for check in checks)
    body = {
        "status": "ok" if well else "degraded",
        "checks": {check.name: {"ok": check.ok, "detail": check.detail} for check in checks},
    }
    return JsonResponse(body, status=200 if well else fail_status)
