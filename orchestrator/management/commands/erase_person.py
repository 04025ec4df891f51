"""`orchestrator erase-person EMAIL --yes`: forget one person everywhere, on their request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from orchestrator.rules.email_address import read_address
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.forgetting import erase

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Forget one person everywhere. Their seat in a workshop to come goes to the next."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the person's address")
        parser.add_argument("--yes", action="store_true", help="this cannot be undone: do it")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        if not options["yes"]:
            raise CommandError("This cannot be undone. See export-person first; then add --yes.")
        try:
            count = erase(read_address(options["email"]), "command line")
        except RuleBroken as refusal:
            raise CommandError(refusal.in_words) from refusal
        self.stdout.write(f"Forgotten in {count} places." if count else "Nothing was known.")
