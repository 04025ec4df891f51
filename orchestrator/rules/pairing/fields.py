"""Reading neutral JSON: a refusal names the place, what stands there and what would be right."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from orchestrator.rules.refusal import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from enum import StrEnum
    from typing import Never, TypeVar

    Choice = TypeVar("Choice", bound=StrEnum)

CODE = "pairing.format"
_SHOWN = 60
_UNSET = object()


@dataclass(frozen=True, slots=True)
class Field:
    """A value of the document and where it stands, such as `people[3].from_round`."""

    value: object
    path: str

    def refuse(self, expected: str) -> Never:
        """Raise `RuleBroken`: this place must be `expected`."""
        found = repr(self.value)
        if len(found) > _SHOWN:
            found = found[:_SHOWN] + "…"
        raise RuleBroken(
            CODE,
            "{path} must be {expected}, not {found}.",
            allowed=expected,
            path=self.path,
            expected=expected,
            found=found,
        )

    def text(self) -> str:
        """Return a non-empty string without line breaks."""
        if isinstance(self.value, str) and self.value.strip() and self.value.isprintable():
            return self.value
        return self.refuse("a text in one line")

    def whole(self, least: int, most: int | None = None) -> int:
        """Return a whole number between `least` and `most`, both included."""
        value = self.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        fits = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, int) and fits and least <= value and (most is None or value <= most):
            return value
        return self.refuse(
            f"a whole number of at least {least}"
            if most is None
            else f"a whole number from {least} to {most}"
        )

    def choice(self, kind: type[Choice]) -> Choice:
        """Return the member of `kind` whose value stands here."""
        for member in kind:
            if member.value == self.value:
                return member
        return self.refuse("one of " + ", ".join(f'"{member.value}"' for member in kind))

    def items(self, count: int | None = None, what: str = "a list") -> list[Field]:
        """Return the entries of a list, exactly `count` of them when given."""
        if isinstance(self.value, list) and count in (None, len(self.value)):
            return [Field(each, f"{self.path}[{i}]") for i, each in enumerate(self.value)]
        return self.refuse(what)

    def object(self, keys: Iterable[str] | None = None) -> dict[str, Field]:
        """Return the entries of an object; a key that looks like a misspelt one is refused.

        Other unknown keys are left alone: a file may carry notes.
        """
        if not isinstance(self.value, dict):
            return self.refuse("an object with named fields")
        known = None if keys is None else set(keys)
        fields = {}
        for key, each in self.value.items():
            place = f"{self.path}.{key}" if self.path else str(key)
            if known is not None and key not in known:
                _refuse_misspelt(place, str(key), known)
            fields[str(key)] = Field(each, place)
        return fields


def _refuse_misspelt(place: str, key: str, known: set[str]) -> None:
    near = get_close_matches(key.lower(), sorted(known), n=1, cutoff=0.8)
    if near:
        raise RuleBroken(
            CODE,
            '{place} is not a known name: did you mean "{near}"?',
            allowed="{near}",
            place=place,
            near=near[0],
        )


def listed(fields: dict[str, Field], key: str) -> Iterator[Field]:
    """Yield the entries of the list under `key`; a missing or null key is an empty list."""
    field = fields.get(key)
    if field is not None and field.value is not None:
        yield from field.items()
