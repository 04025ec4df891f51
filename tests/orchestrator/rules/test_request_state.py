from __future__ import annotations

import doctest
from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.rules import request_state
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.request_state import LONGEST_LINE, answer_by, read_line, refusal_of
from orchestrator.rules.verdict import Reason, Verdict

NOW = datetime(2026, 12, 1, tzinfo=UTC)
REVIEW = Reason(Verdict.NEEDS_REVIEW, "closed_day", "It is a Sunday.")
ASK = Reason(Verdict.ASK, "too_soon", "That is soon.", "later")
NO = Reason(Verdict.REFUSED, "busy", "The facilitator is busy.", "another day")


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(request_state).failed == 0


@pytest.mark.parametrize(
    ("start_in", "answer_in"),
    [
        (timedelta(days=60), timedelta(days=10)),
        (timedelta(days=5), timedelta(days=4)),
        (timedelta(days=1), timedelta(hours=12)),
    ],
)
def test_an_answer_is_due_before_the_start_and_never_at_once(
    start_in: timedelta, answer_in: timedelta
) -> None:
    assert answer_by(NOW, NOW + start_in, 10) == NOW + answer_in


def test_a_refusal_goes_before_a_question_and_names_who_may_decide_otherwise() -> None:
    refused, asked = refusal_of([ASK, NO]), refusal_of([ASK])
    assert refused
    assert (refused.code, refused.allowed, refused.override_by) == ("busy", "another day", "")
    assert asked
    assert (asked.code, asked.override_by) == ("too_soon", "owner")


def test_a_plain_yes_and_a_review_are_no_refusal() -> None:
    assert refusal_of([]) is None
    assert refusal_of([REVIEW]) is None


def test_a_text_is_brought_onto_one_line() -> None:
    assert read_line(" Hall B,\n 2nd  floor ", "place") == "Hall B, 2nd floor"
    assert len(read_line("x" * LONGEST_LINE, "place")) == LONGEST_LINE


@pytest.mark.parametrize("text", ["x" * (LONGEST_LINE + 1), "a\x07b", "a\u202eb"])
def test_a_line_too_long_or_with_what_cannot_be_shown_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken, match="The place is too long") as refused:
        read_line(text, "place")
    assert refused.value.code == "text_too_long"
