"""The natural order: numbers by size, no two texts alike, and lines by themselves."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from csto_kg.writers.canonical import natural

TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8)
NUMBERED = st.lists(st.sampled_from(["0", "00", "1", "9", "10", "p", "-", ">", " "])).map("".join)


def test_numbers_are_ordered_by_their_size() -> None:
    ordered = ["p", "p0", "p1", "p01", "p2", "p9-1", "p9-10", "p10", "p123456789", f"p1{'0' * 9}",
               f"p1{'0' * 40}", f"p1{'0' * 5000}", "p-1", "pa"]  # fmt: skip
    shuffled = list(ordered)
    random.Random(1).shuffle(shuffled)
    assert sorted(shuffled, key=natural) == ordered


@given(st.lists(st.one_of(TEXTS, NUMBERED), unique=True))
def test_no_two_texts_have_one_key_and_lines_have_their_own(texts: list[str]) -> None:
    keys = list(map(natural, texts))
    assert len(set(keys)) == len(texts)
    assert natural("\n".join(texts)) == "\n".join(keys)


@given(st.integers(min_value=0), st.integers(min_value=0), TEXTS)
def test_any_two_numbers(one: int, other: int, end: str) -> None:
    assert (natural(f"p{one}-{end}") < natural(f"p{other}-{end}")) == (one < other)
