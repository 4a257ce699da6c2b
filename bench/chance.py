"""Chance that comes out the same on every machine and in every version of Python.

Of ``random.Random`` only ``random()`` is used: it alone is promised never to change.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of choices, fixed by its key."""

    def __init__(self, *key: int) -> None:
        number = 0
        for part in key:
            number = number * 1_000_003 + part
        self._random = random.Random(number).random  # noqa: S311  (nothing secret hangs on it)

    def below(self, limit: int) -> int:
        """Return a number from 0 to ``limit - 1``."""
        return int(self._random() * limit)

    def between(self, first: int, last: int) -> int:
        """Return a number from ``first`` to ``last``, both included."""
        return first + self.below(last - first + 1)

    def happens(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self._random() < probability

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[self.below(len(choices))]

    def weighted(self, choices: Sequence[tuple[T, float]]) -> T:
        """Return one of the choices; the weights need not add up to anything."""
        place = self._random() * sum(weight for _, weight in choices)
        for choice, weight in choices:
            place -= weight
            if place < 0:
                return choice
        return choices[-1][0]

    def sample(self, choices: Sequence[T], count: int) -> list[T]:
        """Return ``count`` different ones, in no order; all when there are fewer."""
        rest = list(choices)
        return [rest.pop(self.below(len(rest))) for _ in range(min(count, len(rest)))]
