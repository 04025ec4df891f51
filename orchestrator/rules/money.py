"""Money in words: whole cents as dollars."""

from __future__ import annotations


def dollars(cents: int) -> str:
    """Return cents as dollars.

    >>> dollars(133300), dollars(5)
    ('$1,333.00', '$0.05')
    """
    return f"${cents // 100:,}.{cents % 100:02}"
