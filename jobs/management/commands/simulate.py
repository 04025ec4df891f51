"""`orchestrator simulate 2020`: play the real schedule of 2020 and say what happened."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from jobs.simulation import simulate_2020
from jobs.storage_lock import StorageBusy
from orchestrator import logs, terminal

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = (
        "Play the real schedule of 2020, 1 January to 31 July. After a kill it goes on from there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, choices=[2020], help="the year with a real schedule")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        logs.configure(level="WARNING")
        try:
            result = simulate_2020(settings.COMPANY)
        except StorageBusy as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(asdict(result)))
            return
        rows = [(name.replace("_", " "), value) for name, value in asdict(result).items()]
        terminal.print_table("1 January to 31 July 2020", ("what", "count"), rows)
