"""What somebody typed is text on every page and in every letter, never a program."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import full_house
import pytest
import wide_doors
from django.test import Client
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import OutboxMessage
from orchestrator.services.letters.letter import Skip
from orchestrator.services.letters.rendering import envelope
from orchestrator.services.letters.writers import WRITERS

pytestmark = pytest.mark.django_db
ATTACK = "\"'><svg onload=x()><script>x</script>"
OURS = {"script": {"src", "defer", "type", "integrity", "nonce"}}


class Judge(HTMLParser):
    """Collects whatever could run: elements of the attack, and handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "svg" and "onload" in named:
            self.found.append(str(self.get_starttag_text()))
        if tag == "script" and "src" not in named and named.get("type") != "application/json":
            self.found.append(str(self.get_starttag_text()))
        self.found += [name for name in named if name.startswith("on")]
        self.found += [str(v) for v in named.values() if v and v.lower().startswith("javascript:")]


def running(html: str) -> list[str]:
    judge = Judge()
    judge.feed(html)
    return judge.found


def test_the_judge_finds_an_attack_where_there_is_one() -> None:
    assert running(f"<p>{ATTACK}</p>")
    assert running('<a href="JavaScript:x()">x</a>')
    assert not running('<p>&lt;script&gt;</p><script src="/static/x.js"></script>')


def test_no_page_runs_what_somebody_typed(at: SetClock, settings: Settings) -> None:
    wide_doors.open_wide(settings)
    house = full_house.build(ATTACK)
    pages, shown = 0, 0
    for client in (Client(), full_house.owner()):
        for address in full_house.addresses():
            answer: Any = client.get(address.filled(house.values_for(address.name)))
            if "text/html" not in answer.headers.get("Content-Type", ""):
                continue
            body = answer.content.decode()
            assert running(body) == [], address.name
            pages += 1
            shown += "&lt;svg onload" in body
    assert pages > 80
    assert shown > 12


def test_no_letter_runs_what_somebody_typed(at: SetClock) -> None:
    full_house.build(ATTACK)
    letters, shown = 0, 0
    for message in OutboxMessage.objects.all():
        letter = WRITERS[message.kind](message)
        if isinstance(letter, Skip):
            continue
        mail = envelope(letter, message)
        html = mail.get_body(("html",))
        assert html is not None
        text = html.get_content()
        assert running(text) == [], message.kind
        assert "\n" not in mail["Subject"] + mail["To"]
        letters += 1
        shown += "&lt;svg onload" in text
    assert letters > 6
    assert shown > 2
