"""A refusal that explains itself: a stable code, a sentence fit to show, what would be allowed."""

from __future__ import annotations

from orchestrator.rules.sentence import Joined, Sentence, Spoken, filled_in


class RuleBroken(Exception):  # noqa: N818 -- the house's name for what a person can put right
    """Somebody asked for what the rules do not allow.

    `code` is stable and machine-readable; `message` is a sentence for the person who asked;
    `allowed` says what would be accepted; `override_by` names the role that may decide otherwise.
    Message and `allowed` are English templates, filled with the named `values`, so that the edge
    can say them in the language of whoever asked.

    >>> str(RuleBroken("full", "At most {seats} people fit.", seats=14))
    'At most 14 people fit.'
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        allowed: str = "",
        override_by: str = "",
        **values: object,
    ) -> None:
        self.code = code
        self.message = filled_in(message, values)
        self.allowed = filled_in(allowed, values)
        self.override_by = override_by
        super().__init__(self.message)

    @property
    def in_words(self) -> Spoken:
        """Return the refusal as one line says it: what is wrong, and what would be right."""
        if not self.allowed:
            return self.message
        return Joined([self.message, Sentence("Right would be: {allowed}.", allowed=self.allowed)])
