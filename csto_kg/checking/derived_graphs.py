"""What rules derive, kept beside the facts in internal graphs: one for each reading.

``graph:internal/derived/common`` and ``graph:internal/derived/READING`` have all that follows, by
the common rules and by those with the reading's own. ``add`` and ``retract`` write them together
with the facts, in one step. Every other change of the store removes them, in the same step as
well; so a graph that is there matches the facts. The rules may be newer than the store: each graph
is stamped with those it was made by. What is missing or of other rules is derived when needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.checking.suite import COMMON
from csto_kg.terms import DERIVED_GRAPHS, DERIVED_STAMPS, INTERNAL_GRAPHS

if TYPE_CHECKING:
    from csto_kg.checking.dataset import State
    from csto_kg.checking.suite import Rules
    from csto_kg.store.interface import Store

_STAMPS = ox.NamedNode(DERIVED_STAMPS)
_STAMP = ox.NamedNode(INTERNAL_GRAPHS + "derived#rules")


def derived_graph(reading: str | None) -> str:
    """Return the name of the graph with what follows under a reading; None: in any case."""
    return DERIVED_GRAPHS + (reading or COMMON)


def kept(store: Store, rules: Iterable[Rules]) -> dict[str, tuple[ox.Triple, ...]]:
    """Return what the store has of what follows by these rules, by their stamp."""
    held = frozenset(store.graph_names(internal=True))
    if _STAMPS.value not in held:
        return {}
    stamps = {(q.subject, q.object) for q in store.quads(_STAMPS.value)}
    found = {}
    for each in rules:
        name = derived_graph(each.reading)
        # An empty graph has no name among the others; then its stamp says that nothing follows.
        if (ox.NamedNode(name), ox.Literal(each.stamp)) in stamps:
            found[each.stamp] = tuple(sorted((q.triple for q in store.quads(name)), key=str))
    return found


def derived_quads(state: State, rules: Iterable[Rules]) -> Iterator[ox.Quad]:
    """Return the graphs with all that follows, and their stamps."""
    for each in rules:
        graph = ox.NamedNode(derived_graph(each.reading))
        yield ox.Quad(graph, _STAMP, ox.Literal(each.stamp), _STAMPS)
        for triple in state.derived(each):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
