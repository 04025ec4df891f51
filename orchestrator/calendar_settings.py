"""The [[calendars]] of settings.toml: which calendars there are, and which keys each kind has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from calendars.remote.outside_address import AddressRefused, read_address
from orchestrator.sections import Section, WebAddress

KEYS = {  # by kind: what it must have, and what it may have besides name, kind and staleness
    "google": ({"id"}, {"url", "user", "write", "free_busy_only"}),
    "caldav": ({"url", "user"}, {"write"}),
    "ics_url": (set(), {"url", "user", "allow_private_addresses"}),
    "ics_file": ({"path"}, set()),
    "local": (set(), {"write"}),
}
COMMON = {"name", "kind", "stale_after_minutes"}


class CalendarSettings(Section):
    """One calendar of the facilitator's; what is busy there is not offered."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
    kind: Literal["google", "caldav", "ics_url", "ics_file", "local"]
    url: WebAddress = Field(default="", repr=False)
    path: Path | None = None
    id: Annotated[str, Field(max_length=254, pattern=r"^[^\s]*$")] = ""
    user: Annotated[str, Field(max_length=254)] = ""
    write: bool = False
    free_busy_only: bool = False
    allow_private_addresses: bool = False
    stale_after_minutes: int = Field(default=60, ge=5, le=10_080)

    @model_validator(mode="after")
    def _keys_of_its_kind(self) -> Self:
        needed, possible = KEYS[self.kind]
        missing = sorted(needed - self.model_fields_set)
        if missing:
            raise ValueError(f"a calendar of kind {self.kind!r} needs {', '.join(missing)}")
        foreign = sorted(self.model_fields_set - needed - possible - COMMON)
        if foreign:
            raise ValueError(f"a calendar of kind {self.kind!r} has no {', '.join(foreign)}")
        if self.write and self.free_busy_only:
            raise ValueError("free_busy_only = true cannot go together with write = true")
        if self.kind == "ics_url" and self.url:
            try:
                read_address(self.url, allow_private=self.allow_private_addresses)
            except AddressRefused as refused:
                raise ValueError(f"its url cannot be called: {refused}") from None
        return self

    def variable(self, what: str) -> str:
        """Return the name of the environment variable that holds a secret of this calendar.

        >>> CalendarSettings(name="my-own", kind="local").variable("PASSWORD")
        'CALENDAR_MY_OWN_PASSWORD'
        """
        return f"CALENDAR_{self.name.upper().replace('-', '_')}_{what}"

    def standing_in(self, directory: Path) -> Self:
        """Return it with a relative path read from that directory."""
        if self.path is None:
            return self
        return self.model_copy(update={"path": (directory / self.path).resolve()})


def fit_together(calendars: tuple[CalendarSettings, ...]) -> tuple[CalendarSettings, ...]:
    """Return the calendars if their names differ and at most one is written to."""
    names = [calendar.name for calendar in calendars]
    if len(set(names)) < len(names):
        raise ValueError("two calendars have the same name")
    if sum(calendar.write for calendar in calendars) > 1:
        raise ValueError("write = true stands at more than one calendar; new entries go into one")
    return calendars
