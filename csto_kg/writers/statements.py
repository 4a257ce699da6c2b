"""Statements as N-Quads lines, which every line-based writer starts from.

Text sorts and splits several times as fast as term objects do. Where a store can write its graphs
out by itself, no object is made at all.
"""

from __future__ import annotations

import re
from itertools import islice
from operator import eq
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.store.interface import engine_errors
from csto_kg.terms import LITERAL_RECORDS
from csto_kg.writers.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csto_kg.store.interface import Store

_DIRECTION = re.compile(rb"--[lr]t[lr] ")


def statements(quads: Iterable[ox.Quad]) -> list[str]:
    """Return each quad once as a line of N-Quads, sorted, blank nodes named by RDFC-1.0.

    Lines have no line ends. Raises EnvironmentFailure for what RDF 1.1 does not have.
    """
    written = ox.serialize(canonical(quads), format=ox.RdfFormat.N_QUADS) or b""
    return sorted_lines(written.decode())


def text_of(lines: Iterable[str]) -> str:
    """Return lines as a text in which each ends: N-Quads, or N-Triples."""
    return "".join([line + "\n" for line in lines])


def triples(facts: Iterable[ox.Quad | ox.Triple]) -> list[str]:
    """Return triples, those of quads merged whatever their graphs, as :func:`statements` does."""
    return statements(ox.Quad(f.subject, f.predicate, f.object) for f in facts)


def stored_triples(store: Store, graphs: Sequence[str]) -> list[str]:
    """Return the merged triples of a store's graphs, as :func:`triples` does."""
    texts = dumped(store, graphs, ox.RdfFormat.N_TRIPLES)
    if texts is None:
        return triples(quad for graph in graphs for quad in store.quads(graph))
    return sorted_lines(b"".join(texts).decode())


def stored_statements(store: Store, graphs: Sequence[str]) -> list[str]:
    """Return the quads of a store's graphs, as :func:`statements` does."""
    texts = dumped(store, graphs, ox.RdfFormat.N_TRIPLES)
    if texts is None:
        return statements(quad for graph in graphs for quad in store.quads(graph))
    # A line ends in " ."; the name of the graph goes before the full stop.
    found = [
        f"{line[:-1]}{ox.NamedNode(graph)} ."
        for graph, text in zip(graphs, texts, strict=True)
        for line in text.decode().split("\n")
        if line
    ]
    found.sort()
    return found


def dumped(
    store: Store,
    graphs: Sequence[str],
    rdf_format: ox.RdfFormat,
    prefixes: Mapping[str, str] | None = None,
) -> list[bytes] | None:
    """Return each graph in N-Triples or Turtle as the engine writes it; None where that won't do.

    That is: a store that is not embedded, one with literals in forms that the engine does not keep,
    a graph with blank nodes or with what RDF 1.1 does not have.
    """
    if not isinstance(store, EmbeddedStore):
        return None
    if any(name.startswith(LITERAL_RECORDS) for name in store.graph_names(internal=True)):
        return None
    given = None if prefixes is None else dict(prefixes)
    texts = []
    with engine_errors("the graph could not be read"):
        for graph in graphs:
            name = ox.NamedNode(graph)
            text = store.database.dump(format=rdf_format, from_graph=name, prefixes=given) or b""
            if _special(text):
                return None
            texts.append(text)
    return texts


def _special(text: bytes) -> bool:
    """Whether the text needs more than sorting: blank nodes, and what RDF 1.1 does not have.

    Inside a literal it looks the same; then the longer way is taken, to the same end.
    """
    # Most texts have none of the two characters of a blank node, and are looked through once.
    if b"_:" in text and (text.startswith(b"_:") or b"\n_:" in text or b" _:" in text):
        return True
    return b"<<( " in text or _DIRECTION.search(text) is not None


def sorted_lines(text: str) -> list[str]:
    """Return the lines of a text, each once, without line ends."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    lines.sort()
    if any(map(eq, lines, islice(lines, 1, None))):  # graphs that share a triple
        lines = list(dict.fromkeys(lines))
    return lines
