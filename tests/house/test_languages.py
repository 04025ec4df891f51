"""Every text is marked, extracted, translated and compiled; nothing visible stands outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings

from orchestrator.management import catalogue

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
TEMPLATES = sorted(catalogue.TEMPLATES.rglob("*.html"))
SAID_BY_ATTRIBUTES = {"aria-label", "title", "alt", "placeholder"}
NOT_READ = {"script", "style", "code", "pre"}
A_WORD = re.compile(r"[^\W\d_]{2,}")
MARKED = re.compile(r"{%\s*(blocktranslate|comment)\b.*?{%\s*end\1\s*%}|{#.*?#}", re.DOTALL)
ANY_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
FIELDS = re.compile(r"%\(\w+\)s|(?<![{%])\{[a-z_]+\}")


class Visible(HTMLParser):
    """Collects what a reader sees, and what a screen reader says."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_READ:
            self.inside.append(tag)
        self.words += [text for name, text in attrs if name in SAID_BY_ATTRIBUTES and text]

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.words.append(data)


def unmarked(template: str) -> list[str]:
    """Return the visible texts of a template that no tag has translated."""
    seen = Visible()
    seen.feed(ANY_TAG.sub("", MARKED.sub("", template)))
    return [" ".join(text.split()) for text in seen.words if A_WORD.search(_plain(text))]


def _plain(text: str) -> str:
    return re.sub(r"https?://\S*|[\w-]+=\"\"", "", text)


def kept(language: str) -> list[Message]:
    return [one for one in catalogue.written(language) if one.id]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_shows_no_text_outside_a_translate_tag(path: Path) -> None:
    assert unmarked(path.read_text()) == []


def test_the_checker_would_notice_texts_and_attributes_outside() -> None:
    page = """<p title="Hold">{% if a %}Hello{% endif %} {% translate "there" %}</p>
        <img alt="{% translate "A face" %}"><code>./run</code> · <i>{{ name }}</i>"""
    assert unmarked(page) == ["Hold", "Hello"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_exactly_what_is_extracted_today(language: str) -> None:
    wanted = catalogue.po_bytes(catalogue.renewed(language, catalogue.all_texts()))
    assert catalogue.po_path(language).read_text() == wanted.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_what_the_written_one_compiles_to(language: str) -> None:
    wanted = catalogue.mo_bytes(catalogue.renewed(language, catalogue.all_texts()))
    assert catalogue.mo_path(language).read_bytes() == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_its_translation_and_none_is_doubtful(language: str) -> None:
    empty = [one.id for one in kept(language) if not all(_forms(one.string))]
    assert (empty, [one.id for one in kept(language) if one.fuzzy]) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_fields_as_its_text(language: str) -> None:
    wrong = [
        one.id
        for one in kept(language)
        for number, said in enumerate(_forms(one.string))
        if _fields(said) != _fields(_forms(one.id)[min(number, len(_forms(one.id)) - 1)])
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_markup_as_its_text(language: str) -> None:
    wrong = [
        one.id
        for one in kept(language)
        for said in _forms(one.string)
        if sorted(re.findall(r"<[^>]*>", said))
        != sorted(re.findall(r"<[^>]*>", _forms(one.id)[-1]))
    ]
    assert wrong == []


def test_no_place_in_the_code_and_no_machine_stands_in_a_catalogue() -> None:
    for language in LANGUAGES:
        text = catalogue.po_path(language).read_text()
        assert not re.search(r"(?m)^#:|POT-Creation|Generated-By|/home|/tmp", text)


def test_a_text_that_is_put_together_is_refused() -> None:
    with pytest.raises(catalogue.NotLiteralError, match=r"x\.py, line 1"):
        list(catalogue.texts_of_code('_(f"Hello {name}")', "x.py"))


def test_code_and_templates_give_their_texts_with_context_and_plural() -> None:
    code = """RuleBroken("c", "At most {n}.", allowed="{n} or less", n=1)
Sentence(state); Counted("{count} seat", "{count} seats", 2); pgettext("verb", "Open")"""
    assert {(one.forms, one.context) for one in catalogue.texts_of_code(code, "x.py")} == {
        (("At most {n}.",), ""),
        (("{n} or less",), ""),
        (("{count} seat", "{count} seats"), ""),
        (("Open",), "verb"),
    }
    page = '{% translate "Open" context "verb" %}{% blocktranslate count n=n %}{{ n }} seat{% plural %}{{ n }} seats{% endblocktranslate %}'
    assert {(one.forms, one.context) for one in catalogue.texts_of_template(page, "x")} == {
        (("Open",), "verb"),
        (("%(n)s seat", "%(n)s seats"), ""),
    }


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def _fields(text: str) -> set[str]:
    return set(FIELDS.findall(text))


def test_the_kept_catalogue_can_be_read_by_other_tools() -> None:
    for language in LANGUAGES:
        with catalogue.po_path(language).open("rb") as file:
            assert len(read_po(file)) > 1000
