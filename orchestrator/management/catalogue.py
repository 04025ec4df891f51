"""The texts of the house and their translations: found in code and templates, kept in catalogues.

Code marks its texts by gettext's names, and the rules by `RuleBroken`, `Sentence` and `Counted`.
Templates mark theirs by Django's tags. A text is always a literal: what is put together is found
nowhere, so that is an error.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HOUSE = Path(__file__).resolve().parents[2]
LOCALE = HOUSE / "orchestrator" / "locale"
TEMPLATES = HOUSE / "orchestrator" / "templates"
ROOMS = ("orchestrator", "jobs")
ONE, TWO, WITH_CONTEXT = (0,), (0, 1), (0, 1)
MANY = ("ngettext", "Counted")
CALLS = {
    "_": ONE,
    "gettext": ONE,
    "gettext_lazy": ONE,
    "_lazy": ONE,
    "Sentence": ONE,
    "RuleBroken": (1,),
    "refused": (1, 2),
    "asked": (1, 2),
    "for_review": (1, 2),
    "Hint": (1,),
    "ngettext": TWO,
    "Counted": TWO,
    "pgettext": WITH_CONTEXT,
}
IN_TEMPLATES: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
FIXED = datetime(2026, 1, 1, tzinfo=UTC)  # a catalogue changes when its texts do, not daily


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One text to be translated: its forms (one, or one and many), and what tells it apart."""

    forms: tuple[str, ...]
    context: str = ""

    @property
    def key(self) -> str | tuple[str, str]:
        """Return it as babel names it."""
        return self.forms[0] if len(self.forms) == 1 else (self.forms[0], self.forms[1])


class NotLiteralError(Exception):
    """A text is put together where it is marked, so that nobody could translate it."""


class _Catalogue(Catalog):
    """A catalogue whose head says nothing that changes by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def all_texts() -> list[Text]:
    """Return every text that the house marks today, in order."""
    found = set(_in_templates())
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            found |= set(texts_of_code(path.read_text(encoding="utf-8"), str(path.name)))
    return sorted(found)


def texts_of_code(source: str, name: str) -> Iterator[Text]:
    """Yield the texts that Python code marks. Raises NotLiteralError."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield from _of_call(node, node.func.id, name)


def texts_of_template(source: str, name: str) -> Iterator[Text]:
    """Yield the texts that a template marks."""
    code = BytesIO(templatize(source, origin=name).encode("utf-8"))
    options = {"encoding": "utf-8"}
    for _, found, _, context in extract("python", code, IN_TEMPLATES, options=options):
        forms = (found,) if isinstance(found, str) else tuple(found)
        if forms[0]:
            yield Text(forms, context or "")


def written(language: str) -> Catalog:
    """Return the catalogue of a language as it is kept, empty where there is none."""
    path = po_path(language)
    text = path.read_bytes() if path.exists() else b""
    return read_po(BytesIO(text), locale=language)


def renewed(language: str, texts: Iterable[Text]) -> Catalog:
    """Return the catalogue with exactly those texts, each with the translation it has by now."""
    old = written(language)
    new = _Catalogue(locale=language, creation_date=FIXED, revision_date=FIXED, fuzzy=False)
    new.header_comment = f"# What the house says, in the language {language}."
    for text in texts:
        known = old.get(text.key, context=text.context or None)
        said = known.string if known and known.id == text.key else ""
        flags = {"python-brace-format"} if "{" in text.forms[0] else set()
        new.add(text.key, said, flags=flags, context=text.context or None)
    return new


def po_bytes(catalogue: Catalog) -> bytes:
    """Return the catalogue as people edit it: sorted, without places in the code."""
    out = BytesIO()
    write_po(out, catalogue, no_location=True, sort_output=True, width=100)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """Return the catalogue as it is read when pages are made."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def po_path(language: str) -> Path:
    """Return where people edit the catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def mo_path(language: str) -> Path:
    """Return where the compiled catalogue lies."""
    return po_path(language).with_suffix(".mo")


def _in_templates() -> Iterator[Text]:
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix in (".html", ".txt"):
            yield from texts_of_template(path.read_text(encoding="utf-8"), path.name)


def _of_call(call: ast.Call, name: str, file: str) -> Iterator[Text]:
    places = CALLS[name]
    if len(call.args) <= max(places):
        return
    found = [_literal(call.args[place], file) for place in places]
    if name == "pgettext":
        yield Text((found[1] or "",), found[0] or "")
    elif name not in MANY:
        yield from (Text((one,)) for one in found if one)
    elif all(found):
        yield Text(tuple(one for one in found if one))
    for word in call.keywords if name == "RuleBroken" else ():
        text = _literal(word.value, file) if word.arg == "allowed" else None
        if text:
            yield Text((text,))


def _literal(node: ast.expr, file: str) -> str | None:
    """Return the literal; None for a value that was marked elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        raise NotLiteralError(
            f"{file}, line {node.lineno}: a text to be translated is put together"
        )
    return None
