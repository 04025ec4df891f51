"""`orchestrator import-schedule FILE.csv`: publish a schedule, all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from orchestrator.rules.csv_file import FileRefused
from orchestrator.rules.schedule import read_schedule
from orchestrator.services.workshops.schedule import import_schedule

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Publish the workshops of a schedule file. A bad row is named, and nothing is imported."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV: date,start,end,timezone,status")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        path: Path = options["file"]
        try:
            rows = read_schedule(path.read_bytes(), hours=settings.COMPANY.workshops.hours)
            report = import_schedule(rows, keep=not options["dry_run"])
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except FileRefused as refusal:
            reasons = "\n".join(f"{path}: {complaint}" for complaint in refusal.complaints)
            raise CommandError(f"Nothing was imported.\n{reasons}") from refusal
        for heading, lines in (
            ("New", report.made),
            ("Changed", report.changed),
            ("As before", report.unchanged),
        ):
            for line in lines:
                self.stdout.write(f"{heading}: {line}")
        if options["dry_run"]:
            self.stdout.write("This was a dry run: nothing was imported.")
