"""A refusal that explains itself: a stable code, a sentence fit to show, what would be allowed."""

from __future__ import annotations


class RuleBroken(Exception):  # noqa: N818 -- the house's name for what a person can put right
    """Somebody asked for what the rules do not allow.

    `code` is stable and machine-readable; `message` is a sentence for the person who asked;
    `allowed` says what would be accepted; `override_by` names the role that may decide otherwise.
    """

    def __init__(
        self, code: str, message: str, *, allowed: str = "", override_by: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.allowed = allowed
        self.override_by = override_by

    @property
    def in_words(self) -> str:
        """Return the refusal as one line says it: what is wrong, and what would be right."""
        return self.message + (f" Right would be: {self.allowed}." if self.allowed else "")
