"""What jobs work with: the ways to Zoom and to the mail server, and the sign to stop."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from orchestrator.services.letters.mail_access import configured_mailer
from orchestrator.services.zoom.zoom_access import configured_gateway, gateway

if TYPE_CHECKING:
    from orchestrator.configuration import Configuration
    from orchestrator.gateways.mail.mailer import Mailer
    from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
    from orchestrator.gateways.zoom.gateway import ZoomGateway
    from orchestrator.sections import Zoom


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything a job may use besides the database and the settings."""

    zoom: ZoomGateway
    mail: Mailer
    stopping: Event = field(default_factory=Event)


def configured_tools(settings: Configuration) -> Tools:
    """Return the tools that the settings describe; raises SettingsError without credentials."""
    return Tools(configured_gateway(settings.zoom), configured_mailer(settings))


def sandbox_tools(sandbox: SandboxZoom, settings: Zoom, mail: Mailer) -> Tools:
    """Return the tools of `settings`, with a running sandbox in the place of Zoom."""
    addresses = (f"{sandbox.url}/v2", f"{sandbox.url}/oauth/token")
    return Tools(gateway(settings, addresses, sandbox.credentials), mail)
