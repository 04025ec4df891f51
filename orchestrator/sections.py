"""The sections of settings.toml: each key with its kind and its bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from calendars import clock

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _known_zone(name: str) -> str:
    clock.zone(name)
    return name


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address like https://example.org")
    return value.rstrip("/")


def _database_address(value: str) -> str:
    if value and not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("must be empty (SQLite) or start with postgresql://")
    return value


Zone = Annotated[str, AfterValidator(_known_zone)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
DatabaseAddress = Annotated[str, AfterValidator(_database_address)]
EmailAddress = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Section(BaseModel):
    """One [section] of the file: closed, and never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Company(Section):
    """Who we are and where."""

    name: Line
    timezone: Zone
    home: Line
    public_url: WebAddress
    sender: EmailAddress


class Storage(Section):
    """Where data lives."""

    directory: Path
    database_url: DatabaseAddress = ""


class Engine(Section):
    """How the clock runs."""

    kind: Literal["embedded"]
    tick_seconds: int = Field(ge=1, le=60)
    deadline_seconds: int = Field(ge=30, le=3600)


class Zoom(Section):
    """Which Zoom, and whose."""

    base_url: WebAddress
    oauth_url: WebAddress
    host: EmailAddress
    licensed: bool
    daily_writes: int = Field(ge=1, le=100)
    daily_reserve: int = Field(ge=0, le=99)
    sandbox: bool
    connect_timeout_seconds: int = Field(ge=1, le=30)
    read_timeout_seconds: int = Field(ge=1, le=60)

    @model_validator(mode="after")
    def _reserve_within_budget(self) -> Self:
        if self.daily_reserve >= self.daily_writes:
            raise ValueError("daily_reserve must be smaller than daily_writes")
        return self

    @model_validator(mode="after")
    def _sandbox_on_loopback(self) -> Self:
        if self.sandbox and urlsplit(self.base_url).hostname not in LOOPBACK:
            raise ValueError(
                "sandbox = true needs a base_url on this machine, like http://127.0.0.1:8001/v2; "
                "for the real Zoom set sandbox = false"
            )
        return self


class Mail(Section):
    """Which mail server takes our mail; without a host messages are kept as files."""

    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:-]*$", max_length=253)]
    port: int = Field(ge=1, le=65535)
    tls: Literal["starttls", "implicit", "none"]
    timeout_seconds: int = Field(ge=1, le=45)  # times four it must end before a lease does


class Workshops(Section):
    """What a workshop is."""

    title: Line
    hours: int = Field(ge=1, le=12)
    capacity: int = Field(ge=2, le=100)
    meeting_horizon_days: int = Field(ge=1, le=365)
    reminder_hours: tuple[Annotated[int, Field(ge=1, le=1000)], ...]
    certificate_minutes: int = Field(ge=1, le=720)
    thank_you_hours: int = Field(ge=1, le=168)


class Registrations(Section):
    """How seats are given and waited for."""

    offer_hours: int = Field(ge=1, le=168)
    waitlist_closes_hours: int = Field(ge=1, le=168)
    blocks_released_hours: int = Field(ge=1, le=8760)


class SessionSegment(Section):
    """One part of the run of show."""

    name: Line
    minutes: int = Field(ge=1, le=240)
    kind: Literal["talk", "practice", "questions", "break"]


class Session(Section):
    """The live session: when pairs are drawn, and the run of show."""

    plan_hours: int = Field(ge=1, le=168)
    odd: Literal["trio", "facilitator"]
    poll_seconds: int = Field(ge=2, le=60)
    segments: tuple[SessionSegment, ...]


class Retention(Section):
    """When personal data leaves."""

    personal_days: int = Field(ge=1, le=3650)
    unconfirmed_days: int = Field(ge=1, le=365)
