"""`orchestrator export-person EMAIL`: everything that is known of one person, as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from orchestrator.rules.email_address import read_address
from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.forgetting import export

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Print everything that is known of one person, for that person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the person's address")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        try:
            found = export(read_address(options["email"]))
        except RuleBroken as refusal:
            raise CommandError(refusal.in_words) from refusal
        self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
