"""The whole service in one place: database, sandbox, clock and web, started and stopped in order.

granian's worker is a process of its own (started fresh, never forked from our threads); the clock
and, in the demo, the sandbox Zoom run in this one. SIGTERM and SIGINT stop both sides at once.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import connection
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from jobs.engine import Engine
from jobs.storage_lock import storage_locked
from jobs.timetable import timetable
from jobs.tools import Tools, configured_tools
from orchestrator import logs
from orchestrator.configuration import SettingsError
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.sections import LOOPBACK
from orchestrator.services.access.sign_in import issue_login_token
from orchestrator.services.demo import OWNER, load_demo
from orchestrator.services.work import release_all_leases
from orchestrator.web.bodies import THREADS

if TYPE_CHECKING:
    from orchestrator.configuration import Configuration

log = logs.get_logger(__name__)

HEADER_SECONDS = 10  # whoever says less than what they want in this time is let go
WEB_STOP_SECONDS = 1
JOBS_STOP_SECONDS = 2.5


class _Web(MPServer):
    """granian, telling the clock of a signal at once instead of after the web has stopped."""

    tools: Tools

    def signal_handler_interrupt(self, *args: object, **kwargs: object) -> None:
        """Stop taking new work, then stop the web."""
        self.tools.stopping.set()
        super().signal_handler_interrupt(*args, **kwargs)  # type: ignore[no-untyped-call]  # granian's


def serve(settings: Configuration, *, host: str, port: int, demo: bool) -> None:
    """Serve until a signal comes. Raises StorageBusy, SettingsError."""
    logs.configure()
    with ExitStack() as stack:
        stack.enter_context(storage_locked(settings.storage.directory))
        tools = configured_tools(settings)
        call_command("migrate", interactive=False, verbosity=0)
        if connection.vendor == "sqlite":
            release_all_leases()  # the lock says that no other worker lives
        if settings.zoom.sandbox:
            stack.enter_context(_sandbox(settings))
        if demo:
            load_demo()
        engine = Engine(
            timetable(tools, tick=timedelta(seconds=settings.engine.tick_seconds)),
            stopping=tools.stopping,
            deadline=timedelta(seconds=settings.engine.deadline_seconds),
        )
        web = _web(tools, host, port)
        web.on_startup(lambda: _announce(settings, demo=demo))
        connection.close()
        engine.start()
        stack.callback(_stop, engine)
        web.serve()


def _stop(engine: Engine) -> None:
    """Let the work in hand finish; a call that Zoom keeps waiting is left behind, safely.

    Python would join its thread before it exits; what was begun stands in the database.
    """
    if not engine.stop(seconds=JOBS_STOP_SECONDS):
        log.warning("a job did not finish in time: left behind")
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _web(tools: Tools, host: str, port: int) -> _Web:
    multiprocessing.set_start_method("spawn", force=True)
    web = _Web(
        "orchestrator.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        workers_kill_timeout=WEB_STOP_SECONDS,
        respawn_failed_workers=True,
        log_enabled=False,
    )
    web.tools = tools
    return web


def _sandbox(settings: Configuration) -> SandboxZoom:
    """Return the sandbox at the address of the settings, with our host as one of its users."""
    port = urlsplit(settings.zoom.base_url).port
    if not port:
        raise SettingsError("[zoom] base_url needs a port for the sandbox, like 127.0.0.1:8001")
    sandbox = SandboxZoom(settings.storage.directory, port)
    sandbox.store.add_user(settings.zoom.host)
    ours = settings.company.public_url
    if urlsplit(ours).scheme == "http" and urlsplit(ours).hostname in LOOPBACK:
        sandbox.webhooks.target = f"{ours}/webhooks/zoom"
    return sandbox


def _announce(settings: Configuration, *, demo: bool) -> None:
    public = settings.company.public_url
    lines = [f"Workshops      {public}/", f"Calendar feed  {public}/feeds/workshops.ics"]
    if settings.zoom.sandbox:
        lines.append(f"Sandbox Zoom   {settings.zoom.base_url.removesuffix('/v2')}/")
    if demo:
        # Not by `reverse`: it would load every page into the process of the clock.
        lines.append(f"Sign in        {public}/login/{issue_login_token(OWNER)}")
    lines.append("Stop with Ctrl+C; started again it keeps its data.")
    sys.stdout.write("\n" + "\n".join(lines) + "\n\n")
    sys.stdout.flush()
