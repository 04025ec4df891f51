"""Each letter in its recipient's language: the visitor's in Spanish, the host's in the company's."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import request_world as requests
import talks
import world
from django.conf import settings as django_settings
from django.utils import translation
from set_clock import SetClock

from jobs import notifications
from jobs.tools import Tools
from orchestrator.models import OutboxMessage
from orchestrator.rules.money import dollars
from orchestrator.rules.sentence import Sentence
from orchestrator.services.language import known, said, speaking, spoken_now
from orchestrator.services.letters.posting import written
from orchestrator.services.requests import quoting
from orchestrator.services.seats import registrations

pytestmark = pytest.mark.django_db


def letter(kind: str) -> EmailMessage:
    """Return the mail of the newest message of that kind, as it goes out."""
    found = written(OutboxMessage.objects.filter(kind=kind).latest("id"))
    assert isinstance(found, EmailMessage)
    return found


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def test_a_registrant_who_reads_spanish_gets_every_word_in_spanish(at: SetClock) -> None:
    workshop = world.publish(title="Acme")
    eve = replace(world.person("Eve"), language="es")
    registrations.register(workshop.pk, eve, world.BY_HAND)
    mail = letter("registration-confirmed")
    assert mail["Subject"] == "Su lugar: Acme, 9 de diciembre de 2026"
    shown = text(mail)
    assert shown.startswith("Hola, Eve:")
    assert "Usted tiene un lugar en «Acme». Usted entra con su propio enlace" in " ".join(
        shown.split()
    )
    assert "Cuándo: miércoles, 9 de diciembre de 2026, 5:00\u00a0a.m. – 9:00\u00a0a.m. PST" in shown
    assert "Comienza a las: 8:00\u00a0a.m. EST en Nueva York" in shown
    html = mail.get_body(("html",))
    assert html
    assert '<html lang="es">' in html.get_content()
    assert "¿Preguntas? Simplemente responda a este correo" in html.get_content()


def test_the_visitors_letter_is_spanish_while_the_hosts_is_english(at: SetClock) -> None:
    talks.book(language="es")
    assert letter("consultation-booked")["Subject"].startswith("Reserva hecha: ")
    host = letter("host-consultation-booked")
    assert host["Subject"].startswith("Booked: consultation with Ada Brandt, Monday 23 November")
    assert "a consultation is booked." in text(host)


def test_the_hosts_letter_is_in_the_companys_language(at: SetClock, settings: Any) -> None:
    company = django_settings.COMPANY.company.model_copy(update={"language": "es"})
    settings.COMPANY = django_settings.COMPANY.model_copy(update={"company": company})
    talks.book(language="en")
    assert letter("host-consultation-booked")["Subject"].startswith("Reservada: consulta con Ada")
    assert letter("consultation-booked")["Subject"].startswith("Booked: ")


def test_organizations_get_their_quote_in_the_language_of_the_request(at: SetClock) -> None:
    row = requests.ask(language="es")
    quote = quoting.latest(row)
    assert quote
    share = quote.shares[0]["cents"]
    mail = letter("request-quoted")
    assert mail["Subject"] == "Su cotización: 30 de diciembre de 2026"
    assert f"a lo más {said(dollars(quote.cents_of(requests.of(row, 'West'))))}" in text(mail)
    assert share


def test_what_goes_out_by_the_clock_is_not_in_the_clocks_language(
    at: SetClock, tools: Tools, tmp_path: Path
) -> None:
    workshop = world.publish(title="Acme")
    eve = replace(world.person("Eve"), language="es")
    registrations.register(workshop.pk, eve, world.BY_HAND)
    with translation.override("en"):
        notifications.send_due(tools)
    (file,) = (tmp_path / "mail").glob("**/*.eml")
    sent = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert sent["Subject"].startswith("Su lugar: Acme")


def test_a_language_that_nobody_translated_is_the_companys() -> None:
    assert [known(code) for code in ("es", "es-MX", "ES", "fr", "", "xx" * 40)] == [
        *("es", "es", "es", "en", "en", "en")
    ]


def test_another_language_is_spoken_for_a_while_only() -> None:
    with speaking("es"):
        assert spoken_now() == "es"
        assert said(Sentence("That day is full.")) == "Ese día está lleno."
        assert said(Sentence("")) == ""
        assert said("as it was given") == "as it was given"
    assert spoken_now() == "en"
    assert said(Sentence("That day is full.")) == "That day is full."
