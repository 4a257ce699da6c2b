"""A graph in pieces that a server takes one after another.

A blank node's name holds only inside one request (SPARQL 1.1 Update, section 4.1.1), so all
triples that hang together by blank nodes go in one piece, however large it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.rdf_files.stable_blank_nodes import blank_node_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TRIPLES = 5000  # of one request; 1 MB or so


def batches(quads: Iterable[ox.Quad], size: int = TRIPLES) -> Iterator[list[ox.Quad]]:
    """Cut a graph into lists of at least ``size`` quads, the last one apart."""
    batch: list[ox.Quad] = []
    tied: list[ox.Quad] = []
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            tied.append(quad)
            continue
        batch.append(quad)
        if len(batch) >= size:
            yield batch
            batch = []
    for _, group in blank_node_groups(tied):
        batch.extend(group)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch
