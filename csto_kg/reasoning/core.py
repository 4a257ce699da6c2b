"""A smallest part of a whole that still fails a test: which facts contradict each other.

QuickXplain (Junker, AAAI 2004): for a test that stays failed when items are added, it finds a part
that passes as soon as any one item is taken away, by about ``2 k log2(n / k)`` tests for ``k`` of
``n`` items.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_FEW = 4  # up to as many items, halving them saves no test


class NoMoreTests(Exception):  # noqa: N818  (no error: what was found so far is the answer)
    """Raised by a test that may not be made any more."""


@dataclass(frozen=True)
class Core(Generic[T]):
    """The part found, in the order of the whole; ``minimal``: nothing in it can be spared."""

    items: tuple[T, ...]
    minimal: bool


def smallest_failing(items: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> Core[T]:
    """Return a smallest part of ``items`` that fails, given that all of them together fail.

    Of two parts, the one whose items come earlier is preferred. When ``fails`` raises NoMoreTests,
    the smallest part that failed until then is returned, not minimal.
    """
    search = _Search(items, fails)
    try:
        found = search.needed([], list(range(len(items))), grown=True)
    except NoMoreTests:
        return Core(tuple(items[i] for i in search.best), minimal=False)
    return Core(tuple(items[i] for i in sorted(found)), minimal=True)


class _Search(Generic[T]):
    def __init__(self, items: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> None:
        self._items = items
        self._fails = fails
        self.best: list[int] = list(range(len(items)))

    def needed(self, known: list[int], open_: list[int], *, grown: bool) -> list[int]:
        """Return what of ``open_`` must be added to ``known`` to fail; all of it together does.

        ``grown``: ``known`` has become more since it was last tested.
        """
        if not known and len(open_) <= _FEW:
            return self._spared(open_)
        if grown and self._failing(known):
            return []
        if len(open_) <= 1:
            return open_
        half = (len(open_) + 1) // 2
        first, second = open_[:half], open_[half:]
        late = self.needed(known + first, second, grown=True)
        early = self.needed(known + late, first, grown=bool(late))
        return early + late

    def _spared(self, few: list[int]) -> list[int]:
        """Take away one after the other, the last first: as many tests as there are items."""
        for item in reversed(few):
            rest = [other for other in few if other != item]
            if self._failing(rest):
                few = rest
        return few

    def _failing(self, chosen: list[int]) -> bool:
        chosen = sorted(chosen)
        if not self._fails([self._items[i] for i in chosen]):
            return False
        if len(chosen) < len(self.best):
            self.best = chosen
        return True
