"""Public holidays of a country or state, by the `holidays` library (its only importer)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@cache
def public_holidays(place: str, first_year: int, last_year: int) -> Mapping[date, str]:
    """Return the holidays (date: name) of a place such as `US` or `US-OR` in those years.

    An empty place has none. Raises ValueError for a place the library does not know.

    >>> from datetime import date
    >>> public_holidays("US", 2026, 2026)[date(2026, 11, 26)]
    'Thanksgiving Day'
    """
    if not place:
        return {}
    from holidays import country_holidays  # noqa: PLC0415 -- fifteen megabytes, when first asked for

    country, _, subdivision = place.partition("-")
    try:
        found = country_holidays(
            country, subdiv=subdivision or None, years=range(first_year, last_year + 1)
        )
    except NotImplementedError as error:
        raise ValueError(f"the holidays of {place!r} are not known") from error
    return dict(found)
