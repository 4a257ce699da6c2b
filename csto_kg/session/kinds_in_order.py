"""The order in which people read kinds of things: a stored query knows it, this program does not.

It stands in ``queries/commands/kinds-in-order.rq``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.store.engine_errors import engine_errors

if TYPE_CHECKING:
    from csto_kg.knowledge_base import KnowledgeBase


def reading_order(kb: KnowledgeBase) -> list[str]:
    """Return the IRIs of classes, those to be read first before the others."""
    answer = kb.command_query("kinds-in-order")
    assert isinstance(answer, ox.QuerySolutions)  # noqa: S101  (the query is ours)
    with engine_errors():
        return [row["kind"].value for row in answer]
