"""One event of somebody's calendar: when it is, whether it repeats, and whether it takes time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

Moment = date | datetime
Period = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Policy:
    """What counts as busy, for whom and where.

    `addresses` are the host's own (case does not matter), `zone` the host's IANA zone, `own` the
    UIDs that we wrote ourselves: they stand in our own books already and never count here.
    """

    zone: str
    tentative_blocks: bool = True
    unanswered_blocks: bool = True
    addresses: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OutsideEvent:
    """An event with its times in known zones: all days (`date`), or datetimes with their zone.

    `end` is exclusive and never before `start`. `rules` are RRULEs with UNTIL in the form that
    belongs to `start`; `more` and `less` are RDATE and EXDATE; `replaces` is the RECURRENCE-ID.
    `blocks`: it takes time. `is_free`: it is marked as free, and shown to the host when it fills
    days. `length` stands where the length was written, and not the end. `is_sure` is False when its
    zone is unknown, and UTC stands in for it.
    """

    title: str
    start: Moment
    end: Moment
    rules: tuple[str, ...] = ()
    more: tuple[Moment | Period, ...] = ()
    less: tuple[Moment, ...] = ()
    replaces: Moment | None = None
    and_future: bool = False
    sequence: int = 0
    blocks: bool = True
    is_free: bool = False
    is_sure: bool = True
    oddity: str = ""
    length: timedelta | None = None

    @property
    def fills_days(self) -> bool:
        """Say whether it is an all-day entry."""
        return not isinstance(self.start, datetime)

    @property
    def repeats(self) -> bool:
        """Say whether it is a series, or one changed occurrence of a series."""
        return bool(self.rules or self.more or self.replaces is not None)


def utc(moment: Moment, zone: tzinfo) -> datetime:
    """Return the instant; of a day its first one in that zone."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), tzinfo=zone)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # "for ever" is written as the year 9999
        return (
            datetime(9999, 12, 31, tzinfo=UTC) if moment.year > 1 else datetime(1, 1, 2, tzinfo=UTC)
        )
