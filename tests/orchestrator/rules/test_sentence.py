"""Texts that remember how they were made: English by themselves, any language when asked."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from calendars.words import Form
from orchestrator.rules.days import Day, Moment
from orchestrator.rules.money import dollars
from orchestrator.rules.names import NAMES, named
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.sentence import (
    Counted,
    Joined,
    Sentence,
    Spoken,
    from_kept,
    in_words_of,
    kept,
)


@dataclass
class Spaniard:
    """Knows a few texts; what it does not know stays English."""

    language: str = "es"
    texts: dict[str, str] = field(
        default_factory=lambda: {
            "At most {most} people fit.": "Caben a lo más {most} personas.",
            "{count} seats": "{count} lugares",
            "{count} seat": "{count} lugar",
            "on {day}": "el {day}",
            "Right would be: {allowed}.": "Lo correcto sería: {allowed}.",
        }
    )

    def translated(self, text: str) -> str:
        return self.texts.get(text, text)

    def counted(self, one: str, many: str, count: int) -> str:
        return self.texts[one if count == 1 else many]


TELLER = Spaniard()
DAY = Day(date(2026, 12, 8))
MOMENT = Moment(datetime(2026, 12, 8, 17, tzinfo=UTC), "America/Los_Angeles")
TEXTS: list[Spoken] = [
    Sentence("At most {most} people fit.", most=14),
    Counted("{count} seat", "{count} seats", 2),
    Joined([Sentence("At most {most} people fit.", most=14), "Ada"]),
    dollars(125_050),
    DAY,
    MOMENT,
]
TOLD = [
    "Caben a lo más 14 personas.",
    "2 lugares",
    "Caben a lo más 14 personas. Ada",
    "$1,250.50",
    "martes, 8 de diciembre de 2026",
    "mar, 8 dic 2026, 09:00 America/Los_Angeles",
]


def test_each_text_is_english_by_itself_and_told_in_another_language() -> None:
    assert TEXTS == [
        "At most 14 people fit.",
        "2 seats",
        "At most 14 people fit. Ada",
        "$1,250.50",
        "Tuesday 8 December 2026",
        "Tue 8 Dec 2026, 09:00 America/Los_Angeles",
    ]
    assert [text.told(TELLER) for text in TEXTS] == TOLD


@pytest.mark.parametrize("text", TEXTS)
def test_a_copy_can_be_told_as_well(text: Spoken) -> None:
    for other in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):  # noqa: S301 -- our own
        assert other == text
        assert other.told(TELLER) == text.told(TELLER)


def test_values_are_told_in_the_same_language() -> None:
    assert Sentence("on {day}", day=DAY).told(TELLER) == "el martes, 8 de diciembre de 2026"
    assert Counted("{count} seat", "{count} seats", 1).told(TELLER) == "1 lugar"


def test_what_somebody_typed_is_never_read_as_a_field() -> None:
    typed = "{0.__class__} {most} {"
    assert Sentence(typed) == typed
    assert Sentence("no {name}", name=typed) == f"no {typed}"
    assert Sentence("{unknown} {most}", most=1) == "{unknown} 1"


def test_a_text_is_kept_as_json_and_told_afterwards() -> None:
    for text in TEXTS[:2]:
        again = from_kept(json.loads(json.dumps(kept(text))))
        assert (again, in_words_of(TELLER, again)) == (text, text.told(TELLER))
    assert from_kept(kept("Ada")) == "Ada"


def test_a_refusal_is_told_with_what_would_be_right() -> None:
    refusal = RuleBroken("full", "At most {most} people fit.", allowed="{count} {most}", most=14)
    assert str(refusal) == "At most 14 people fit."
    assert refusal.in_words == "At most 14 people fit. Right would be: {count} 14."
    assert refusal.in_words.told(TELLER).endswith("Lo correcto sería: {count} 14.")
    assert RuleBroken("full", "No.").in_words == "No."
    other = RuleBroken("again", refusal.message, allowed=refusal.allowed)
    assert other.message.told(TELLER) == "Caben a lo más 14 personas."


def test_a_bare_text_does_not_know_how_to_be_told() -> None:
    with pytest.raises(NotImplementedError):
        Spoken("x").told(TELLER)


def test_a_day_has_its_form_and_every_name_stands_once() -> None:
    assert Day(date(2026, 12, 8), Form.LONG).told(TELLER) == "8 de diciembre de 2026"
    assert len(set(NAMES)) == len(NAMES)
    assert named("partly paid") in NAMES
