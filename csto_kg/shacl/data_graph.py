"""The facts that shapes are checked against: in a store, and as they were written.

The embedded engine keeps some literals in another form (``01`` as ``1``); shapes judge the forms
that were written, so these stand beside the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from csto_kg.sparql.statistics import Statistics, count_triples
from csto_kg.store.embedded.lexical_forms import at_risk, rewritings, stored_forms, stored_quad

if TYPE_CHECKING:
    from csto_kg.shacl.result import Term

    Node = ox.NamedNode | ox.BlankNode
    Key = tuple[ox.NamedNode | ox.BlankNode | ox.Triple, ox.NamedNode]
    Forms = dict[Key, dict[object, tuple[ox.Literal, ...]]]

_FACTS = ox.DefaultGraph()


class DataGraph:
    """Facts in the default graph of ``store``, their literals in the engine's forms there.

    Two literals of one triple that differ in the case of their language tags only are one term
    (RDF 1.1 Concepts, 3.3): one of them is kept.
    """

    def __init__(self, store: ox.Store, forms: Forms | None = None) -> None:
        """``forms``: by subject and predicate, what each rewritten literal was written as."""
        self.store = store
        self._forms: Forms = forms or {}

    @classmethod
    def of(cls, triples: Iterable[ox.Triple]) -> Self:
        """Return the graph of these triples, with a store of its own."""
        quads = _quads(triples)
        store = ox.Store()
        store.bulk_extend(map(stored_quad, quads))
        return cls(store, _forms(quads))

    @contextmanager
    def extended(self, triples: Iterable[ox.Triple]) -> Iterator[Self]:
        """Return this graph with more triples in the same store; they are taken out afterwards."""
        quads = _quads(triples)
        new = [quad for quad in map(stored_quad, quads) if quad not in self.store]
        before = self._forms
        self._forms = self._with_forms(quads)
        self.store.extend(new)
        try:
            yield self
        finally:
            self._forms = before
            for quad in new:
                self.store.remove(quad)

    def _with_forms(self, quads: list[ox.Quad]) -> Forms:
        """The forms with those of more quads, which the store does not hold yet."""
        found = {**self._forms}
        new = {
            (key, value): forms for key, by in _forms(quads).items() for value, forms in by.items()
        }
        for quad in map(stored_quad, quads) if found else ():
            # What comes in as it is stored, and was written otherwise, is written in both ways now.
            key = quad.subject, quad.predicate
            if quad.object in found.get(key, ()):
                new.setdefault((key, quad.object), (quad.object,))  # type: ignore[arg-type]
        for (key, value), forms in new.items():
            known: tuple[ox.Literal, ...] = found.get(key, {}).get(value, ())
            if not known and ox.Quad(*key, value) in self.store:  # type: ignore[arg-type]
                known = (value,)  # type: ignore[assignment]
            found[key] = {**found.get(key, {}), value: _once((*known, *forms))}
        return found

    @cached_property
    def statistics(self) -> Statistics:
        """What there is of each property and class, counted once: estimates to plan queries by."""
        return count_triples(self.store)

    @property
    def size(self) -> int:
        """How many triples there are, one for each stored."""
        return sum(1 for _ in self.store.quads_for_pattern(None, None, None, _FACTS))

    @property
    def triples(self) -> Iterator[ox.Triple]:
        """All triples as they were written."""
        for quad in self.store.quads_for_pattern(None, None, None, _FACTS):
            yield from self.written(quad.triple)

    @property
    def rewritten(self) -> Iterable[Key]:
        """Subject and predicate of each triple whose literal the store keeps in another form."""
        return self._forms.keys()

    def written(self, triple: ox.Triple) -> Iterator[ox.Triple]:
        """Return a triple of the store as it was written: once for each form."""
        forms = self._forms.get((triple.subject, triple.predicate), {}).get(triple.object)
        if forms is None:
            yield triple
        else:
            for form in forms:
                yield ox.Triple(triple.subject, triple.predicate, form)

    def objects(self, subject: Term, predicate: ox.NamedNode) -> list[Term]:
        """Return the values of a property of a node, as they were written."""
        if isinstance(subject, ox.Literal):
            return []
        found = self.store.quads_for_pattern(subject, predicate, None, _FACTS)
        values: list[Term] = [quad.object for quad in found]  # type: ignore[misc]
        forms = self._forms.get((subject, predicate))
        return _in_forms(values, forms) if forms else values

    def has(self, predicate: ox.NamedNode, value: Node | None = None) -> bool:
        """Whether any node has a property, or has this value for it."""
        found = self.store.quads_for_pattern(None, predicate, value, _FACTS)
        return next(iter(found), None) is not None

    def values(self, predicate: ox.NamedNode) -> set[Term]:
        """Return all values of a property, as they were written."""
        found = self.store.quads_for_pattern(None, predicate, None, _FACTS)
        return {each.object for quad in found for each in self.written(quad.triple)}  # type: ignore[misc]

    def subjects(self, predicate: ox.NamedNode, value: Term) -> list[Node]:
        """Return the nodes that have a value, as it was written, for a property."""
        stored = value
        if isinstance(value, ox.Literal) and at_risk(value):
            stored = stored_forms([value])[0]
        found = self.store.quads_for_pattern(None, predicate, stored, _FACTS)
        nodes: list[Node] = [quad.subject for quad in found]  # type: ignore[misc]
        if not isinstance(value, ox.Literal) or (not self._forms and stored == value):
            return nodes
        return [node for node in nodes if _has(self._forms.get((node, predicate)), stored, value)]

    def about(self, subject: Term) -> dict[str, list[Term]]:
        """Return all values of a node by property, as they were written."""
        found: dict[str, list[Term]] = {}
        if isinstance(subject, ox.Literal):
            return found
        for quad in self.store.quads_for_pattern(subject, None, None, _FACTS):
            found.setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]
        if self._forms:
            for iri, values in found.items():
                forms = self._forms.get((subject, ox.NamedNode(iri)))
                if forms:
                    found[iri] = _in_forms(values, forms)
        return found


def _quads(triples: Iterable[ox.Triple]) -> list[ox.Quad]:
    return [ox.Quad(*triple) for triple in triples]


def _forms(quads: list[ox.Quad]) -> Forms:
    found: Forms = {}
    for stored, forms in rewritings(quads).forms.items():
        by_value = found.setdefault((stored.subject, stored.predicate), {})
        by_value[stored.object] = _once(forms)
    return found


def _once(forms: Iterable[ox.Literal]) -> tuple[ox.Literal, ...]:
    """Forms without those that differ in the case of their language tags only."""
    kept = {_key(form): form for form in sorted(forms, key=str, reverse=True)}
    return tuple(sorted(kept.values(), key=str))


def _key(form: ox.Literal) -> tuple[str, str, str]:
    return form.value, form.datatype.value, (form.language or "").lower()


def _in_forms(values: list[Term], forms: Mapping[object, tuple[ox.Literal, ...]]) -> list[Term]:
    return [form for value in values for form in forms.get(value, (value,))]


def _has(forms: Mapping[object, tuple[ox.Literal, ...]] | None, stored: Term, value: Term) -> bool:
    """Whether a triple with a stored literal was written with this one."""
    if forms is None or stored not in forms:
        return stored == value
    return value in forms[stored]
