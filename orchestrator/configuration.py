"""The company's decisions: settings.toml and the environment, read and checked once.

Every key is known and bounded; what is not known or not possible is refused with a sentence that
names the key and what would be right. Secrets come from the environment only, or from a file that
the environment names (`ZOOM_CLIENT_SECRET_FILE`).
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from calendars import clock

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FILE_VARIABLE = "ORCHESTRATOR_SETTINGS"
PREFIX = "ORCHESTRATOR_"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(Exception):
    """The settings cannot be used; the message says which key, why, and what would be right."""


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


class Configuration(BaseSettings):
    """All checked values of settings.toml, with the environment laid over them."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix=PREFIX, env_nested_delimiter="__"
    )

    company: Company
    storage: Storage
    engine: Engine
    zoom: Zoom
    mail: Mail
    workshops: Workshops
    registrations: Registrations
    session: Session
    retention: Retention

    @model_validator(mode="after")
    def _segments_fill_the_workshop(self) -> Self:
        found = sum(segment.minutes for segment in self.session.segments)
        wanted = self.workshops.hours * 60
        if found != wanted:
            raise ValueError(
                f"[session] segments last {found} minutes together; [workshops] hours = "
                f"{self.workshops.hours} are {wanted}."
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- we read no .env
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- see `secret`
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment first, then the file."""
        file = TomlConfigSettingsSource(settings_cls, toml_file=settings_file())
        return (init_settings, env_settings, file)


def settings_file() -> Path:
    """Return the settings file in force: named by ORCHESTRATOR_SETTINGS, else beside the code."""
    named = os.environ.get(FILE_VARIABLE)
    return Path(named) if named else Path(__file__).resolve().parent.parent / "settings.toml"


@cache
def configuration() -> Configuration:
    """Return the checked settings; raises SettingsError when they cannot be used."""
    path = settings_file()
    if not path.is_file():
        raise SettingsError(
            f"{path}: there is no settings file here. Name one with --settings FILE or "
            f"{FILE_VARIABLE}; the one that comes with the code is a good start."
        )
    try:
        found = Configuration()  # type: ignore[call-arg]  # its values come from its sources
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: this is not valid TOML: {error}") from error
    except ValidationError as error:
        lines = [f"{path}: {_complaint(detail)}" for detail in error.errors()]
        raise SettingsError("\n".join(lines)) from error
    directory = (path.resolve().parent / found.storage.directory).resolve()
    storage = found.storage.model_copy(update={"directory": directory})
    return found.model_copy(update={"storage": storage})


def secret(name: str) -> str:
    """Return a secret from the environment variable, or the file that `NAME_FILE` names, or ''."""
    named = os.environ.get(f"{name}_FILE")
    if not named:
        return os.environ.get(name, "")
    try:
        return Path(named).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{name}_FILE: {named} cannot be read: {error.strerror}") from error


def _complaint(detail: ErrorDetails) -> str:
    where = [str(part) for part in detail["loc"]]
    key = f"[{where[0]}] {'.'.join(where[1:])}".strip() if where else ""
    if detail["type"] == "extra_forbidden":
        return f"{key} is not a setting. {_known_keys(where)}"
    if detail["type"] == "missing":
        return f"{key} is missing."
    message = detail["msg"].removeprefix("Value error, ")
    if not where:  # it is about several sections, and names them itself
        return message
    if where[-1:] == ["database_url"]:  # it may hold a password
        return f"{key} is not possible: {message}."
    return f"{key} = {detail['input']!r} is not possible: {message[0].lower()}{message[1:]}."


def _known_keys(where: list[str]) -> str:
    fields = Configuration.model_fields
    if len(where) == 1:
        return f"The sections are: {', '.join(fields)}."
    section = fields[where[0]].annotation
    if not (isinstance(section, type) and issubclass(section, BaseModel)):
        return ""
    return f"The keys of [{where[0]}] are: {', '.join(section.model_fields)}."
