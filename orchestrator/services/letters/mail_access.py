"""The way out for mail that the settings describe; user and password come from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.configuration import SettingsError, secret
from orchestrator.gateways.mail.files import FileMailer
from orchestrator.gateways.mail.smtp import SmtpAccess, SmtpMailer
from orchestrator.rules.address import AddressError, parse_address
from orchestrator.sections import LOOPBACK

if TYPE_CHECKING:
    from orchestrator.configuration import Configuration
    from orchestrator.gateways.mail.mailer import Mailer
    from orchestrator.rules.address import Address

USER, PASSWORD = "SMTP_USER", "SMTP_PASSWORD"


def configured_mailer(settings: Configuration) -> Mailer:
    """Return the mailer of the settings: SMTP, or files in the storage without a host.

    Raises SettingsError when the password would travel in the open, or one half of a login lacks.
    """
    mail = settings.mail
    sender = _sender(settings.company.sender)
    if not mail.host:
        return FileMailer(settings.storage.directory / "mail")
    user, password = _login()
    if user and mail.tls == "none" and mail.host not in LOOPBACK:
        raise SettingsError(
            f'[mail] tls = "none" would send {PASSWORD} in the open to {mail.host}. Take '
            '"starttls" or "implicit", or a server that wants no password.'
        )
    access = SmtpAccess(
        mail.host, mail.port, mail.tls, mail.timeout_seconds, sender, user, password
    )
    return SmtpMailer(access)


def _sender(text: str) -> Address:
    try:
        sender = parse_address(text)
    except AddressError as error:
        raise SettingsError(f"[company] sender = {text!r}: {error}") from error
    if sender.needs_utf8:
        raise SettingsError(f"[company] sender = {text!r}: only ASCII may stand before its @.")
    return sender


def _login() -> tuple[str, str]:
    user, password = secret(USER), secret(PASSWORD)
    if bool(user) != bool(password):
        missing = PASSWORD if user else USER
        raise SettingsError(f"{missing}: missing in the environment; the other half is there.")
    if not (user + password).isascii():
        raise SettingsError(f"{USER}, {PASSWORD}: only ASCII travels in an SMTP login.")
    return user, password
