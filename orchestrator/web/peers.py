"""Where somebody knocks from: the network that their connection, or our own proxies, tell."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from orchestrator.rules.network import Network, network_of, read_network

if TYPE_CHECKING:
    from collections.abc import Mapping


def network_behind(environ: Mapping[str, Any]) -> str:
    """Return the network behind a WSGI environment, or Django's copy of it (`request.META`)."""
    peer = str(environ.get("REMOTE_ADDR", ""))
    forwarded = str(environ.get("HTTP_X_FORWARDED_FOR", ""))
    return network_of(peer, forwarded, _trusted(settings.COMPANY.proxies.trusted))


@cache
def _trusted(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(read_network(text) for text in texts)
