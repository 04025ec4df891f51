"""`orchestrator pair`: role-play rooms from a file, offline and without a database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from orchestrator.rules.pairing.parse import read_instance
from orchestrator.rules.pairing.plan import Status, plan_to_json
from orchestrator.rules.pairing.render import as_page, as_table, as_zoom_csv
from orchestrator.rules.pairing.roster import Roster, read_roster
from orchestrator.rules.pairing.solve import solve
from orchestrator.rules.refusal import RuleBroken

if TYPE_CHECKING:
    from argparse import ArgumentParser

DEFAULT_ROUNDS = 2  # the workshop's two practice scenarios
_LARGEST_FILE = 20_000_000


@dataclass(frozen=True, slots=True)
class Wishes:
    """Where the plan goes beside the screen, and how it is made."""

    out: str | None = None
    csv: str | None = None
    html: str | None = None
    csv_round: int = 1
    rounds: int | None = None
    seed: int = 0


def pair_file(path: str, wishes: Wishes) -> str:
    """Return the table for a file and write what was asked for.

    Raises CommandError with a sentence that says what is wrong and what would be right.
    """
    try:
        roster = _read(Path(path), wishes.rounds)
        plan = solve(roster.instance, wishes.seed)
        title = roster.instance.title or roster.instance.id
        files = {wishes.out: json.dumps(plan_to_json(plan), indent=2, ensure_ascii=False) + "\n"}
        files[wishes.html] = as_page(plan, title)
        if wishes.csv and plan.status is Status.OK:
            files[wishes.csv] = as_zoom_csv(plan, roster.emails, wishes.csv_round)
    except RuleBroken as refusal:
        raise CommandError(f"{path}: {refusal.message}") from refusal
    for name, text in files.items():
        if name:
            _write(name, text)
    return as_table(plan, title)


def _read(path: Path, rounds: int | None) -> Roster:
    text = _text(path)
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        return read_roster(text, path.stem, rounds or DEFAULT_ROUNDS)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CommandError(
            f"{path} is not sound JSON: {error}. A roster must end in .csv."
        ) from error
    if rounds is not None and isinstance(document, dict):
        document = {**document, "rounds": rounds}
    instance = read_instance(document)
    return Roster(instance, {each.id: each.id for each in instance.people if "@" in each.id})


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise CommandError(f"{path} is larger than {_LARGEST_FILE // 1_000_000} MB.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8 text: save it as UTF-8.") from error
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read: {_reason(error)}.") from error


def _write(name: str, text: str) -> None:
    try:
        Path(name).write_text(text, encoding="utf-8", newline="")
    except (OSError, ValueError) as error:
        raise CommandError(f"{name} cannot be written: {_reason(error)}.") from error


def _reason(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


class Command(BaseCommand):
    help = "Pairs people for role-play: prints a table, writes the plan, Zoom's rooms and a page."
    requires_system_checks: list[str] = []  # noqa: RUF012 -- Django's own way to ask for none

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="pairing-instance/1 as JSON, or a roster as CSV")
        parser.add_argument("--out", metavar="PLAN.json", help="write the plan (pairing-plan/1)")
        parser.add_argument("--csv", metavar="ROOMS.csv", help="write Zoom's room CSV of one round")
        parser.add_argument("--csv-round", type=int, default=1, help="which round (default: 1)")
        parser.add_argument("--html", metavar="PAGE.html", help="write a page to print")
        parser.add_argument("--rounds", type=int, help="rounds (a roster has 2 unless told)")
        parser.add_argument("--seed", type=int, default=0, help="another plan among equally good")

    def handle(self, *args: object, **options: Any) -> None:  # noqa: ANN401 -- Django's own type
        del args
        keys = ("out", "csv", "html", "csv_round", "rounds", "seed")
        wishes = Wishes(**{key: options[key] for key in keys})
        self.stdout.write(pair_file(options["file"], wishes), ending="")
