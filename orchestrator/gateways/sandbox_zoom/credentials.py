"""Who may call: the account, client and webhook secret that the sandbox knows."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a server-to-server OAuth app of Zoom has: ids, its secret and the webhook secret."""

    account_id: str
    client_id: str
    client_secret: str = field(repr=False)
    webhook_secret: str = field(repr=False)


DEMO_CREDENTIALS = Credentials(
    account_id="demo-account",
    client_id="demo-client",
    client_secret="demo-client-secret",  # noqa: S106 -- opens nothing but this sandbox
    webhook_secret="demo-webhook-secret",  # noqa: S106 -- the same
)
