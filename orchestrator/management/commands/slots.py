"""`orchestrator slots`: the free times for consultations, or for every time why it is not free."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from calendars import clock
from calendars.words import local_times
from orchestrator import terminal
from orchestrator.services.consultations import diary, host

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from orchestrator.services.consultations.host import Explained


class Command(BaseCommand):
    help = (
        "List the free times for consultations; with --explain every time, and why it is not free."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("--from", "--to"):
            parser.add_argument(
                name, type=_day, dest=name.strip("-"), metavar="D", help="a day: 2026-12-01"
            )
        parser.add_argument("--json", action="store_true", help="UTC starts as JSON")
        parser.add_argument("--explain", action="store_true", help="every time, and why not")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        first, last = diary.bookable_days()
        first, last = options["from"] or first, options["to"] or last
        if last < first:
            raise CommandError(f"--to {last} is before --from {first}.")
        lines = list(host.explained(first, last))
        if not options["explain"]:
            lines = [line for line in lines if line.reason is None]
        if options["json"]:
            said = [_as_json(line, explain=options["explain"]) for line in lines]
            self.stdout.write(json.dumps(said, indent=2))
        else:
            _print(lines, explain=options["explain"])


def _as_json(line: Explained, *, explain: bool) -> Any:  # noqa: ANN401 -- values of JSON
    start = f"{line.start:%Y-%m-%dT%H:%M:%SZ}"
    if not explain:
        return start
    return {"start": start, "reason": line.reason, "because_of": line.takers}


def _print(lines: list[Explained], *, explain: bool) -> None:
    zone = settings.COMPANY.company.timezone
    rows = []
    for line in lines:
        local = local_times((line.start, line.start), zone)
        why = (line.text, ", ".join(line.takers)) if explain else ()
        rows.append((local.day, local.start_text, *why))
    columns = ("day", "starts", *(("free?", "because of") if explain else ()))
    title = f"Consultations, {clock.zone(zone).key}"
    terminal.print_table(title, columns if rows else ("nothing is free",), rows)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is not a day; a day is written as 2026-12-01.") from error
