"""The sections of settings.toml: every key known and bounded, and what must hold between keys."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from calendars import clock
from calendars.hours import WEEKDAYS, Day, Hours, day_of

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
    language: Literal["en", "es"] = "en"


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
    app_host: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]*$", max_length=100)] = ""
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
    lead_time_months: int = Field(ge=0, le=24)
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


def _day(texts: tuple[str, ...]) -> tuple[str, ...]:
    day_of(texts)
    return texts


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if f"{parts.scheme}://{parts.netloc}" != value or parts.scheme != "https" or not parts.hostname:
        raise ValueError("must be an origin like https://www.example.org, without a path")
    return value


WallHours = Annotated[tuple[str, ...], AfterValidator(_day)]
Origin = Annotated[str, AfterValidator(_origin), Field(pattern=r"^[A-Za-z0-9.:/-]+$")]


class Consultations(Section):
    """The free consultation: how long, when, how far ahead, and what keeps a time from visitors."""

    title: Line
    minutes: int = Field(ge=5, le=480)
    step_minutes: int = Field(ge=5, le=480)
    notice_minutes: int = Field(ge=0, le=43200)
    horizon_days: int = Field(ge=1, le=365)
    buffer_before_minutes: int = Field(ge=0, le=480)
    buffer_after_minutes: int = Field(ge=0, le=480)
    daily_cap: int = Field(ge=0, le=100)
    weekly_cap: int = Field(ge=0, le=500)
    weekly: dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], WallHours]
    dated: dict[date, WallHours]
    holidays: Annotated[str, Field(pattern=r"^([A-Z]{2}(-[A-Z0-9]{1,3})?)?$")]
    tentative_blocks: bool
    unanswered_blocks: bool
    host_email: Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s]+)?$", max_length=254)]
    hold_minutes: int = Field(ge=1, le=60)
    approve_by_hand: bool
    approval_hours: int = Field(ge=1, le=168)
    reminder_hours: tuple[Annotated[int, Field(ge=1, le=1000)], ...]
    embed_origins: tuple[Origin, ...]

    def hours(self, zone: str, closed: dict[date, str]) -> Hours:
        """Return the weekly hours and the days that are otherwise, in the host's zone."""
        named = {str(day): texts for day, texts in self.weekly.items()}
        weekly: tuple[Day, ...] = tuple(day_of(named.get(day, ())) for day in WEEKDAYS)
        dated = {day: day_of(texts) for day, texts in self.dated.items()}
        return Hours(zone, weekly, dated, closed)


def _prefix(value: str) -> str:
    if value.count("{") != value.count("{year}") or value.count("}") != value.count("{year}"):
        raise ValueError("may hold {year}, and no other braces")
    return value


Prefix = Annotated[
    str, AfterValidator(_prefix), Field(max_length=20, pattern=r"^[A-Za-z0-9 ./_{}-]*$")
]


class Accounts(Section):
    """The names of the books' accounts, as the journal writes them."""

    receivable: Line
    bank: Line
    workshops: Line
    travel: Line


class Invoices(Section):
    """What stands on invoices, how they are numbered, and what a seat costs."""

    prefix: Prefix
    credit_prefix: Prefix
    digits: int = Field(ge=1, le=9)
    due_days: int = Field(ge=0, le=365)
    seat_price_dollars: int = Field(ge=0, le=100_000)
    seller: Annotated[str, Field(max_length=500)]
    how_to_pay: Annotated[str, Field(max_length=1000)]
    accounts: Accounts

    @model_validator(mode="after")
    def _two_series(self) -> Self:
        if self.prefix == self.credit_prefix:
            raise ValueError("credit_prefix must differ from prefix: each counts its own numbers")
        return self


class Requests(Section):
    """Workshops on request: what they cost, and how long a quote and its date are kept."""

    online_fee_dollars: int = Field(ge=0, le=100_000)
    on_site_fee_dollars: int = Field(ge=0, le=100_000)
    accept_days: int = Field(ge=1, le=60)
    review_days: int = Field(ge=1, le=60)


def _three(value: tuple[int, int, int]) -> tuple[int, int, int]:
    if not 0 <= value[0] <= value[1] <= value[2]:
        raise ValueError("must be three numbers that grow: low, likely, high")
    return value


class Travel(Section):
    """How the facilitator travels, and what no published table says about its cost."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    local_miles: int = Field(ge=0, le=500)
    drive_miles: int = Field(ge=0, le=2000)
    road_factor: float = Field(ge=1, le=3)
    early_start: time
    rest_shift_hours: float = Field(ge=0, le=24)
    rest_hours: float = Field(ge=0, le=72)
    local_margin_minutes: int = Field(ge=0, le=480)
    lodging_low_percent: int = Field(ge=1, le=100)
    lodging_high_percent: int = Field(ge=100, le=500)
    ground_day_dollars: Annotated[tuple[int, int, int], AfterValidator(_three)]

    @model_validator(mode="after")
    def _local_is_nearer(self) -> Self:
        if self.drive_miles < self.local_miles:
            raise ValueError("drive_miles must not be smaller than local_miles")
        return self


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
