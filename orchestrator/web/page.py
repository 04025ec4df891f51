"""What every page knows: the company, and this release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from orchestrator.rules.role import Role
from orchestrator.web.access import signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest

EVERYBODY = frozenset(Role)
RUNNING = frozenset({Role.OWNER, Role.FACILITATOR})
MONEY = frozenset({Role.OWNER, Role.ACCOUNTANT})
OWNER = frozenset({Role.OWNER})
DOORS = (
    ("office", _("Today"), EVERYBODY),
    ("office-workshops", _("Workshops"), RUNNING),
    ("office-consultations", _("Consultations"), RUNNING),
    ("office-requests", _("Requests"), OWNER),
    ("office-invoices", _("Invoices"), MONEY),
    ("office-accounts", _("Accounts"), OWNER),
)


def company(request: HttpRequest) -> dict[str, Any]:
    """Give every template the company's settings, the version, and the doors of who is there."""
    return {
        "company": settings.COMPANY.company,
        "version": settings.VERSION,
        "office_doors": _doors(request),
    }


def _doors(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the pages of the office that stand in the head of each page: address name, label."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    role = signed_in(request).role
    return [(name, str(label)) for name, label, roles in DOORS if role in roles]
