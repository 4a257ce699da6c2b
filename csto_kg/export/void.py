"""The graph's description of itself, in VoID: put together by ``queries/description/*.rq``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.catalog.catalog import DESCRIPTION
from csto_kg.store.interface import engine_errors
from csto_kg.writers.turtle.writer import turtle

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from csto_kg.session.session import Session
    from csto_kg.session.source_graphs import SourceGraph


def description(session: Session, graphs: Sequence[SourceGraph]) -> str:
    """Return, as Turtle, what the graphs are: titles, licences, sizes, how to cite them.

    The same text each time: it says nothing of the day.
    """
    chosen = [graph.graph for graph in graphs]
    found: list[ox.Triple] = []
    for stored in session.catalog.behind(DESCRIPTION):
        text = stored.bind({"graph": chosen}, session.resolve)
        with engine_errors():
            found += session.store.construct(text, stored.file)
    return turtle(found, session.kinds_in_order())
