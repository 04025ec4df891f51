"""Who is in their room: Zoom's webhooks tell a room by an id, never by its name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def not_in_their_room(rooms: Sequence[Sequence[str]], where: Mapping[str, str]) -> tuple[str, ...]:
    """Return who is not in their planned room; `where` is Zoom's room id by person, '' for none.

    A Zoom room belongs to the planned room most of whose people sit in it, and to one only. So
    somebody who sits with strangers is found, and an empty map means that nobody has gone yet.

    >>> not_in_their_room([["a", "b"], ["c", "d"]], {"a": "x", "b": "x", "c": "y", "d": "x"})
    ('d',)
    """
    claims = sorted(
        (-count, place, zoom_room)
        for place, people in enumerate(rooms)
        for zoom_room, count in Counter(where.get(one, "") for one in people).items()
        if zoom_room
    )
    home: dict[int, str] = {}
    for _, place, zoom_room in claims:
        if place not in home and zoom_room not in home.values():
            home[place] = zoom_room
    return tuple(
        one
        for place, people in enumerate(rooms)
        for one in people
        if not home.get(place) or where.get(one, "") != home[place]
    )
