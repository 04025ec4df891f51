"""The sections of settings.toml about doors: who may knock how often, our proxies, whom we tell."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated

from pydantic import AfterValidator, Field

from orchestrator.sections import Section


def _network(text: str) -> str:
    try:
        ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError('must be an address or a network like "10.0.0.0/8"') from error
    return text


Times = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,6} per (minute|hour|day)$")]
NetworkText = Annotated[str, AfterValidator(_network)]


class Limits(Section):
    """How often one network, or one account, may knock at each door."""

    holds: Times
    holds_at_once: int = Field(ge=1, le=100)
    bookings: Times
    wishes: Times
    requests: Times
    checks: Times
    waitlist: Times
    new_dates: Times
    sign_ins: Times
    own_links: Times
    guesses: Times
    starts: Times
    clicks: Times
    api_keys: Times
    api_reads: Times
    webhooks: Times


class Webhooks(Section):
    """How we tell other programs what happened."""

    timeout_seconds: int = Field(ge=1, le=30)
    keep_days: int = Field(ge=1, le=365)
    allow_private_addresses: bool


class Proxies(Section):
    """Which machines before us are ours, so that they are believed about who knocks."""

    trusted: tuple[NetworkText, ...]
