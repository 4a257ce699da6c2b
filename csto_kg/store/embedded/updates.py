"""A change of whole graphs as one SPARQL update, which the engine carries out whole or not at all.

The records of rewritten literals (see :mod:`csto_kg.store.embedded.lexical_forms`) go with their
graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from csto_kg.store.embedded.lexical_forms import (
    in_graph,
    read_records,
    record,
    record_graph,
    rewritings,
)
from csto_kg.terms import is_derived


def replacement(graphs: Mapping[str, Iterable[ox.Quad]], removed: Iterable[str] = ()) -> str:
    """Return the update that leaves each graph with the given quads, and removes others.

    The quads' own graph names do not count. Blank nodes become new ones of the store; a label
    means the same one in all graphs.
    """
    steps = [drop(graph) for graph in (*removed, *graphs)]
    quads: list[ox.Quad] = []
    for graph, content in graphs.items():
        moved = list(in_graph(content, graph))
        quads += moved
        quads += rewritings(moved).records()
    return " ;\n".join([*steps, insertion(quads)])


def records_of_added(database: ox.Store, quads: Sequence[ox.Quad]) -> list[ox.Quad]:
    """Return the records of literals that must go in with quads that are added to the database.

    A literal that falls into a stored quad keeps its own form beside the one that was there.
    """
    found = rewritings(quads)
    records: list[ox.Quad] = []
    known: dict[str, set[ox.Triple]] = {}
    for graph in {q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode)}:
        known[graph] = set(read_records(database, graph))
    for stored, forms in found.forms.items():
        for form in forms:
            records += record(stored, form)
        if stored in database and stored.triple not in known[_name(stored)]:
            records += record(stored, _literal(stored))
    for quad in quads:
        # One that needs no rewriting, and meets a quad that came in another form.
        if quad not in found.forms and quad.triple in known[_name(quad)]:
            records += record(quad, _literal(quad))
    return records


def nothing_derived(database: ox.Store) -> str:
    """Return the steps that remove what was derived from the facts; empty when there is nothing.

    Every change of facts has them.
    """
    names = (name.value for name in database.named_graphs() if isinstance(name, ox.NamedNode))
    return " ;\n".join(drop_one(name) for name in names if is_derived(name))


def remove_derived(database: ox.Store) -> None:
    """Remove what was derived from the facts of a database that nobody else uses."""
    for name in list(database.named_graphs()):
        if isinstance(name, ox.NamedNode) and is_derived(name.value):
            database.remove_graph(name)


def drop_one(graph: str) -> str:
    """Return the step that removes one graph."""
    return f"DROP SILENT GRAPH {ox.NamedNode(graph)}"


def drop(graph: str) -> str:
    """Return the steps that remove a graph and its records."""
    return " ;\n".join(drop_one(name) for name in (graph, record_graph(graph)))


def insertion(quads: Iterable[ox.Quad]) -> str:
    """Return the step that inserts quads of named graphs."""
    by_graph: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        by_graph.setdefault(_name(quad), []).append(quad.triple)
    blocks = [
        f"GRAPH {ox.NamedNode(graph)} {{\n"
        f"{(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b'').decode()}}}\n"
        for graph, triples in by_graph.items()
    ]
    return f"INSERT DATA {{ {''.join(blocks)}}}"


def _name(quad: ox.Quad) -> str:
    assert isinstance(quad.graph_name, ox.NamedNode)  # noqa: S101  (callers name their graphs)
    return quad.graph_name.value


def _literal(quad: ox.Quad) -> ox.Literal:
    assert isinstance(quad.object, ox.Literal)  # noqa: S101  (only literals have records)
    return quad.object
