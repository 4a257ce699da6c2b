"""Turtle for the answer to a query, the same each time, in the engine's own layout.

An answer can have what :mod:`csto_kg.writers.turtle.writer` refuses in a graph: terms of RDF 1.2.
And it is shown as it has always been: the manual and users' scripts hold it byte for byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.writers.canonical import renamed
from csto_kg.writers.turtle.notation import Notation

if TYPE_CHECKING:
    from collections.abc import Iterable


def plain_turtle(triples: Iterable[ox.Triple]) -> bytes:
    """Return the graph as Turtle: sorted, each triple once, with the prefixes that it uses."""
    quads = renamed({ox.Quad(t.subject, t.predicate, t.object) for t in triples})
    ordered = sorted((quad.triple for quad in quads), key=str)
    iris = {iri for triple in ordered for iri in _iris(triple)}
    used = {
        prefix: namespace
        for prefix, namespace in Notation().prefixes.items()
        if any(iri.startswith(namespace) for iri in iris)
    }
    written = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=used) or b""
    # The engine writes the prefixes in an order that changes from run to run.
    lines = written.splitlines(keepends=True)
    return b"".join([*sorted(lines[: len(used)]), *lines[len(used) :]])


def _iris(triple: ox.Triple) -> Iterable[str]:
    for term in triple:
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value
        elif isinstance(term, ox.Triple):
            yield from _iris(term)
