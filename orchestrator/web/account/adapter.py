"""What allauth asks of us: nobody signs up, and every mail goes through our outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings

from orchestrator.models import User
from orchestrator.rules.network import UNKNOWN
from orchestrator.services.access import accounts
from orchestrator.web.peers import network_behind

if TYPE_CHECKING:
    from django.http import HttpRequest

RESET = "password_reset_key"
NOWHERE = "0.0.0.0"  # noqa: S104 -- no address to listen at


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed for us
    """Accounts are made by an owner, and every mail is a row of the outbox first."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's call
        """Say no: an owner invites."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where somebody signs in from, as our limits see it; 0.0.0.0 where nobody knows."""
        known = network_behind(request.META).partition("/")[0]
        return known if known != UNKNOWN else NOWHERE

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Owe the mail; `template_prefix` ends in a code, such as `password_changed`."""
        code = template_prefix.rpartition("/")[2]
        user = context.get("user") or User.objects.known_as(email).first()
        if user is None:
            return
        if code == RESET:
            accounts.owe_password_reset(user)
        else:
            accounts.owe_notice(user, code)


class OutsideAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the same
    """A company's own login signs in whom an owner has invited, and nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:  # noqa: ARG002 -- the same
        """Say no: an owner invites."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the same
    """Authenticator apps show our company's name."""

    def get_totp_issuer(self) -> str:
        """Return what an authenticator app shows beside the code."""
        return settings.COMPANY.company.name
