"""What it costs to match a part of a query once, as far as the statistics of a graph tell.

Estimates, to order joins by: a wrong one makes a query slow and changes no answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import pyoxigraph as ox

from csto_kg.sparql.guard import resolve
from csto_kg.sparql.scopes import projected
from csto_kg.sparql.tokens import Token
from csto_kg.sparql.tree import (
    Bind,
    Element,
    Filter,
    Group,
    InGraph,
    Minus,
    Optional,
    PathForm,
    PropertyPath,
    Select,
    TriplePattern,
    Union,
    Values,
    variable_of,
    within,
)
from csto_kg.terms import RDF

_TYPE = RDF + "type"
_PROPERTIES = (
    "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?from) (COUNT(DISTINCT ?o) AS ?to) "
    "{ ?s ?p ?o } GROUP BY ?p"
)
_CLASSES = f"SELECT ?class (COUNT(*) AS ?n) {{ ?s <{_TYPE}> ?class }} GROUP BY ?class"
# What looking at a triple costs that turns out not to match, beside one that does.
_LOOK = 0.03


@dataclass(frozen=True, slots=True)
class Counted:
    """The triples of one property: how many, of how many subjects and values.

    ``typical``: how many a subject has that is like most; None where only the mean is known.
    """

    triples: int
    subjects: int
    values: int
    typical: float | None = None


@dataclass(frozen=True)
class Statistics:
    """What is known of a graph by property and by class, under their IRIs.

    Of a graph of which nothing is known, each property has the same number of triples.
    """

    properties: Mapping[str, Counted]
    classes: Mapping[str, int]
    triples: int = field(init=False)

    def __post_init__(self) -> None:
        """Add up the triples."""
        total = sum(each.triples for each in self.properties.values())
        object.__setattr__(self, "triples", total)

    def of_property(self, iri: str) -> Counted:
        """Return what is known of a property, which may be that it has no triples."""
        return self.properties.get(iri, _NO_TRIPLES if self.properties else _SOME_TRIPLES)

    def cost(
        self, iri: str | None, *, subject: bool, value: bool, of_class: str | None, degree: float
    ) -> float:
        """Return what it costs to match triples of a property, None for any, once.

        ``subject`` and ``value`` say which ends are known, ``of_class`` is the class where the
        pattern names one; ``degree`` estimates how many triples have the value that is known.
        The store goes through the shorter of the lists of its ends and of the property.
        """
        counted = self.of_property(iri) if iri else Counted(self.triples, 1 + self.triples // 8, 1)
        triples = counted.triples
        if subject and value:
            return min(0.9, triples / (counted.subjects * counted.values or 1)) + _LOOK * 10
        if subject:
            found = counted.typical or triples / (counted.subjects or 1)
            return found + _LOOK * min(10, triples)
        if value:
            if of_class is not None and iri == _TYPE:
                return self.classes.get(of_class, 0 if self.properties else triples / 10)
            found = triples / (counted.values or 1)
            return found + _LOOK * min(max(degree, found), triples)
        return triples


_NO_TRIPLES = Counted(0, 0, 0)
_SOME_TRIPLES = Counted(1000, 500, 200)


def count_triples(store: ox.Store) -> Statistics:
    """Return the statistics of the default graph of a store."""
    properties = store.query(_PROPERTIES)
    classes = store.query(_CLASSES)
    assert isinstance(properties, ox.QuerySolutions)  # noqa: S101
    assert isinstance(classes, ox.QuerySolutions)  # noqa: S101
    return Statistics(
        {
            row["p"].value: Counted(*(int(row[name].value) for name in ("n", "from", "to")))
            for row in properties
        },
        {row["class"].value: int(row["n"].value) for row in classes},
    )


class Costs:
    """Estimates for the parts of one query, by the statistics of a graph."""

    def __init__(self, statistics: Statistics, prefixes: Mapping[str, str], where: Group) -> None:
        self._statistics = statistics
        self._prefixes = prefixes
        self._iris: dict[str, str | None] = {}
        self._degrees = self._count_degrees(where)

    def cost(self, element: Element, bound: AbstractSet[str]) -> float:
        """Return what matching an element once costs, when some variables are bound."""
        match element:
            case TriplePattern():
                return self._triple_cost(element, bound)
            case Values():
                return element.rows
            case Group():
                return self._group_cost(element, bound)
            case Union():
                return sum(self._group_cost(each, bound) for each in element.branches)
            case InGraph() | Optional():
                return self._group_cost(element.group, bound)
            case Select():
                return self._group_cost(element.where, bound & projected(element))
        return 1.0

    def _group_cost(self, group: Group, bound: AbstractSet[str]) -> float:
        """Return what the first step will cost, which is what makes the difference."""
        costs = [
            self.cost(each, bound)
            for each in group.elements
            if not isinstance(each, Filter | Bind | Optional | Minus)
        ]
        return min(costs, default=1.0)

    def _triple_cost(self, triple: TriplePattern, bound: AbstractSet[str]) -> float:
        name = variable_of(triple.value)
        subject = _known(variable_of(triple.subject), bound)
        value = _known(name, bound)
        degree = self._degrees.get(name, 0.0) if name else 0.0
        return self._path_cost(triple.path, triple, subject=subject, value=value, degree=degree)

    def _path_cost(
        self,
        path: PropertyPath,
        triple: TriplePattern,
        *,
        subject: bool,
        value: bool,
        degree: float,
    ) -> float:
        ends = {"subject": subject, "value": value}
        match path.form:
            case PathForm.IRI:
                iri = self._iri(path.tokens[0])
                of_class = self._iri(triple.value[0]) if iri == RDF + "type" else None
                return self._statistics.cost(iri, **ends, of_class=of_class, degree=degree)
            case PathForm.INVERSE:
                turned = {"subject": value, "value": subject}
                return self._path_cost(path.parts[0], triple, **turned, degree=degree)
            case PathForm.ALTERNATIVE:
                each = (self._path_cost(p, triple, **ends, degree=degree) for p in path.parts)
                return sum(each)
            case PathForm.REPEATED if subject or value:
                return 2 + self._path_cost(path.parts[0], triple, **ends, degree=degree)
            case PathForm.REPEATED:
                return 3.0 * (1000 + self._statistics.triples)
            case PathForm.SEQUENCE:
                return max(self._path_cost(p, triple, **ends, degree=degree) for p in path.parts)
        return self._statistics.cost(None, **ends, of_class=None, degree=degree)

    def _iri(self, token: Token) -> str | None:
        if token.text == "a":
            return RDF + "type"
        if token.text not in self._iris:
            self._iris[token.text] = resolve(token, self._prefixes)
        return self._iris[token.text]

    def _count_degrees(self, where: Group) -> dict[str, float]:
        """Return, for each variable, in how many triples its values are the value, at least.

        Where ``?x :p ?focus`` has few subjects for each focus, ``?x :q ?focus`` may have many; the
        store goes through them all.
        """
        found: dict[str, float] = {}
        for triple in within(where):
            if not isinstance(triple, TriplePattern) or triple.path.form is not PathForm.IRI:
                continue
            name = variable_of(triple.value)
            if name is None:
                continue
            counted = self._statistics.of_property(self._iri(triple.path.tokens[0]) or "")
            found[name] = max(found.get(name, 0.0), counted.triples / (counted.values or 1))
        return found


def _known(name: str | None, bound: AbstractSet[str]) -> bool:
    return name is None or name in bound
