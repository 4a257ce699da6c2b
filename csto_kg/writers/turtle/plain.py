"""Turtle that comes out the same, byte for byte, each time the graph is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def turtle(triples: Iterable[ox.Triple], prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """Return the graph as Turtle: sorted, each triple once, with the prefixes that it uses.

    Blank nodes are named by RDFC-1.0, so that their names do not change from run to run.
    """
    unique = set(triples)
    if any(_has_blank_node(triple) for triple in unique):
        dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in unique)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        unique = {quad.triple for quad in dataset}
    ordered = sorted(unique, key=str)
    iris = {iri for triple in ordered for iri in _iris(triple)}
    # Two prefixes may stand for one namespace; the first is the one to write.
    by_namespace: dict[str, str] = {}
    for prefix, namespace in prefixes.items():
        by_namespace.setdefault(namespace, prefix)
    used = {
        prefix: namespace
        for namespace, prefix in sorted(by_namespace.items(), key=lambda item: item[1])
        if any(iri.startswith(namespace) for iri in iris)
    }
    written = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=used) or b""
    # The engine writes the prefixes in an order that changes from run to run.
    lines = written.splitlines(keepends=True)
    return b"".join([*sorted(lines[: len(used)]), *lines[len(used) :]])


def _has_blank_node(triple: ox.Triple) -> bool:
    return any(
        isinstance(term, ox.BlankNode) or (isinstance(term, ox.Triple) and _has_blank_node(term))
        for term in (triple.subject, triple.object)
    )


def _iris(triple: ox.Triple) -> Iterable[str]:
    for term in triple:
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value
        elif isinstance(term, ox.Triple):
            yield from _iris(term)
