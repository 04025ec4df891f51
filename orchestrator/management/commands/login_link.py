"""`orchestrator login-link [EMAIL]`: a link that signs the owner in once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from orchestrator.services.access.sign_in import issue_login_token
from orchestrator.services.demo import OWNER

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Print a link that signs the owner in once, within 12 hours."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="?", default=OWNER, help=f"default: {OWNER}")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(f"{options['email']!r} is not an e-mail address") from error
        path = reverse("login-link", args=[issue_login_token(options["email"])])
        self.stdout.write(f"{settings.COMPANY.company.public_url}{path}")
