"""A store that rules add triples to: what is new since when, and its statistics as it grows."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

import pyoxigraph as ox

from csto_kg.shacl.rules.changes import Cause
from csto_kg.shacl.rules.together import Together
from csto_kg.sparql.guard import is_writable, resolve
from csto_kg.sparql.statistics import Counted, Statistics, count_triples
from csto_kg.sparql.tree import Term, variable_of
from csto_kg.terms import RDF

_FACTS = ox.DefaultGraph()
_TYPE = RDF + "type"
Seeds = dict[str, set[str]]
# With so few triples of a property that a rule needs, its rows are few, and a plan more costs more.
FEW = 20


class Growth:
    """What rules have added to the default graph of a store, step by step."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.step = 0
        self.added: list[ox.Quad] = []
        self._last: dict[str, int] = {}
        # Of each property, the triples in the order in which they came, and the step of each.
        self._by_property: defaultdict[str, list[ox.Quad]] = defaultdict(list)
        self._steps: defaultdict[str, list[int]] = defaultdict(list)
        self._ends: defaultdict[str, tuple[Counter[object], set[object]]]
        self._ends = defaultdict(lambda: (Counter(), set()))
        self._counted: Statistics | None = None

    @property
    def statistics(self) -> Statistics:
        """The statistics of the store, counted once and kept up since."""
        if self._counted is None:
            found = count_triples(self.store)
            self._counted = Statistics({**found.properties}, {**found.classes})
        return self._counted

    def add(self, quads: Collection[ox.Quad]) -> None:
        """Add quads that the store does not hold yet."""
        if not quads:
            return
        self.statistics  # noqa: B018  (counted before there is more)
        self.added.extend(quads)
        self.store.extend(quads)
        self.step += 1
        by_property: defaultdict[str, list[ox.Quad]] = defaultdict(list)
        for quad in quads:
            by_property[quad.predicate.value].append(quad)
        for iri, new in by_property.items():
            self._last[iri] = self.step
            self._by_property[iri].extend(new)
            self._steps[iri].extend([self.step] * len(new))
            self._count(iri, new)

    def _count(self, iri: str, new: Sequence[ox.Quad]) -> None:
        """Add new triples to the statistics, as if their ends had none of the property before."""
        before = self.statistics.of_property(iri)
        subjects, values = self._ends[iri]
        known = (len(subjects), len(values))
        subjects.update(quad.subject for quad in new)
        values.update(quad.object for quad in new)
        count = before.subjects + len(subjects) - known[0]
        # A few subjects may have very many; the geometric mean hardly sees them.
        powers = sum(math.log2(each) for each in subjects.values())
        properties: dict[str, Counted] = self.statistics.properties  # type: ignore[assignment]
        properties[iri] = Counted(
            before.triples + len(new),
            count,
            before.values + len(values) - known[1],
            2 ** (powers / len(subjects)) if count == len(subjects) else None,
        )
        if iri == _TYPE:
            classes: dict[str, int] = self.statistics.classes  # type: ignore[assignment]
            for quad in new:
                if isinstance(quad.object, ox.NamedNode):
                    classes[quad.object.value] = classes.get(quad.object.value, 0) + 1

    def since(self, step: int | None, properties: frozenset[str] | None) -> bool:
        """Whether triples of some properties, None for any, were added after a step."""
        if step is None:
            return True
        if properties is None:
            return self.step > step
        return any(self._last.get(each, 0) > step for each in properties)

    def has_few_rows(self, asked: Together) -> bool:
        """Whether asking for all rows again costs less than finding out which can be new."""
        known = self.statistics
        return any(
            sum(known.of_property(iri).triples for iri in needed) <= FEW for needed in asked.needed
        )

    def _new_since(self, step: int, iri: str) -> Sequence[ox.Quad]:
        """Return the triples of a property that were added after a step."""
        steps = self._steps.get(iri, ())
        return self._by_property[iri][bisect_right(steps, step) :] if steps else ()

    def can_match(self, asked: Together) -> bool:
        """Whether each pattern that a row must match has triples of its properties at all."""
        known = self.statistics.properties
        return all(any(iri in known for iri in needed) for needed in asked.needed)

    def seeds(self, asked: Together, step: int) -> Seeds | None:
        """Return what to ask a rule for again: values by variable; None for all its rows.

        ``step``: the last one before it was asked.
        """
        found: Seeds = {}
        for cause in asked.causes:
            if cause.seed is None or cause.properties is None:
                if self.since(step, cause.reads):
                    return None
                continue
            triples = [
                (quad.object, quad.subject) if turned else (quad.subject, quad.object)
                for iri, turned in cause.properties.items()
                for quad in self._new_since(step, iri)
            ]
            values = self._led_to(asked, cause, triples) if triples else ()
            if values is None:
                return None
            found.setdefault(cause.seed, set()).update(values)
        return found

    def _led_to(
        self, asked: Together, cause: Cause, triples: Sequence[tuple[object, object]]
    ) -> Collection[str] | None:
        """Return the seeds that triples lead to; None if one cannot be written."""
        pattern = cause.pattern
        subject, object_ = (_constant(asked, term) for term in (pattern.subject, pattern.value))
        # Of other literals, the query itself decides.
        fitting = [
            triple
            for triple in triples
            if subject in (None, triple[0]) and object_ in (None, triple[1])
        ]
        if not cause.bridge:
            index = 0 if variable_of(pattern.subject) == cause.seed else 1
            return self._written(asked, cause.seed, {triple[index] for triple in fitting})
        if not all(_is_writable(term) for triple in fitting for term in triple):
            return None
        if not fitting:
            return ()
        rows = self.store.query(asked.bridge_text(cause, [(str(s), str(o)) for s, o in fitting]))
        assert isinstance(rows, ox.QuerySolutions)  # noqa: S101
        return self._written(asked, cause.seed, {row[0] for row in rows})

    def _written(
        self, asked: Together, seed: str | None, values: set[object]
    ) -> Collection[str] | None:
        """Return seeds as they are written, none if none of them can be in a row."""
        nodes = [each for each in values if isinstance(each, ox.NamedNode) and is_writable(each)]
        if len(nodes) < len(values):
            return None
        checks = asked.neighbours.get(seed or "", ())
        # The query would drop them one by one; what is spared here is a query for none.
        if not any(all(self._holds(node, *each) for each in checks) for node in nodes):
            return ()
        return [str(node) for node in nodes]

    def _holds(
        self, node: ox.NamedNode, predicate: ox.NamedNode, of: ox.NamedNode | None, turned: bool
    ) -> bool:
        subject, value = (None, node) if turned else (node, of)
        quads = self.store.quads_for_pattern(subject, predicate, value, _FACTS)
        return any(True for _ in quads)


def _constant(asked: Together, term: Term) -> ox.NamedNode | None:
    """Return the IRI that a term of a pattern is, None for anything else."""
    iri = resolve(term[0], asked.prefixes) if len(term) == 1 else None
    return ox.NamedNode(iri) if iri else None


def _is_writable(term: object) -> bool:
    return isinstance(term, ox.NamedNode | ox.Literal) and is_writable(term)
