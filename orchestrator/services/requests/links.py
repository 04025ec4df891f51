"""The private link of an organization that shares a request: its page, with quote and answer."""

from __future__ import annotations

from django.conf import settings

from orchestrator.models import RequestOrganization
from orchestrator.services.access.tokens import derived, hashed


def link_token(public_id: str, position: int) -> str:
    """Return the token of one organization's page, `/quotes/<token>`; the first has position 0."""
    return derived("quote", f"{public_id}:{position}", 0)


def token_of(row: RequestOrganization) -> str:
    """Return the token of an organization's own page."""
    earlier = RequestOrganization.objects.filter(request=row.request_id, pk__lt=row.pk).count()
    return link_token(row.request.public_id, earlier)


def page_address(row: RequestOrganization) -> str:
    """Return the address where the organization reads the quote, and accepts or withdraws."""
    return f"{settings.COMPANY.company.public_url}/quotes/{token_of(row)}"


def by_link(token: str) -> RequestOrganization | None:
    """Return whose page a token opens, or None."""
    rows = RequestOrganization.objects.select_related("request", "request__workshop")
    return rows.filter(link_hash=hashed(token)).first()
