"""Who may sign in to the office, and what each of them looks after."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What an account of the office is for.

    The owner may do everything. A facilitator runs their own workshops and the consultations. An
    accountant keeps the money and sees no roster. Organizers and attendees have no account: each
    comes by a link of their own.
    """

    OWNER = "owner"
    FACILITATOR = "facilitator"
    ACCOUNTANT = "accountant"
