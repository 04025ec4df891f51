"""`orchestrator messages`: it brings the catalogues up to date, and says when they are not."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from orchestrator.management import catalogue


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path)
    return tmp_path


def test_what_stands_in_the_house_is_up_to_date() -> None:
    out = StringIO()
    call_command("messages", "--check", stdout=out)
    assert "es: " in out.getvalue()
    assert " 0 without a translation" in out.getvalue()


def test_a_missing_catalogue_is_stale_and_is_made(elsewhere: Path) -> None:
    with pytest.raises(CommandError, match="run orchestrator messages"):
        call_command("messages", "--check")
    out = StringIO()
    call_command("messages", stdout=out)
    assert " 0 without" not in out.getvalue()
    made = elsewhere / "es" / "LC_MESSAGES"
    assert sorted(path.name for path in made.iterdir()) == ["django.mo", "django.po"]
    call_command("messages", "--check", stdout=out)


def test_a_translation_stays_and_a_text_that_is_gone_goes(elsewhere: Path) -> None:
    call_command("messages", stdout=StringIO())
    path = catalogue.po_path("es")
    gone = '\nmsgid "No such text"\nmsgstr "Nada"\n'
    changed = path.read_text().replace('msgid "Add"\nmsgstr ""', 'msgid "Add"\nmsgstr "Sumar"')
    path.write_text(changed + gone)
    call_command("messages", stdout=StringIO())
    assert 'msgid "Add"\nmsgstr "Sumar"' in path.read_text()
    assert "No such text" not in path.read_text()


def test_a_text_that_is_put_together_stops_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "orchestrator").mkdir()
    (tmp_path / "orchestrator" / "x.py").write_text('_(f"Hello {name}")\n')
    monkeypatch.setattr(catalogue, "HOUSE", tmp_path)
    with pytest.raises(CommandError, match=r"x\.py, line 1"):
        call_command("messages")
