"""`orchestrator import-registrations FILE.csv`: register a list of people, all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from orchestrator import terminal
from orchestrator.rules.csv_file import FileRefused
from orchestrator.services.seats.registration_import import import_registrations

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Register the people of a file. A bad line is named, and nobody is registered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            type=Path,
            help="CSV with a heading: name,email and workshop, pronouns, organization, priority",
        )
        parser.add_argument("--workshop", default="", help="for all rows: its uid, or its date")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        path: Path = options["file"]
        try:
            data = path.read_bytes()
            with terminal.progress("Registering", total=1.0) as move:
                done = import_registrations(
                    data,
                    workshop=options["workshop"],
                    keep=not options["dry_run"],
                    actor="command line",
                    on_rows=lambda rows, of: move(rows / of, f"{rows} of {of}"),
                )
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except FileRefused as refusal:
            reasons = "\n".join(f"{path}: {complaint}" for complaint in refusal.complaints)
            raise CommandError(f"Nobody was registered.\n{reasons}") from refusal
        self.stdout.write(f"Seats: {done.confirmed}\nWaitlist: {done.waitlisted}")
        if options["dry_run"]:
            self.stdout.write("This was a dry run: nobody was registered.")
