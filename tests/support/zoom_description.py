"""What Zoom's published OpenAPI description allows in the bodies of the calls we make.

Names and types only, in our own words, after the description of the Meeting API (version 2.0.0) in
its public copies; every body is closed, so that a name that Zoom does not know is an error. Never
compared with the live description: no machine of ours reaches Zoom.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Closed(BaseModel):
    """A body that takes no unknown names, and no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class RoomBody(Closed):
    """One breakout room."""

    name: str = Field(max_length=32)
    participants: list[str] = []


class BreakoutBody(Closed):
    """Pre-assigned breakout rooms."""

    enable: bool
    rooms: list[RoomBody] = []


class SettingsBody(Closed):
    """The settings of a meeting that we may send."""

    waiting_room: bool | None = None
    join_before_host: bool | None = None
    meeting_authentication: bool | None = None
    auto_recording: Literal["local", "cloud", "none"] | None = None
    registrants_confirmation_email: bool | None = None
    approval_type: Literal[0, 1, 2] | None = None
    breakout_room: BreakoutBody | None = None


class MeetingBody(Closed):
    """Body of a create or an update."""

    topic: str = Field(default="", max_length=200)
    type: Literal[1, 2, 3, 8] = 2
    start_time: str = Field(
        default="2026-01-01T00:00:00Z", pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"
    )
    duration: int = Field(default=60, ge=1)
    timezone: str = ""
    agenda: str = Field(default="", max_length=2000)
    settings: SettingsBody = SettingsBody()


class RegistrantBody(Closed):
    """Body of adding a registrant."""

    email: str = Field(max_length=128)
    first_name: str = Field(min_length=1, max_length=64)
    last_name: str = Field(default="", max_length=64)
    auto_approve: bool = False


class BatchPersonBody(Closed):
    """One person of many."""

    email: str = Field(max_length=128)
    first_name: str = Field(min_length=1, max_length=64)
    last_name: str = Field(default="", max_length=64)


class BatchBody(Closed):
    """Body of adding several registrants."""

    auto_approve: bool = False
    registrants: list[BatchPersonBody] = Field(min_length=1, max_length=30)


class RegistrantId(Closed):
    """One registrant by number."""

    id: str


class StatusBody(Closed):
    """Body of changing registrations."""

    action: Literal["approve", "cancel", "deny"]
    registrants: list[RegistrantId] = Field(min_length=1, max_length=30)


BODIES: dict[tuple[str, str], type[Closed]] = {
    ("POST", "/users/{}/meetings"): MeetingBody,
    ("PATCH", "/meetings/{}"): MeetingBody,
    ("POST", "/meetings/{}/registrants"): RegistrantBody,
    ("POST", "/meetings/{}/batch_registrants"): BatchBody,
    ("PUT", "/meetings/{}/registrants/status"): StatusBody,
}
