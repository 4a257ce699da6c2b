"""What is to be done with each graph of the files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from csto_kg.errors import UsageError
from csto_kg.terms import is_internal, shorten

if TYPE_CHECKING:
    from csto_kg.store.embedded.embedded_store import EmbeddedStore
    from csto_kg.transfer.import_survey import Survey

NEW, REPLACED, SAME = "imported", "replaced", "was the same"


def decide(
    store: EmbeddedStore, survey: Survey, protected: Iterable[str], *, replace: bool
) -> dict[str, str]:
    """Return for each graph of the files what is to be done, one of the words above.

    Raises UsageError for a graph that may not be written, and, without ``replace``, for one that
    the store holds already with other facts.
    """
    held = set(store.graph_names())
    kept = frozenset(protected)
    found = {}
    for graph in survey.graphs:
        if is_internal(graph):
            raise UsageError(
                f"{shorten(graph)} is kept by csto-kg for itself",
                hint="name the graph otherwise",
            )
        if graph in held and same(store, graph, survey):
            found[graph] = SAME
        elif graph in kept:
            raise UsageError(
                f"{shorten(graph)} is part of what csto-kg ships and cannot be changed",
                hint="give your facts a name of their own with --source NAME",
            )
        elif graph not in held:
            found[graph] = NEW
        elif replace:
            found[graph] = REPLACED
        else:
            raise UsageError(
                f"the store has other facts in {shorten(graph)} already",
                hint="add --replace to put these in their place, or name these otherwise with "
                "--source NAME",
            )
    return found


def same(store: EmbeddedStore, graph: str, survey: Survey) -> bool:
    """Whether the store's graph is the files', but for the names of blank nodes."""
    if survey.has_blank:
        from csto_kg.transfer.fingerprint import fingerprint

        return fingerprint(store.quads(graph)).sha256 == fingerprint(survey.quads(graph)).sha256
    found = dict.fromkeys((quad.triple for quad in store.quads(graph)), False)
    for quad in survey.quads(graph):
        if quad.triple not in found:
            return False
        found[quad.triple] = True
    return all(found.values())
