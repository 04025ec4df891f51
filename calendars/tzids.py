"""The zones that a calendar's times name: IANA names, Windows names, and zones of its own.

A known name is trusted to tzdata, not to what the file says about it; a zone of the file's own
holds in that file only ("Customized Time Zone" is another one in each).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from calendars import ical_reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo


class Zones:
    """Finds the zones of one calendar; each is worked out once."""

    def __init__(self, timezones: Mapping[str, str]) -> None:
        self._texts = timezones
        self._found: dict[str, tzinfo | None] = {}

    def named(self, name: str) -> tzinfo | None:
        """Return the zone of that name, or None when nothing says what it is."""
        if name not in self._found:
            self._found[name] = known_zone(name) or self._own(name)
        return self._found[name]

    def the_only(self) -> tzinfo | None:
        """Return the zone that the file describes, when it describes just one."""
        return self.named(next(iter(self._texts))) if len(self._texts) == 1 else None

    def _own(self, name: str) -> tzinfo | None:
        text = self._texts.get(name)
        if text is None:
            return None
        try:
            return ical_reading.zone_from(text)
        except ValueError:
            return None


def known_zone(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA name, a Windows name, or `/some.vendor/Area/City`.

    >>> known_zone("Pacific Standard Time")
    zoneinfo.ZoneInfo(key='America/Los_Angeles')
    >>> known_zone("/freeassociation.sourceforge.net/Europe/Berlin")
    zoneinfo.ZoneInfo(key='Europe/Berlin')
    >>> known_zone("Customized Time Zone") is None
    True
    """
    plain = name.strip().strip('"')
    tries = [plain, ical_reading.windows_zone(plain)]
    if plain.startswith("/"):
        parts = plain.strip("/").split("/")
        tries += ["/".join(parts[begin:]) for begin in range(len(parts))]
    for one in tries:
        try:
            if one:
                return ZoneInfo(one)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None
