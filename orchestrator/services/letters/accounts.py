"""Letters to the people of the office: the link that lets them in, and what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.utils.http import int_to_base36

from orchestrator.models import User
from orchestrator.services.access import sign_in
from orchestrator.services.letters import wording
from orchestrator.services.letters.letter import Action, Letter, Skip

if TYPE_CHECKING:
    from orchestrator.models import OutboxMessage

CLOSED = Skip("The account is closed.")
WHAT = {
    "password_changed": "your password was changed.",
    "password_set": "a password was chosen for your account.",
    "password_reset": "your password was chosen anew, by a link that we mailed to you.",
    "totp_activated": "an authenticator app was added to your account.",
    "totp_deactivated": "the authenticator app was taken off your account.",
    "recovery_codes_generated": "new recovery codes were made for your account.",
    "webauthn_added": "a passkey was added to your account.",
    "second_factor_forgotten": "your authenticator app, passkeys and codes were taken off.",
    "webauthn_removed": "a passkey was taken off your account.",
    "account_connected": "another way to sign in was connected to your account.",
    "account_disconnected": "a way to sign in was taken off your account.",
}
CHANGED = "something about how you sign in was changed."


def invited(message: OutboxMessage) -> Letter | Skip:
    """Let somebody in: a link that signs them in once."""
    user = _open_account(message)
    if user is None:
        return CLOSED
    company = settings.COMPANY.company
    token = sign_in.mailed_token(user, message.facts["nonce"])
    return Letter(
        subject=f"Your account at {company.name}",
        greeting=wording.greeting(user.name),
        paragraphs=(
            f"you have an account in the office of {company.name}.",
            (
                "The link signs you in once, within seven days. Then please choose a password or"
                " add a passkey, so that you can come back."
            ),
        ),
        action=Action("Sign in", f"{company.public_url}/login/{token}"),
        closing=(wording.ASK,),
        footnotes=(wording.PRIVATE_LINK,),
    )


def reset(message: OutboxMessage) -> Letter | Skip:
    """Let somebody choose a new password; the link is good for an hour, and once."""
    user = _open_account(message)
    if user is None:
        return CLOSED
    company = settings.COMPANY.company
    key = f"{int_to_base36(user.pk)}-{default_token_generator.make_token(user)}"
    return Letter(
        subject=f"A new password for your account at {company.name}",
        greeting=wording.greeting(user.name),
        paragraphs=("somebody, we hope you, asked to choose a new password for your account.",),
        action=Action(
            "Choose a new password", f"{company.public_url}/account/password/reset/key/{key}/"
        ),
        closing=(
            (
                "The link is good for an hour. It was not you? Then there is nothing to do: your"
                " password stays as it is."
            ),
        ),
        footnotes=(wording.PRIVATE_LINK,),
    )


def changed(message: OutboxMessage) -> Letter | Skip:
    """Tell somebody that the way they sign in was changed, in case it was not them."""
    user = _open_account(message)
    if user is None:
        return CLOSED
    company = settings.COMPANY.company
    return Letter(
        subject=f"Your account at {company.name} was changed",
        greeting=wording.greeting(user.name),
        paragraphs=(WHAT.get(message.facts["what"], CHANGED),),
        facts=(("When", wording.short_text(message.created_at, company.timezone)),),
        action=Action("See your account", f"{company.public_url}/account/"),
        closing=(
            (
                "Was it you? Then all is well. If it was not, choose a new password at once and"
                " sign out everywhere."
            ),
        ),
    )


def _open_account(message: OutboxMessage) -> User | None:
    return User.objects.filter(pk=message.facts.get("user"), is_active=True).first()
