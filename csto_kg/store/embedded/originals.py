"""Gives back, over a whole database, literals as they came in; and records those of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from csto_kg.rdf_files.language_tags import HiddenTags, may_have
from csto_kg.store.embedded.lexical_forms import Rewritings, read_records, rewritings, stored_quad
from csto_kg.store.embedded.updates import in_graph
from csto_kg.store.engine_errors import engine_errors


def triples_given_back(
    database: ox.Store, triples: Iterable[ox.Triple], graphs: Sequence[str]
) -> Iterator[ox.Triple]:
    """Return constructed triples; those that stand in ``graphs`` in the forms that came in."""
    forms: dict[ox.Triple, list[ox.Literal]] | None = None
    with engine_errors():
        for triple in triples:
            if isinstance(triple.object, ox.Literal):
                if forms is None:
                    forms = _all_forms(database, graphs)
                for form in forms.get(triple, (triple.object,)):
                    yield ox.Triple(triple.subject, triple.predicate, form)
            else:
                yield triple


def record_file(content: bytes, graph: str, base: str) -> list[ox.Quad] | None:
    """Return the quads to store for a Turtle file with literals that the engine rewrites.

    None for a file without; raises SyntaxError for what is not Turtle.
    """
    hidden = HiddenTags(content) if may_have(content) else None
    parsed: Iterable[ox.Quad] = ox.parse(
        hidden.content if hidden else content,
        format=ox.RdfFormat.TURTLE,
        base_iri=base,
        rename_blank_nodes=True,
    )
    quads = in_graph(hidden.reveal(parsed) if hidden else parsed, graph)
    found: Rewritings = rewritings(quads)
    if not found.found:
        return None
    return [*map(stored_quad, quads), *found.records()]


def _all_forms(database: ox.Store, graphs: Sequence[str]) -> dict[ox.Triple, list[ox.Literal]]:
    recorded = {graph: read_records(database, graph) for graph in graphs}
    found: dict[ox.Triple, set[ox.Literal]] = {}
    for forms in recorded.values():
        for triple, originals in forms.items():
            found.setdefault(triple, set()).update(originals)
    for triple, known in found.items():
        for graph, forms in recorded.items():
            name = ox.NamedNode(graph)
            if triple not in forms and (
                ox.Quad(triple.subject, triple.predicate, triple.object, name) in database
            ):
                known.add(triple.object)  # type: ignore[arg-type]
    return {triple: sorted(known, key=str) for triple, known in found.items()}
