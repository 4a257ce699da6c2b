"""Changes of an embedded store, each in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.store.embedded.updates import drop, insertion, records_of_added, replacement

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from csto_kg.store.embedded.embedded_store import EmbeddedStore


def add(store: EmbeddedStore, quads: Iterable[ox.Quad]) -> None:
    """Add quads of named graphs to what is there."""
    quads = list(quads)
    store.update(insertion([*quads, *records_of_added(store.database, quads)]))


def replace_graph(store: EmbeddedStore, graph: str, quads: Iterable[ox.Quad]) -> None:
    """Leave the graph with these quads and no others."""
    store.update(replacement({graph: quads}))


def remove_graph(store: EmbeddedStore, graph: str) -> None:
    """Remove the graph and its records."""
    store.update(drop(graph))
