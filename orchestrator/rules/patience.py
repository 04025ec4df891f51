"""How often one address may be asked: a bucket of turns that fills again with time."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

BURST, PER_SECOND = 300.0, 2.0  # hundreds of people behind one address, each every five minutes
MOST_KEYS = 10_000


@dataclass(slots=True)
class Patience:
    """Turns left for each key, as of the second at which it was last asked.

    >>> patience = Patience(burst=1, per_second=0.5)
    >>> [patience.wait("key", at) for at in (0.0, 0.0, 2.0)]
    [0.0, 2.0, 0.0]
    """

    burst: float = BURST
    per_second: float = PER_SECOND
    _turns: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, key: str, at: float) -> float:
        """Take a turn at that second and return 0, or return how many seconds to wait for one.

        A clock that was set back takes no turn away. The key not asked for longest is forgotten.
        """
        turns, since = self._turns.pop(key, (self.burst, at))
        turns = min(self.burst, turns + max(0.0, at - since) * self.per_second)
        good = turns >= 1
        self._turns[key] = (turns - good, at)
        if len(self._turns) > MOST_KEYS:
            self._turns.popitem(last=False)
        return 0.0 if good else (1 - turns) / self.per_second
