"""The graph at one moment: its facts, what follows from them, and what checks find in both.

What rules derive is stored beside the facts, too: ``graph:internal/derived/common`` and
``graph:internal/derived/READING`` have all that follows, by the common rules and by those with the
reading's own. ``add`` and ``retract`` write them together with the facts, in one step. Every other
change of the store removes them, in the same step as well; so a graph that is there matches the
facts. The rules may be newer than the store: each graph is stamped with those it was made by. What
is not stored, or by other rules, is derived when it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from csto_kg.checking.checked_result import Result
from csto_kg.checking.derivations import facts_digest, keep_derived, recall_derived
from csto_kg.checking.suite import COMMON
from csto_kg.shacl.data_graph import DataGraph
from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.store.embedded.lexical_forms import stored_quad
from csto_kg.store.interface import engine_errors
from csto_kg.terms import (
    COUNTS,
    CSTO,
    DERIVED_GRAPHS,
    DERIVED_STAMPS,
    GRAPH,
    INTERNAL_GRAPHS,
    ONTOLOGY_GRAPH,
    XSD,
)

if TYPE_CHECKING:
    from datetime import date

    from csto_kg.checking.suite import Checks, Rules
    from csto_kg.session.session import Session
    from csto_kg.shacl.engine import Engine
    from csto_kg.store.interface import Store

_FACTS, _DERIVED = ox.NamedNode(GRAPH + "facts"), ox.NamedNode(GRAPH + "derived")
_STAMPS = ox.NamedNode(DERIVED_STAMPS)
_STAMP = ox.NamedNode(INTERNAL_GRAPHS + "derived#rules")
_DAY_ASKED, _ASKED = ox.NamedNode(CSTO + "dayAsked"), INTERNAL_GRAPHS + "asked"
_ROUNDS, _ROUNDS_UNTIL = 100, 2000
"""So many rounds rules may run; up to a day that is asked for, turns follow in many."""


class Snapshot:
    """The facts of all graphs together, what rules derive from them, and what shapes find.

    Everything is found out once, when it is first asked for; several threads may ask.
    """

    def __init__(
        self,
        graphs: Mapping[str, frozenset[ox.Triple]],
        derived: Mapping[str, tuple[ox.Triple, ...]] | None = None,
        *,
        rounds: int = _ROUNDS,
    ) -> None:
        """``derived``: what is known to follow, by the stamp of the rules."""
        self.graphs = graphs
        self._derived = dict(derived or {})
        self._rounds = rounds
        self._datasets: dict[str, EmbeddedStore] = {}
        self._results: dict[tuple[str, Checks], list[Result]] = {}
        self._lock = RLock()

    @classmethod
    def of(cls, store: Store, rules: Iterable[Rules]) -> Self:
        """Return what a store holds, with what it has of what follows by the rules.

        Literals are as they came in. Raises EnvironmentFailure for a store that cannot be read.
        """
        with engine_errors("the store could not be read"):
            names = store.graph_names()
            graphs = {name: frozenset(quad.triple for quad in store.quads(name)) for name in names}
            return cls(graphs, dict(_stored(store, rules)))

    @classmethod
    def current(cls, session: Session, store: Store, rules: Iterable[Rules]) -> Self:
        """Return what a store of the session holds: the last snapshot, while that is the same.

        So what was found out is there again in the next call. Raises as :meth:`of` does.
        """
        found, last = cls.of(store, rules), session.memory.get(cls)
        if isinstance(last, cls) and last.graphs == found.graphs:
            return last
        found.remember(session)
        return found

    def remember(self, session: Session) -> None:
        """Let the session have this as its last snapshot, until it is closed."""
        session.memory[type(self)] = self

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
        """Return what follows by the rules. Raises InputError as ``derive`` does."""
        with self._lock:
            if rules.stamp not in self._derived:
                self._derived[rules.stamp] = self._follows(rules)
            return self._derived[rules.stamp]

    def _follows(self, rules: Rules) -> tuple[ox.Triple, ...]:
        made_from = (self._digest, rules.stamp, str(self._rounds)) if self._digest else None
        known = recall_derived(*made_from) if made_from else None
        if known is not None:
            return known
        from csto_kg.shacl.rules.fixpoint import derive
        from csto_kg.shacl.rules.kept_constructs import keep_constructs

        found = derive(self._data.store, rules.rules, rounds=self._rounds).triples
        keep_constructs()
        if made_from:
            keep_derived(found, *made_from)
        return found

    def dataset(self, rules: Rules) -> EmbeddedStore:
        """Return a store to ask: the facts, and what follows by the rules. Raises InputError."""
        with self._lock:
            if rules.stamp not in self._datasets:
                database = ox.Store()
                database.bulk_extend(self._placed_facts)
                database.bulk_extend(_placed(self.derived(rules), _DERIVED))
                self._datasets[rules.stamp] = EmbeddedStore(database)
            return self._datasets[rules.stamp]

    def results(self, checks: Checks, engine: Engine) -> list[Result]:
        """Return what the shapes find in the facts and in what follows from them.

        Raises InputError for rules and shapes that cannot be evaluated.
        """
        with self._lock:
            key = (type(engine).__name__, checks)
            if key not in self._results:
                with self._data.extended(self.derived(checks.rules)) as data:
                    found = engine.validate(data, checks.shapes)
                self._results[key] = [Result(**vars(r), reading=checks.reading) for r in found]
            return self._results[key]

    def only_derived(self, rules: Iterable[Rules]) -> frozenset[str]:
        """Return the things of which only rules speak."""
        found = {t.subject for each in rules for t in self.derived(each)}
        found -= {triple.subject for triple in self.facts}
        return frozenset(node.value for node in found if isinstance(node, ox.NamedNode))

    def to_store(self, rules: Iterable[Rules]) -> Iterator[ox.Quad]:
        """Yield the graphs with all that follows, and their stamps. Raises as :meth:`derived`."""
        for each in rules:
            graph = ox.NamedNode(derived_graph(each.reading))
            yield ox.Quad(graph, _STAMP, ox.Literal(each.stamp), _STAMPS)
            for triple in self.derived(each):
                yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)

    def on(self, day: date, rotation_rules: Iterable[str]) -> Snapshot:
        """Return the same facts, from which follows whose turn it is on ``day``, by these rules."""
        value = ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))
        asked = frozenset(ox.Triple(ox.NamedNode(r), _DAY_ASKED, value) for r in rotation_rules)
        return Snapshot({**self.graphs, _ASKED: asked}, rounds=_ROUNDS_UNTIL)

    @cached_property
    def _digest(self) -> str | None:
        return facts_digest(self.facts)

    @cached_property
    def _placed_facts(self) -> list[ox.Quad]:
        return [*_placed(self.facts, _FACTS)]

    @cached_property
    def _data(self) -> DataGraph:
        """The facts; while something is derived or checked, their store holds more."""
        return DataGraph.of(self.facts)


def derived_graph(reading: str | None) -> str:
    """Return the name of the graph with what follows under a reading; None: in any case."""
    return DERIVED_GRAPHS + (reading or COMMON)


def _stored(store: Store, rules: Iterable[Rules]) -> Iterator[tuple[str, tuple[ox.Triple, ...]]]:
    """What a store has of what follows by these rules, by their stamp."""
    if _STAMPS.value not in store.graph_names(internal=True):
        return
    stamps = {(quad.subject, quad.object) for quad in store.quads(_STAMPS.value)}
    for each in rules:
        name = derived_graph(each.reading)
        # An empty graph has no name among the others; then its stamp says that nothing follows.
        if (ox.NamedNode(name), ox.Literal(each.stamp)) in stamps:
            yield each.stamp, tuple(sorted((quad.triple for quad in store.quads(name)), key=str))


def _placed(triples: Iterable[ox.Triple], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    """Triples in a graph, their literals in the engine's forms."""
    return (stored_quad(ox.Quad(t.subject, t.predicate, t.object, graph)) for t in triples)
