from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from orchestrator.configuration import Configuration, SettingsError
from orchestrator.gateways.mail.files import FileMailer
from orchestrator.gateways.mail.smtp import SmtpMailer
from orchestrator.services.letters.mail_access import configured_mailer


@pytest.fixture(autouse=True)
def no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SMTP_USER", "SMTP_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


def company(sender: str = "workshops@example.org", **mail: Any) -> Configuration:
    given: Configuration = settings.COMPANY
    changed = {
        "mail": given.mail.model_copy(update=mail),
        "company": given.company.model_copy(update={"sender": sender}),
    }
    return given.model_copy(update=changed)


def login(monkeypatch: pytest.MonkeyPatch, user: str = "us", password: str = "secret") -> None:  # noqa: S107 -- a made-up one
    monkeypatch.setenv("SMTP_USER", user)
    monkeypatch.setenv("SMTP_PASSWORD", password)


def test_without_a_host_mail_becomes_files_in_the_storage() -> None:
    mailer = configured_mailer(company())
    assert isinstance(mailer, FileMailer)
    assert mailer._directory == settings.COMPANY.storage.directory / "mail"


def test_the_password_comes_from_the_environment_or_a_file_it_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text("from a file\n")
    monkeypatch.setenv("SMTP_USER", "us")
    monkeypatch.setenv("SMTP_PASSWORD_FILE", str(tmp_path / "password"))
    mailer = configured_mailer(company(host="smtp.example.org"))
    assert isinstance(mailer, SmtpMailer)
    assert (mailer._access.user, mailer._access.password) == ("us", "from a file")
    assert "from a file" not in repr(mailer._access)


@pytest.mark.parametrize("host", ["smtp.example.org", "192.0.2.1", "127.0.0.1.example.org"])
def test_a_password_never_travels_in_the_open_to_another_machine(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    login(monkeypatch)
    with pytest.raises(SettingsError, match="in the open") as refused:
        configured_mailer(company(host=host, tls="none"))
    assert "secret" not in str(refused.value)
    configured_mailer(company(host=host, tls="starttls"))
    configured_mailer(company(host="127.0.0.1", tls="none"))
    monkeypatch.undo()
    configured_mailer(company(host=host, tls="none"))


@pytest.mark.parametrize(("name", "other"), [("SMTP_USER", "SMTP_PASSWORD"), ("SMTP_PASSWORD", "SMTP_USER")])  # fmt: skip
def test_half_a_login_is_refused_with_the_name_of_the_other_half(
    monkeypatch: pytest.MonkeyPatch, name: str, other: str
) -> None:
    monkeypatch.setenv(name, "x")
    with pytest.raises(SettingsError, match=f"^{other}: missing"):
        configured_mailer(company(host="smtp.example.org"))


def test_what_cannot_travel_in_a_login_or_as_a_sender_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for sender in ("a b@example.org", "jörg@example.org"):
        with pytest.raises(SettingsError, match=r"\[company\] sender"):
            configured_mailer(company(sender))
    login(monkeypatch, password="größe")
    with pytest.raises(SettingsError, match="only ASCII") as refused:
        configured_mailer(company(host="smtp.example.org"))
    assert "größe" not in str(refused.value)
