"""Distances on the globe."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH_MILES = 3958.8
Point = tuple[float, float]  # latitude and longitude in degrees


def miles_between(one: Point, other: Point) -> float:
    """Return the great-circle distance in miles (haversine).

    >>> round(miles_between((45.5152, -122.6784), (46.7685, -92.0865)))
    1458
    """
    latitude, longitude, latitude_2, longitude_2 = map(radians, (*one, *other))
    half = (
        sin((latitude_2 - latitude) / 2) ** 2
        + cos(latitude) * cos(latitude_2) * sin((longitude_2 - longitude) / 2) ** 2
    )
    return 2 * EARTH_MILES * asin(min(1.0, sqrt(half)))
