"""Statements as N-Quads lines, which every line-based writer starts from.

Text sorts and splits several times as fast as term objects do. Where a store can write its graphs
out by itself, no object is made at all.
"""

from __future__ import annotations

from itertools import islice
from operator import eq
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.export.canonical import canonical
from csto_kg.store.embedded import EmbeddedStore
from csto_kg.store.engine import engine_errors
from csto_kg.terms import LITERAL_RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csto_kg.store.interface import Store


def statements(quads: Iterable[ox.Quad]) -> list[str]:
    """Return each quad once as a line of N-Quads, sorted, blank nodes named by RDFC-1.0.

    Lines have no line ends. Raises EnvironmentFailure for what RDF 1.1 does not have.
    """
    written = ox.serialize(canonical(quads), format=ox.RdfFormat.N_QUADS) or b""
    return _sorted(written.decode())


def triples(quads: Iterable[ox.Quad]) -> list[str]:
    """Return the triples of all the quads' graphs, merged, as :func:`statements` does."""
    return statements(ox.Quad(q.subject, q.predicate, q.object) for q in quads)


def stored_triples(store: Store, graphs: Sequence[str]) -> list[str]:
    """Return the merged triples of a store's graphs, as :func:`triples` does."""
    texts = _dumped(store, graphs)
    if texts is None:
        return triples(quad for graph in graphs for quad in store.quads(graph))
    return _sorted("".join(texts))


def stored_statements(store: Store, graphs: Sequence[str]) -> list[str]:
    """Return the quads of a store's graphs, as :func:`statements` does."""
    texts = _dumped(store, graphs)
    if texts is None:
        return statements(quad for graph in graphs for quad in store.quads(graph))
    # A line ends in " ."; the name of the graph goes before the full stop.
    found = [
        f"{line[:-1]}{ox.NamedNode(graph)} ."
        for graph, text in zip(graphs, texts, strict=True)
        for line in text.split("\n")
        if line
    ]
    found.sort()
    return found


def _dumped(store: Store, graphs: Sequence[str]) -> list[str] | None:
    """The graphs in N-Triples as the engine writes them; None where that does not do."""
    if not isinstance(store, EmbeddedStore):
        return None
    if any(name.startswith(LITERAL_RECORDS) for name in store.graph_names(internal=True)):
        return None  # the engine has other forms than those that came in
    texts = []
    with engine_errors("the graph could not be read"):
        for graph in graphs:
            written = store.database.dump(
                format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)
            )
            if _special(written or b""):
                return None
            texts.append((written or b"").decode())
    return texts


def _special(text: bytes) -> bool:
    """Whether N-Triples need more than sorting: blank nodes, and what RDF 1.1 does not have.

    Inside a literal it looks the same; then the longer way is taken, to the same end.
    """
    signs = (b"\n_:", b" _:", b"<<(", b"--ltr ", b"--rtl ")
    return text.startswith(b"_:") or any(sign in text for sign in signs)


def _sorted(text: str) -> list[str]:
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    lines.sort()
    if any(map(eq, lines, islice(lines, 1, None))):  # graphs that share a triple
        lines = list(dict.fromkeys(lines))
    return lines
