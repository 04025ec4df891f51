"""The way to Zoom that the settings describe; secrets come from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.configuration import SettingsError, secret
from orchestrator.gateways.sandbox_zoom.credentials import DEMO_CREDENTIALS, Credentials
from orchestrator.gateways.zoom.gateway import ZoomGateway
from orchestrator.gateways.zoom.transport import ZoomAccess

if TYPE_CHECKING:
    from orchestrator.sections import Zoom

SECRETS = ("ZOOM_ACCOUNT_ID", "ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET")


def configured_gateway(zoom: Zoom, *, read_timeout: float | None = None) -> ZoomGateway:
    """Return the gateway of the settings; raises SettingsError without credentials.

    `read_timeout` (seconds) replaces the settings' where somebody waits for the answer.
    """
    return gateway(zoom, (zoom.base_url, zoom.oauth_url), _credentials(zoom), read_timeout)


def gateway(
    zoom: Zoom,
    addresses: tuple[str, str],
    credentials: Credentials,
    read_timeout: float | None = None,
) -> ZoomGateway:
    """Return the gateway of the settings at other addresses (REST, OAuth)."""
    base_url, oauth_url = addresses
    access = ZoomAccess(
        base_url=base_url,
        oauth_url=oauth_url,
        account_id=credentials.account_id,
        client_id=credentials.client_id,
        client_secret=credentials.client_secret,
        connect_timeout=zoom.connect_timeout_seconds,
        read_timeout=read_timeout or zoom.read_timeout_seconds,
    )
    return ZoomGateway(access, host=zoom.host)


def _credentials(zoom: Zoom) -> Credentials:
    given = [secret(name) for name in SECRETS]
    if all(given):
        account_id, client_id, client_secret = given
        return Credentials(account_id, client_id, client_secret, webhook_secret="")
    if zoom.sandbox and not any(given):
        return DEMO_CREDENTIALS
    missing = ", ".join(name for name, value in zip(SECRETS, given, strict=True) if not value)
    raise SettingsError(
        f"{missing}: missing in the environment. Zoom's server-to-server OAuth app shows them; "
        "each may also be a file, named by the same name with _FILE."
    )
