"""A graph in pieces that a server takes one after another.

A blank node's name holds only inside one request (SPARQL 1.1 Update, section 4.1.1), so all
triples that hang together by blank nodes go in one piece, however large it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TRIPLES = 5000  # of one request; 1 MB or so


def batches(quads: Iterable[ox.Quad], size: int = TRIPLES) -> Iterator[list[ox.Triple]]:
    """Cut a graph into lists of at least ``size`` triples, the last one apart."""
    batch: list[ox.Triple] = []
    tied: list[ox.Triple] = []
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            tied.append(quad.triple)
            continue
        batch.append(quad.triple)
        if len(batch) >= size:
            yield batch
            batch = []
    for group in _groups(tied):
        batch.extend(group)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def insertion(graph: str, triples: Iterable[ox.Triple]) -> str:
    """Return the update that adds the triples to the graph."""
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    return f"INSERT DATA {{ GRAPH {ox.NamedNode(graph)} {{\n{data.decode()}}} }}"


def _groups(triples: list[ox.Triple]) -> Iterable[list[ox.Triple]]:
    """Return the triples in groups that share no blank node."""
    parent: dict[ox.BlankNode, ox.BlankNode] = {}

    def root(node: ox.BlankNode) -> ox.BlankNode:
        while (above := parent.setdefault(node, node)) != node:
            parent[node] = parent[above]
            node = above
        return node

    for triple in triples:
        nodes = _blank(triple)
        for node in nodes:
            parent[root(node)] = root(nodes[0])
    groups: dict[ox.BlankNode, list[ox.Triple]] = {}
    for triple in triples:
        groups.setdefault(root(_blank(triple)[0]), []).append(triple)
    return groups.values()


def _blank(triple: ox.Triple) -> list[ox.BlankNode]:
    return [t for t in (triple.subject, triple.object) if isinstance(t, ox.BlankNode)]
