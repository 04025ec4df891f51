"""Where the facilitator hears of what happens."""

from __future__ import annotations

from django.conf import settings


def host_address() -> str:
    """Return the facilitator's own address, else the one that mail comes from."""
    return settings.COMPANY.consultations.host_email or settings.COMPANY.company.sender
