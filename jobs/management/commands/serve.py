"""`orchestrator serve`: web pages and clock, until a signal comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError

from jobs.service import serve
from jobs.storage_lock import StorageBusy

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    # The workers load the pages; this process, which runs the clock, does without their memory.
    requires_system_checks = [Tags.models, Tags.database]  # noqa: RUF012 -- Django's own way to say so
    help = "Serve the pages and run the clock until SIGTERM or Ctrl+C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument("--demo", action="store_true", help="load the demo's schedule first")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        try:
            serve(
                settings.COMPANY, host=options["host"], port=options["port"], demo=options["demo"]
            )
        except StorageBusy as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"cannot listen: {error.strerror or error}") from error
