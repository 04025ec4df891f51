"""Lexicographic goals as one whole number: each tier gets its own bits, so sums keep the order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ANNOUNCED = "announced"
CHANGES = "changes"
NOISE_BITS = 24  # below every tier: room for tie-breaking noise of one round


@dataclass(frozen=True, slots=True)
class Scale:
    """The place of each tier's bits; `hard` weighs more than all tiers at their worst."""

    names: tuple[str, ...]
    shifts: tuple[int, ...]
    hard: int

    def weight(self, name: str) -> int:
        """Return what one unit of a tier weighs; 0 for a tier that does not count."""
        return 1 << self.shifts[self.names.index(name)] if name in self.names else 0

    def values(self, packed: int) -> tuple[int, ...]:
        """Return each tier's value in a packed sum, most important first.

        >>> scale = make_scale(["repeat", "org"], [3, 9])
        >>> scale.values(2 * scale.weight("repeat") + 7 * scale.weight("org"))
        (2, 7)
        """
        found = []
        for shift in self.shifts:
            found.append(packed >> shift)
            packed -= found[-1] << shift
        return tuple(found)


def make_scale(names: Sequence[str], largest: Sequence[int]) -> Scale:
    """Return a scale for tiers (most important first) whose sums never exceed `largest`."""
    shifts: list[int] = []
    shift = NOISE_BITS
    for most in reversed(largest):
        shifts.append(shift)
        shift += most.bit_length() + 1
    return Scale(tuple(names), tuple(reversed(shifts)), 1 << shift)
