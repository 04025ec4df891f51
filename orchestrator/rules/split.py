"""Splitting money: shares in whole cents that add up exactly, and what is paid in the end.

Cut by largest remainder: each share is rounded down, and the cents that are left go to the largest
remainders, of equal ones to the earlier; who has no weight gets nothing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from orchestrator.rules.refusal import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Sequence

WHOLE = 10_000  # a hundred percent, in hundredths of a percent


class SplitBy(StrEnum):
    """By what the organizations share."""

    EQUAL = "equal"
    SEATS = "seats"
    PERCENT = "percent"  # weights are hundredths of a percent, 10,000 together
    AMOUNT = "amount"  # weights are cents: what each takes over, or in that proportion


def check_weights(by: SplitBy, weights: Sequence[int]) -> None:
    """Refuse weights that nothing can be split by.

    Codes: `organizations_missing`, `weight_negative`, `weights_zero`, `percent_sum`.
    """
    if not weights:
        raise RuleBroken(
            "organizations_missing", "Who pays? Please name an organization.", allowed="1 or more"
        )
    if min(weights) < 0:
        raise RuleBroken(
            "weight_negative", "A share cannot be less than nothing.", allowed="0 or more"
        )
    if sum(weights) == 0:
        raise RuleBroken("weights_zero", "Somebody has to take a share.", allowed="1 or more")
    if by is SplitBy.PERCENT and sum(weights) != WHOLE:
        raise RuleBroken(
            "percent_sum",
            "The percentages come to {sum}.",
            allowed="percentages that come to 100",
            sum=f"{sum(weights) / 100:g}",
        )


def shares(total_cents: int, weights: Sequence[int]) -> list[int]:
    """Return each one's cents, in the order of the weights; they add up to the total.

    >>> shares(100, [1, 1, 1]), shares(10, [0, 3, 1])
    ([34, 33, 33], [0, 8, 2])

    Raises ValueError for a negative total or weight, or weights that are all zero.
    """
    whole = sum(weights)
    if total_cents < 0 or whole <= 0 or min(weights) < 0:
        raise ValueError("money and weights are not negative, and somebody has a weight")
    cut = [divmod(total_cents * weight, whole) for weight in weights]
    found = [share for share, _ in cut]
    left = total_cents - sum(found)
    by_remainder = sorted(range(len(cut)), key=lambda at: (-cut[at][1], at))
    for at in by_remainder[:left]:
        found[at] += 1
    return found


def settled(actual_cents: int, caps: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Return what each pays in the end: the split of min(actual, all caps), nobody above their cap.

    `caps` are the shares that were accepted. A cent that would lie above somebody's cap goes to
    the first who has room, so that the sum is exact all the same.

    >>> settled(100, [40, 40, 40], [1, 1, 1]), settled(500, [40, 40, 40], [1, 1, 1])
    ([34, 33, 33], [40, 40, 40])
    """
    total = min(actual_cents, sum(caps))
    wished = shares(total, weights)
    found = [min(share, cap) for share, cap in zip(wished, caps, strict=True)]
    left = total - sum(found)
    for at, cap in enumerate(caps):
        more = min(left, cap - found[at])
        found[at] += more
        left -= more
    return found
