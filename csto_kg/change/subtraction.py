"""Facts that are to be taken out for a check, found in the graphs that have them."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING

from csto_kg.errors import InputError
from csto_kg.terms import ONTOLOGY_GRAPH

if TYPE_CHECKING:
    import pyoxigraph as ox

    from csto_kg.rdf_files.staged import Staged


def without(graphs: MutableMapping[str, frozenset[ox.Triple]], staged: Staged) -> None:
    """Take the facts out of every source that has them, whatever graph they are given in.

    Raises InputError, with file and line, for a fact that no source has.
    """
    if not staged.files:
        return
    leaving = {quad.triple: quad for quad in staged.quads()}
    found: set[ox.Triple] = set()
    for graph, triples in graphs.items():
        if graph != ONTOLOGY_GRAPH:
            gone = triples & leaving.keys()
            found |= gone
            graphs[graph] = triples - gone
    for triple, quad in leaving.items():
        if triple not in found:
            ours = triple in graphs.get(ONTOLOGY_GRAPH, ())
            raise InputError(
                "this belongs to csto-kg and cannot be retracted"
                if ours
                else "no source says this, so that it cannot be retracted",
                hint="leave it out" if ours else "write it exactly as the source does",
                location=staged.place(quad),
            )
