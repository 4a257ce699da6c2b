"""From names to entities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csto_kg.errors import UsageError, error_line
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.terms import CSTO, ID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def kb(root: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(data=root / "tests" / "fixtures" / "data") as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "class_name", "iri"),
    [
        ("big-hammer", None, ID + "big-hammer"),
        ("id:big-hammer", "Hammer", ID + "big-hammer"),
        (f"<{ID}big-hammer>", "Tool", ID + "big-hammer"),
        (f"{ID}big-hammer", None, ID + "big-hammer"),
        ("Big Hammer", None, ID + "big-hammer"),
        ("big  hammer ", None, ID + "big-hammer"),
        ("elan", None, ID + "big-hammer"),
        ("BIG-HAMMER", None, ID + "big-hammer"),
        ("saw", None, ID + "saw"),
        ("SAW", "Place", ID + "saw-mill"),
        ("SAW", "Tool", ID + "saw"),
        ("csto:Hammer", None, CSTO + "Hammer"),
        ("kept in", None, CSTO + "keptIn"),
        ("keptIn", None, CSTO + "keptIn"),
    ],
)
def test_names_that_are_clear(
    kb: KnowledgeBase, name: str, class_name: str | None, iri: str
) -> None:
    assert kb.resolve(name, CSTO + class_name if class_name else None).value == iri


@pytest.mark.parametrize(
    ("name", "class_name", "said"),
    [
        ("Saw", None, '"Saw" may be 2 things: saw (csto:Tool), saw-mill (csto:Place); '
         "use the local name of one"),
        ("Smal Hamer", None, 'nothing is called "Smal Hamer"; did you mean "Small Hammer", '
         '"small-hammer" or "hammer"?'),
        ("xyzzy", "Place", 'nothing of the class csto:Place is called "xyzzy"; there are, for '
         "example, attic, saw-mill, shed"),
        ("xyzzy", "Nothing", 'nothing of the class csto:Nothing is called "xyzzy"; the graph has '
         "none"),
        ("shed", "Tool", '"shed" is shed (csto:Place), and nothing of the class csto:Tool; there '
         "are, for example, big-hammer, saw, small-hammer"),
        ("id:nothing", None, 'nothing is called "id:nothing"; there are, for example, Good, '
         "Hammer, Place"),
    ],
)  # fmt: skip
def test_names_that_are_not(
    kb: KnowledgeBase, name: str, class_name: str | None, said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        kb.resolve(name, CSTO + class_name if class_name else None)
    assert error_line(caught.value) == f"csto-kg: error: {said}"
