"""The graph's description of itself, in VoID: put together by ``queries/description/*.rq``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.catalog.catalog import DESCRIPTION
from csto_kg.export.reading_order import reading_order
from csto_kg.export.turtle import turtle
from csto_kg.store.engine import engine_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csto_kg.export.sources import SourceGraph
    from csto_kg.knowledge_base import KnowledgeBase


def description(kb: KnowledgeBase, graphs: Sequence[SourceGraph]) -> str:
    """Return, as Turtle, what the graphs are: titles, licences, sizes, how to cite them.

    The same text each time: it says nothing of the day.
    """
    chosen = [graph.graph for graph in graphs]
    quads = []
    for stored in kb.catalog.behind(DESCRIPTION):
        text = stored.bind({"graph": chosen}, kb.resolve)
        with engine_errors():
            quads += [
                ox.Quad(triple.subject, triple.predicate, triple.object)
                for triple in kb.store.construct(text, stored.file)
            ]
    return turtle(quads, kinds=reading_order(kb))
