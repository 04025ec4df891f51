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
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, BaseModel, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from orchestrator.calendar_settings import CalendarSettings, fit_together
from orchestrator.guard_settings import Limits, Proxies, Webhooks
from orchestrator.sections import (
    Company,
    Consultations,
    Engine,
    Invoices,
    Mail,
    Registrations,
    Requests,
    Retention,
    Session,
    Storage,
    Travel,
    Workshops,
    Zoom,
)
from orchestrator.sign_in_settings import SignIn

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FILE_VARIABLE = "ORCHESTRATOR_SETTINGS"
PREFIX = "ORCHESTRATOR_"


class SettingsError(Exception):
    """The settings cannot be used; the message says which key, why, and what would be right."""


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
    consultations: Consultations
    invoices: Invoices
    requests: Requests
    travel: Travel
    session: Session
    sign_in: SignIn
    retention: Retention
    limits: Limits
    proxies: Proxies
    webhooks: Webhooks
    calendars: Annotated[tuple[CalendarSettings, ...], AfterValidator(fit_together)] = ()

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
    beside = path.resolve().parent
    directory = (beside / found.storage.directory).resolve()
    storage = found.storage.model_copy(update={"directory": directory})
    calendars = tuple(source.standing_in(beside) for source in found.calendars)
    return found.model_copy(update={"storage": storage, "calendars": calendars})


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
    if where[-1:] == ["database_url"] or where[0] == "calendars":  # these may hold a secret
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
