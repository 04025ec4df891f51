"""What jobs work with: the way to Zoom, and the sign to stop. Built once per process."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event

from orchestrator.configuration import Configuration, SettingsError, Zoom, secret
from orchestrator.gateways.sandbox_zoom.server import DEMO_CREDENTIALS, SandboxZoom
from orchestrator.gateways.zoom.gateway import ZoomGateway
from orchestrator.gateways.zoom.transport import ZoomAccess

SECRETS = ("ZOOM_ACCOUNT_ID", "ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET")


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything a job may use besides the database and the settings."""

    zoom: ZoomGateway
    stopping: Event = field(default_factory=Event)


def configured_tools(settings: Configuration) -> Tools:
    """Return the tools that the settings describe; raises SettingsError without credentials."""
    zoom = settings.zoom
    credentials = _credentials(sandbox=zoom.sandbox)
    return _tools(zoom, (zoom.base_url, zoom.oauth_url), credentials)


def sandbox_tools(sandbox: SandboxZoom, settings: Zoom) -> Tools:
    """Return the tools of `settings`, with a running sandbox in the place of Zoom."""
    known = sandbox.credentials
    credentials = (known.account_id, known.client_id, known.client_secret)
    return _tools(settings, (f"{sandbox.url}/v2", f"{sandbox.url}/oauth/token"), credentials)


def _tools(settings: Zoom, addresses: tuple[str, str], credentials: tuple[str, ...]) -> Tools:
    base_url, oauth_url = addresses
    account_id, client_id, client_secret = credentials
    access = ZoomAccess(
        base_url=base_url,
        oauth_url=oauth_url,
        account_id=account_id,
        client_id=client_id,
        client_secret=client_secret,
        connect_timeout=settings.connect_timeout_seconds,
        read_timeout=settings.read_timeout_seconds,
    )
    return Tools(ZoomGateway(access, host=settings.host))


def _credentials(*, sandbox: bool) -> tuple[str, ...]:
    given = tuple(secret(name) for name in SECRETS)
    if all(given):
        return given
    if sandbox and not any(given):
        demo = DEMO_CREDENTIALS
        return demo.account_id, demo.client_id, demo.client_secret
    missing = ", ".join(name for name, value in zip(SECRETS, given, strict=True) if not value)
    raise SettingsError(
        f"{missing}: missing in the environment. Zoom's server-to-server OAuth app shows them; "
        "each may also be a file, named by the same name with _FILE."
    )
