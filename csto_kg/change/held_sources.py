"""The graphs that a store holds, each with the last change of its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csto_kg.change.journal import latest
from csto_kg.session.source_graphs import SourceGraph, source_graphs

if TYPE_CHECKING:
    from csto_kg.change.journal import Change
    from csto_kg.session.session import Session


@dataclass(frozen=True)
class HeldSource(SourceGraph):
    """A source, and when and by whom it was last added to; None for what was shipped or copied."""

    last_change: Change | None = None


def held_sources(session: Session) -> list[HeldSource]:
    """Return every graph that queries see, the ontology too, in order of its IRI."""
    graphs = source_graphs(session)
    changes = latest(session.store)
    return [HeldSource(**vars(graph), last_change=changes.get(graph.graph)) for graph in graphs]
