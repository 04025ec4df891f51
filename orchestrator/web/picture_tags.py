"""What templates ask of a picture of seats: each seat's place, and how wide all are."""

from __future__ import annotations

from django.template import Library

from orchestrator.web import pictures

register = Library()
SEAT = 12  # from one seat to the next


@register.filter
def seat_dots(taken: int, capacity: int) -> list[tuple[int, bool]]:
    """Return each seat's number and whether it is taken."""
    return pictures.seat_dots(taken, capacity)


@register.filter
def place(number: int) -> int:
    """Return where a seat's middle stands."""
    return number * SEAT + SEAT // 2


@register.filter
def seats_wide(capacity: int, taken: int) -> int:
    """Return how wide all the seats are."""
    return max(capacity, taken, 1) * SEAT
