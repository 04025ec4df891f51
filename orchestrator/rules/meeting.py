"""What a Zoom meeting must be, and the next step that brings the one found nearer to it.

Pure: what is wanted, what we remember and what was seen in Zoom go in; one action comes out. The
order of the steps is the answer to Zoom's missing idempotency key: a create whose answer was lost
may have happened, so intent and tag come first, and a second create only after a safe wait and
two lists without the tag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TOPIC_LENGTH = 200
SAFE_WAIT = timedelta(minutes=2)  # as long as a lost create was seen to land late, or a list to lag
CLEAN_LISTS = 2
LIST_SPACING = timedelta(seconds=30)
GONE_SIGHTINGS = 2

REGISTRATION_BY_ITSELF, NO_REGISTRATION = 0, 2  # Zoom's approval_type

Setting = bool | str | int
# What every meeting of ours must have set. Role-plays are sensitive: nothing is recorded.
_ALWAYS: dict[str, Setting] = {
    "waiting_room": True,
    "join_before_host": False,
    "meeting_authentication": False,
    "auto_recording": "none",
    "registrants_confirmation_email": False,
}
SETTING_NAMES = (*_ALWAYS, "approval_type")
SPEC_NAMES = ("topic", "start", "minutes", "timezone")


class MeetingState(StrEnum):
    """What we know of the meeting that we name."""

    ABSENT = "absent"  # none was made yet, or it was taken away; while one is named: it is being
    DOUBTFUL = "doubtful"  # a create was begun and its answer is not known
    LIVE = "live"  # it stood there when we last looked
    DRIFTED = "drifted"  # a person changed it in Zoom
    GONE = "gone"  # a person deleted it in Zoom


@dataclass(frozen=True, slots=True)
class MeetingSpec:
    """A meeting as Zoom should have it; `start` is UTC, `timezone` an IANA name.

    With `registration` every attendee gets a personal link; Zoom allows it to licensed hosts only.
    """

    topic: str
    start: datetime
    minutes: int
    timezone: str
    registration: bool = False

    @property
    def settings(self) -> dict[str, Setting]:
        """Return the settings that go with it, by Zoom's names."""
        approval = REGISTRATION_BY_ITSELF if self.registration else NO_REGISTRATION
        return {**_ALWAYS, "approval_type": approval}


@dataclass(frozen=True, slots=True)
class FoundMeeting:
    """A meeting as Zoom has it; `settings` is empty when a list did not show them."""

    zoom_id: int
    tag: str
    spec: MeetingSpec
    join_url: str
    started: bool
    settings: dict[str, Setting]


@dataclass(frozen=True, slots=True)
class Remembered:
    """Our own row: the state, the meeting that we name, what we last wrote, and our doubts.

    `accepted` are settings that the owner lets stand as a person set them in Zoom.
    """

    state: MeetingState
    zoom_id: int | None = None
    written: MeetingSpec | None = None
    doubtful_since: datetime | None = None
    clean_lists: int = 0
    missing_sightings: int = 0
    accepted: frozenset[str] = frozenset()


class Step(StrEnum):
    """What to do next; each name says what happens in Zoom."""

    REST = "rest"  # all is as wanted
    CREATE = "create"
    ADOPT = "adopt"  # one with our tag is there: name it
    LOOK_AGAIN = "look again"  # in doubt: wait, then list once more
    UPDATE = "update"
    DELETE = "delete"
    FORGET = "forget"  # it is not wanted and not there any more
    DRIFT = "drift"  # a person changed it: show that, touch nothing
    GONE = "gone"  # a person deleted it: show that, make nothing new


@dataclass(frozen=True, slots=True)
class Action:
    """One step; `meeting` is whom it is about, `changed` the fields that differ, `after` a wait."""

    step: Step
    meeting: FoundMeeting | None = None
    changed: tuple[str, ...] = ()
    after: timedelta = timedelta(0)


def tag_line(tag: str) -> str:
    """Return the first line of a meeting's agenda, by which we know it again."""
    return f"[ref:{tag}]"


