"""The graph before or after a change: its facts, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.checking.checked_result import Result
from csto_kg.shacl.rules.fixpoint import derive
from csto_kg.store.embedded.lexical_forms import stored_quad
from csto_kg.terms import COUNTS, ONTOLOGY_GRAPH

if TYPE_CHECKING:
    from csto_kg.checking.suite import Checks, Rules
    from csto_kg.shacl.engine import Engine
    from csto_kg.store.interface import Store

_DEFAULT = ox.DefaultGraph()


def read_graphs(store: Store) -> dict[str, frozenset[ox.Triple]]:
    """Return the triples of each graph that queries see, literals as they came in."""
    return {
        name: frozenset(quad.triple for quad in store.quads(name)) for name in store.graph_names()
    }


class State:
    """The facts of all graphs together, what rules derive from them, and what checks find."""

    def __init__(
        self,
        graphs: Mapping[str, frozenset[ox.Triple]],
        derived: Mapping[str, tuple[ox.Triple, ...]] | None = None,
    ) -> None:
        """``derived``: what is known to follow, by the stamp of the rules."""
        self.graphs = graphs
        self._derived = dict(derived or {})

    @cached_property
    def facts(self) -> frozenset[ox.Triple]:
        """The union of the graphs; of terms, what the ontology's graph says of them and no other.

        An import or a pull may bring anything, such as a status that would then count.
        """
        ontology = self.graphs.get(ONTOLOGY_GRAPH)
        if ontology is None:
            return frozenset().union(*self.graphs.values())
        terms = {triple.subject for triple in ontology}
        found = set(ontology)
        for name, triples in self.graphs.items():
            if name != ONTOLOGY_GRAPH:
                found.update(t for t in triples if t.subject not in terms and t.predicate != COUNTS)
        return frozenset(found)

    def derived(self, rules: Rules) -> tuple[ox.Triple, ...]:
        """Return what follows by the rules; derived once. Raises InputError as ``derive`` does."""
        if rules.stamp not in self._derived:
            self._derived[rules.stamp] = derive(self._store, rules.rules).triples
        return self._derived[rules.stamp]

    def only_derived(self, rules: Iterable[Rules]) -> frozenset[str]:
        """Return the things of which only rules speak."""
        found = {t.subject for each in rules for t in self.derived(each)}
        found -= {triple.subject for triple in self.facts}
        return frozenset(node.value for node in found if isinstance(node, ox.NamedNode))

    def results(self, checks: Checks, engine: Engine) -> list[Result]:
        """Return what the shapes find in the facts and in what follows from them."""
        data = [*self.facts, *self.derived(checks.rules)]
        found = engine.validate(data, checks.shapes)
        return [Result(**vars(result), reading=checks.reading) for result in found]

    @cached_property
    def _store(self) -> ox.Store:
        store = ox.Store()
        store.bulk_extend(
            stored_quad(ox.Quad(t.subject, t.predicate, t.object, _DEFAULT)) for t in self.facts
        )
        return store
