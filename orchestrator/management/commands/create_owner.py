"""`orchestrator create-owner EMAIL`: an account that may do everything, and a link into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from orchestrator.rules.refusal import RuleBroken
from orchestrator.services.access import accounts
from orchestrator.services.access.sign_in import issue_login_token

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Make an owner's account, and print a link that signs in once, within 12 hours."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="how the office calls them")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        try:
            user = accounts.make_owner(options["email"], options["name"])
        except RuleBroken as refusal:
            raise CommandError(refusal.in_words) from refusal
        path = reverse("login-link", args=[issue_login_token(user.email)])
        self.stdout.write(f"{settings.COMPANY.company.public_url}{path}")
