"""Dice that fall alike on every machine: splitmix64 from a keyed blake2b of the seed."""

from __future__ import annotations

from hashlib import blake2b

_MASK = (1 << 64) - 1


def digest(seed: int, *parts: int | str) -> int:
    """Return 64 bits that depend on the seed and the parts only, not on the hash seed of Python.

    >>> digest(0, 1) == digest(0, 1), digest(0, 1) == digest(1, 1)
    (True, False)
    """
    text = "/".join(str(part) for part in parts).encode()
    return int.from_bytes(blake2b(text, digest_size=8, key=str(seed).encode()[:64]).digest(), "big")


class Dice:
    """A small deterministic source of choices (splitmix64, Steele, Lea and Flood 2014)."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, *parts: int | str) -> None:
        self._state = digest(seed, *parts)

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to limit - 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return ((mixed ^ (mixed >> 31)) * limit) >> 64

    def shuffle(self, items: list[int]) -> None:
        """Put the items into a random order, in place (Fisher-Yates)."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