def tag_of(agenda: str) -> str:
    r"""Return the tag in a meeting's agenda, or '' for a meeting that is not ours.

    >>> tag_of("[ref:w-12]\nWelcome")
    'w-12'
    """
    match = re.match(r"\[ref:([A-Za-z0-9-]{1,64})\]", agenda)
    return match.group(1) if match else ""


def next_unnamed(
    wanted: MeetingSpec | None, row: Remembered, tagged: list[FoundMeeting], now: datetime
) -> Action:
    """Return the next step when we name no meeting; `tagged` are those in Zoom with our tag."""
    if tagged:
        oldest = min(tagged, key=lambda meeting: (not meeting.started, meeting.zoom_id))
        return Action(Step.ADOPT if wanted else Step.DELETE, oldest)
    if row.state is MeetingState.GONE:
        return Action(Step.REST if wanted else Step.FORGET)
    if row.state is MeetingState.DOUBTFUL:
        since = row.doubtful_since or now
        if row.clean_lists + 1 < CLEAN_LISTS or now < since + SAFE_WAIT:
            return Action(Step.LOOK_AGAIN, after=max(LIST_SPACING, since + SAFE_WAIT - now))
    return Action(Step.CREATE if wanted else Step.FORGET)


def next_in_doubt(
    wanted: MeetingSpec | None, row: Remembered, found: FoundMeeting | None, now: datetime
) -> Action | None:
    """Return the next step when a change or deletion of ours may have landed late, or may yet.

    None when there is no such doubt, or when it makes no difference: `next_named` decides then.
    What differs is not taken for a person's work until the safe wait is over and all is written
    once more; one that is missing after we began to take it away was not deleted by a person.
    """
    if row.doubtful_since is None or wanted is None:
        return None
    taken_away = row.state is MeetingState.ABSENT
    if found is None:
        return Action(Step.FORGET) if taken_away else None
    changed = _counting(wanted, row, found)
    wait = row.doubtful_since + SAFE_WAIT - now
    if wait <= timedelta(0):
        return Action(Step.UPDATE, found, changed) if changed else None
    if taken_away or not changed or row.written == wanted:
        return Action(Step.LOOK_AGAIN, found, after=wait)
    return None


def next_named(wanted: MeetingSpec | None, row: Remembered, found: FoundMeeting | None) -> Action:
    """Return the next step for the meeting that we name, as a direct look found it.

    A missing one counts as gone at the second sighting. What we want otherwise than we last wrote
    is an update, of these fields only; what else differs a person changed, and that is drift.
    """
    if found is None:
        return _next_missing(wanted, row)
    if wanted is None:
        return Action(Step.REST if found.started else Step.DELETE, found)
    changed = _counting(wanted, row, found)
    ours = tuple(name for name in changed if _is_ours(name, wanted, row.written))
    if ours:
        return Action(Step.UPDATE, found, ours)
    return Action(Step.DRIFT if changed else Step.REST, found, changed)


def _counting(wanted: MeetingSpec, row: Remembered, found: FoundMeeting) -> tuple[str, ...]:
    """Return the differences that the owner has not accepted."""
    return tuple(name for name in differences(wanted, found) if name not in row.accepted)


def _is_ours(name: str, wanted: MeetingSpec, written: MeetingSpec | None) -> bool:
    """Say whether we changed our mind about `name` since we last wrote it."""
    if written is None:
        return True
    if name in SETTING_NAMES:
        return wanted.settings[name] != written.settings[name]
    return bool(getattr(wanted, name) != getattr(written, name))


def _next_missing(wanted: MeetingSpec | None, row: Remembered) -> Action:
    if wanted is None:
        return Action(Step.FORGET)
    if row.missing_sightings + 1 < GONE_SIGHTINGS:
        return Action(Step.LOOK_AGAIN, after=LIST_SPACING)
    return Action(Step.GONE)


def differences(wanted: MeetingSpec, found: FoundMeeting) -> tuple[str, ...]:
    """Return the names of what is not as wanted, in a fixed order; settings by their own names."""
    names = [name for name in SPEC_NAMES if getattr(wanted, name) != getattr(found.spec, name)]
    if found.settings:
        names += [key for key, value in wanted.settings.items() if found.settings.get(key) != value]
    return tuple(names)
