"""The smallest part that fails is one that fails, and of which nothing can be spared."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from csto_kg.reasoning.core import Core, NoMoreTests, smallest_failing

CAUSES = st.lists(st.frozensets(st.integers(0, 19), max_size=5), min_size=1, max_size=4)


def failing(causes: list[frozenset[int]], items: Sequence[int]) -> bool:
    return any(cause <= set(items) for cause in causes)


@given(CAUSES)
def test_the_part_fails_and_nothing_can_be_spared(causes: list[frozenset[int]]) -> None:
    core = smallest_failing(range(20), lambda items: failing(causes, items))
    assert core.minimal
    assert core.items == tuple(sorted(core.items))
    assert frozenset(core.items) in causes
    for item in core.items:
        assert not failing(causes, [other for other in core.items if other != item])


@given(CAUSES, st.integers(0, 30))
def test_without_more_tests_the_best_that_failed_is_returned(
    causes: list[frozenset[int]], tests: int
) -> None:
    tried: list[Sequence[int]] = []

    def fails(items: Sequence[int]) -> bool:
        if len(tried) == tests:
            raise NoMoreTests
        tried.append(items)
        return failing(causes, items)

    core = smallest_failing(range(20), fails)
    failed = [len(items) for items in tried if failing(causes, items)]
    assert failing(causes, core.items)
    if not core.minimal:
        assert len(tried) == tests
        assert len(core.items) == min([20, *failed])


def test_tests_grow_with_the_part_and_hardly_with_the_whole() -> None:
    counter = count()

    def fails(items: Sequence[int]) -> bool:
        next(counter)
        return {17, 512} <= set(items)

    assert smallest_failing(range(1000), fails) == Core((17, 512), minimal=True)
    assert next(counter) <= 2 * 2 * 10


def test_earlier_items_are_preferred() -> None:
    found = smallest_failing(range(20), lambda items: bool({3, 12} & set(items)))
    assert found.items == (3,)


def test_a_few_items_cost_a_test_each() -> None:
    counter = count()

    def fails(items: Sequence[str]) -> bool:
        next(counter)
        return {"a", "c"} <= set(items)

    assert smallest_failing("abc", fails) == Core(("a", "c"), minimal=True)
    assert next(counter) == 3


def test_nothing_is_needed_for_what_fails_by_itself() -> None:
    for size in (0, 1, 4, 50):
        assert smallest_failing(range(size), lambda _: True) == Core((), minimal=True)
