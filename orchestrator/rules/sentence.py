"""Texts that remember how they were made, so that the edge can say them in another language.

The rules speak English and know no language: what they return is a text like any other, which
compares, prints and is kept as the English sentence. A door that wants another language asks the
text to be `told` by a `Teller`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


_FIELD = re.compile(r"\{([a-z_]+)\}")


class Teller(Protocol):
    """Somebody who knows one language: its name, and how each English text is said in it."""

    @property
    def language(self) -> str:
        """Return the language's code, such as `es`."""
        ...

    def translated(self, text: str) -> str:
        """Return the text of the catalogue, the English one where there is none."""
        ...

    def counted(self, one: str, many: str, count: int) -> str:
        """Return the form that the language uses for that many."""
        ...


class Spoken(str):
    """An English text that can be told in another language."""

    __slots__ = ()

    def told(self, teller: Teller) -> str:
        """Return the text in the teller's language."""
        raise NotImplementedError


class Sentence(Spoken):
    """A sentence of the catalogue with its named values, each of which may be `Spoken` itself.

    >>> Sentence("At most {capacity} people fit.", capacity=14)
    'At most 14 people fit.'
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Make the sentence; without values the template is taken as it is, braces and all."""
        made = super().__new__(cls, filled(template, values))
        made.template, made.values = template, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """Return what a copy is made of."""
        return (self.template,), dict(self.values)

    def told(self, teller: Teller) -> str:
        """Return the sentence in the teller's language."""
        return filled(teller.translated(self.template), _told(self.values, teller))


class Counted(Spoken):
    """A sentence that has one form for one thing and another for many; `{count}` is how many.

    >>> Counted("{count} seat", "{count} seats", 1), Counted("{count} seat", "{count} seats", 2)
    ('1 seat', '2 seats')
    """

    forms: tuple[str, str]
    values: Mapping[str, object]

    def __new__(cls, one: str, many: str, /, count: int, **values: object) -> Self:
        """Make the sentence; other values may be named besides the count."""
        known = {"count": count, **values}
        made = super().__new__(cls, filled(one if count == 1 else many, known))
        made.forms, made.values = (one, many), known
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], dict[str, object]]:
        """Return what a copy is made of."""
        return self.forms, dict(self.values)

    def told(self, teller: Teller) -> str:
        """Return the form of the teller's language."""
        count = self.values["count"]
        form = teller.counted(*self.forms, count if isinstance(count, int) else 0)
        return filled(form, _told(self.values, teller))


class Joined(Spoken):
    """Several texts in a row, such as the sentences of a paragraph.

    >>> Joined(["One.", Sentence("Two.")])
    'One. Two.'
    """

    parts: tuple[str, ...]
    between: str

    def __new__(cls, parts: tuple[str, ...] | list[str], between: str = " ") -> Self:
        """Join the texts, with `between` between each two."""
        made = super().__new__(cls, between.join(parts))
        made.parts, made.between = tuple(parts), between
        return made

    def __getnewargs__(self) -> tuple[tuple[str, ...], str]:  # type: ignore[override]
        """Return what a copy is made of."""
        return self.parts, self.between

    def told(self, teller: Teller) -> str:
        """Return each part in the teller's language."""
        return self.between.join(in_words_of(teller, part) for part in self.parts)


def filled_in(template: str, values: Mapping[str, object]) -> Spoken:
    """Return the sentence of a template; what is `Spoken` already stays as it is."""
    return template if isinstance(template, Spoken) else Sentence(template, **values)


def kept(text: str) -> str | dict[str, object]:
    """Return a text as JSON keeps it, so that it can still be told in any language."""
    if isinstance(text, Sentence):
        return {"template": text.template, "values": dict(text.values)}
    if isinstance(text, Counted):
        return {"forms": list(text.forms), "values": dict(text.values)}
    return str(text)


def from_kept(text: Any) -> str:  # noqa: ANN401 -- as JSON gives it
    """Return the text that was kept; one from before there were languages is English."""
    if isinstance(text, str):
        return text
    values = text["values"]
    return (
        Counted(*text["forms"], **values)
        if "forms" in text
        else Sentence(text["template"], **values)
    )


def in_words_of(teller: Teller, text: str) -> str:
    """Return a text in the teller's language; one that is not `Spoken` stays as it is."""
    return text.told(teller) if isinstance(text, Spoken) else text


def filled(template: str, values: Mapping[str, object]) -> str:
    """Return the template with its values; without values, as it is.

    Fields are plain names: nothing reaches into a value, and a brace of somebody's own stays.
    """
    if not values:
        return template
    return _FIELD.sub(lambda found: str(values.get(found[1], found[0])), template)


def _told(values: Mapping[str, object], teller: Teller) -> dict[str, object]:
    return {
        name: value.told(teller) if isinstance(value, Spoken) else value
        for name, value in values.items()
    }
