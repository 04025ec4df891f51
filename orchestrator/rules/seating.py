"""Seats: how many are free for whom, when some are kept for an organization."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ANYBODY = 0


@dataclass(frozen=True, slots=True)
class Seating:
    """The seats of one workshop at one moment.

    `kept` has the seats of each organization's block, empty once unused seats are released;
    `taken` has the seats taken by each organization's people, offers included. Organizations are
    known by their number; who has none counts under ANYBODY.
    """

    capacity: int
    kept: Mapping[int, int] = field(default_factory=dict)
    taken: Mapping[int, int] = field(default_factory=dict)

    @property
    def all_taken(self) -> int:
        """Return how many seats are taken in all."""
        return sum(self.taken.values())

    @property
    def kept_unused(self) -> int:
        """Return how many seats are kept for organizations and not yet taken by their people."""
        return sum(max(seats - self.taken.get(who, 0), 0) for who, seats in self.kept.items())

    def free_for(self, organization: int) -> int:
        """Return how many seats a person of that organization could take now.

        Seats kept for others and not yet taken by them are not free; beyond its own block an
        organization may take what is kept for nobody.

        >>> seating = Seating(14, kept={7: 6, 8: 4}, taken={7: 6, 8: 1})
        >>> seating.free_for(7), seating.free_for(8), seating.free_for(ANYBODY)
        (4, 7, 4)
        """
        unused_by_others = sum(
            max(seats - self.taken.get(other, 0), 0)
            for other, seats in self.kept.items()
            if other != organization
        )
        return max(0, self.capacity - self.all_taken - unused_by_others)

    def with_one_more(self, organization: int) -> Seating:
        """Return the seats after one person of that organization took one."""
        taken = {**self.taken, organization: self.taken.get(organization, 0) + 1}
        return Seating(self.capacity, self.kept, taken)
