"""Bring the catalogues of texts up to date: `orchestrator messages`, after any text changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from orchestrator.management import catalogue

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from pathlib import Path

SOURCE = "en"  # English stands in the code itself


class Command(BaseCommand):
    """Find every text, keep its translation, and compile; `--check` only says what is stale."""

    help = "Find all texts in code and templates, renew each language's catalogue and compile it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail when stale")

    def handle(self, *_args: object, check: bool, **_options: object) -> None:
        """Renew, or check, each language but the one the texts are written in."""
        try:
            texts = catalogue.all_texts()
        except catalogue.NotLiteralError as error:
            raise CommandError(str(error)) from error
        for language, _name in settings.LANGUAGES:
            if language != SOURCE:
                self._renew(language, texts, check=check)

    def _renew(self, language: str, texts: list[catalogue.Text], *, check: bool) -> None:
        new = catalogue.renewed(language, texts)
        missing = sum(1 for one in new if one.id and not all(_forms(one.string)))
        wanted = {
            catalogue.po_path(language): catalogue.po_bytes(new),
            catalogue.mo_path(language): catalogue.mo_bytes(new),
        }
        stale = [path for path, content in wanted.items() if _content(path) != content]
        if check and stale:
            raise CommandError(f"The catalogue of {language} is stale: run orchestrator messages.")
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path])
        self.stdout.write(f"{language}: {len(texts)} texts, {missing} without a translation")


def _forms(said: Any) -> tuple[str, ...]:  # noqa: ANN401 -- babel's: a text, or a tuple of them
    return (said,) if isinstance(said, str) else tuple(said)


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
