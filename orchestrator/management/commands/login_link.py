"""`orchestrator login-link [EMAIL]`: a link that signs the owner in once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from orchestrator.models import User
from orchestrator.services.access import accounts
from orchestrator.services.access.sign_in import issue_login_token
from orchestrator.services.demo import OWNER

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Print a link that signs the owner in once, within 12 hours."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="?", default=OWNER, help=f"default: {OWNER}")

        parser.add_argument(
            "--forget-second-factor",
            action="store_true",
            help="take a lost telephone's app, passkeys and recovery codes off the account",
        )

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(f"{options['email']!r} is not an e-mail address") from error
        token = issue_login_token(options["email"])
        if options["forget_second_factor"]:
            user = User.objects.known_as(options["email"]).get()
            accounts.forget_second_factor(user, "command line")
        path = reverse("login-link", args=[token])
        self.stdout.write(f"{settings.COMPANY.company.public_url}{path}")
