"""What it costs to match a part of a query once, as far as the statistics of a graph tell.

Estimates, to order joins by: a wrong one makes a query slow and changes no answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from csto_kg.sparql.guard import resolve
from csto_kg.sparql.scopes import projected
from csto_kg.sparql.statistics import Statistics
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


def properties_of(path: PropertyPath, prefixes: Mapping[str, str]) -> frozenset[str] | None:
    """Return the properties that a path is made of; None where it can match any."""
    found = set()
    for token in path.properties():
        iri = token and (RDF + "type" if token.text == "a" else resolve(token, prefixes))
        if iri is None:
            return None
        found.add(iri)
    return frozenset(found)


def named_properties(where: Group, prefixes: Mapping[str, str]) -> tuple[str, ...]:
    """Return the properties that the patterns of a query name, in order."""
    patterns = (each for each in within(where) if isinstance(each, TriplePattern))
    return tuple(sorted({p for each in patterns for p in properties_of(each.path, prefixes) or ()}))
