"""What a workshop is: its kinds, its states, and which changes its subscribers would see."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Who may come."""

    PUBLIC = "public"
    PRIVATE = "private"


class Venue(StrEnum):
    """Where it takes place."""

    ONLINE = "online"
    ON_SITE = "on_site"


class State(StrEnum):
    """How far a workshop has come. Running and finished follow from the time, so no row says so."""

    IDEA = "idea"
    TO_BE_DECIDED = "to_be_decided"
    SCHEDULED = "scheduled"  # has its date, and nobody knows yet
    PUBLISHED = "published"
    CANCELLED = "cancelled"
