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
SHELVES = (
    ("office-outbox", _("Outbox")),
    ("office-webhooks", _("Webhooks")),
    ("office-accounts", _("Accounts")),
    ("office-health", _("Health")),
    ("office-floor", _("Workshop floor")),
)
DOORS = (
    ("office", _("Today"), EVERYBODY),
    ("office-workshops", _("Workshops"), RUNNING),
    ("office-consultations", _("Consultations"), RUNNING),
    ("office-week", _("Week"), RUNNING),
    ("office-requests", _("Requests"), OWNER),
    ("office-invoices", _("Invoices"), MONEY),
    ("office-search", _("Search"), EVERYBODY),
)


def company(request: HttpRequest) -> dict[str, Any]:
    """Give every template the company's settings, the version, and the doors of who is there."""
    return {
        "company": settings.COMPANY.company,
        "version": settings.VERSION,
        "office_doors": _doors(request),
        "office_shelves": SHELVES,
        "role": _role(request),
    }


def _doors(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the pages of the office that stand in the head of each page: address name, label."""
    role = _role(request)
    return [(name, str(label)) for name, label, roles in DOORS if role in roles]


def _role(request: HttpRequest) -> str:
    """Return the role of who is signed in, '' for everybody else."""
    user = getattr(request, "user", None)
    return signed_in(request).role if user and user.is_authenticated else ""
