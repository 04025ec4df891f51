"""The fields of the request page: what was typed, as the rules read it and as it is shown again."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from orchestrator.rules.place.reading import GivenPlace
from orchestrator.rules.request_form import Written, WrittenOrganization

if TYPE_CHECKING:
    from django.http import QueryDict

FIELDS = (
    *("mode", "day", "hour", "timezone", "zip", "city", "state", "attendees", "split", "event"),
    *("venue", "threshold", "override"),
)
ROW_FIELDS = ("name", "seats", "share", "contact", "email", "purchase_order", "billing")
LEAST_ROWS, MOST_ROWS = 2, 14
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: single fields, and one row for each organization."""

    fields: dict[str, str]
    rows: list[dict[str, str]]

    @property
    def filled(self) -> list[dict[str, str]]:
        """Return the rows in which anything stands."""
        return [row for row in self.rows if any(row.values())]


def typed(data: QueryDict) -> Typed:
    """Return what was typed, with one empty row to go on with."""
    fields = {name: data.get(name, "")[:LONGEST].strip() for name in FIELDS}
    columns = {name: data.getlist(f"organization_{name}")[:MOST_ROWS] for name in ROW_FIELDS}
    lines = zip_longest(*columns.values(), fillvalue="")
    rows = [
        {name: text[:LONGEST].strip() for name, text in zip(columns, line, strict=True)}
        for line in lines
    ]
    found = [row for row in rows if any(row.values())]
    wanted = min(MOST_ROWS, max(LEAST_ROWS, len(found) + 1))
    empty = dict.fromkeys(ROW_FIELDS, "")
    return Typed(fields, found + [dict(empty) for _ in range(wanted - len(found))])


def number(text: str) -> int:
    """Return a small number that was typed, 0 for none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("99") else 0


def written(found: Typed) -> Written:
    """Return the request as the rules read it."""
    said = found.fields
    start = f"{said['day']}T{said['hour'] or '09:00'}" if said["day"] else ""
    return Written(
        mode=said["mode"],
        start=start,
        timezone=said["timezone"],
        place=GivenPlace(said["zip"], said["city"], said["state"], timezone=said["timezone"]),
        attendees=said["attendees"],
        organizations=tuple(
            WrittenOrganization(row["name"], row["seats"], row["share"]) for row in found.filled
        ),
        split=said["split"],
        event_day=said["event"],
    )
