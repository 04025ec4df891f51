"""`orchestrator api-token NAME`: make, replace or revoke the key of another program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access import api_tokens

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

ACTOR = "command line"


class Command(BaseCommand):
    help = "Print a fresh key with which a program, such as a ticket shop, may register people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the program, such as ticket-shop")
        parser.add_argument("--revoke", action="store_true", help="make its key dead instead")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        name = options["name"]
        try:
            if options["revoke"]:
                api_tokens.revoke(name, ACTOR)
                self.stdout.write(f"The key of {name} is dead.")
            else:
                self.stdout.write(api_tokens.issue(name, ACTOR))
        except RuleBroken as refusal:
            raise CommandError(refusal.in_words) from refusal
