"""The order in which rdflib matches the triple patterns of a query.

rdflib takes those with the fewest unbound variables first, whatever they match, and decides once,
by what is bound when it comes to a group: ``?rule ex:inForce true`` walks through all rules there
are, for each focus node. In an :class:`IndexedGraph` the next pattern is always the one
that is expected to match the fewest triples, after what the patterns before it bind.

A basic graph pattern is a conjunction, so its answers do not depend on the order (SPARQL 1.1,
section 18.3).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import rdflib
from rdflib import RDF, BNode, Variable
from rdflib.paths import Path
from rdflib.plugins.sparql import CUSTOM_EVALS
from rdflib.plugins.sparql.algebra import simplify, traverse
from rdflib.plugins.sparql.evaluate import evalBGP
from rdflib.plugins.sparql.parserutils import CompValue

if TYPE_CHECKING:
    from rdflib.plugins.sparql.sparql import Query, QueryContext

_Pattern: TypeAlias = tuple[Any, Any, Any]

_FEW = 4.0  # triples expected at the end of a path, or of any property


class IndexedGraph(rdflib.Graph):
    """A graph that knows what its queries will match. It is not changed once it has been asked."""

    @cached_property
    def selectivity(self) -> Selectivity:
        """How many triples a pattern matches, counted when first asked for."""
        return Selectivity(self)


class Selectivity:
    """How many triples a pattern matches, on average."""

    def __init__(self, triples: Iterable[_Pattern]) -> None:
        self._total = 0
        self._of_property: Counter[Any] = Counter()
        self._of_class: Counter[Any] = Counter()
        subjects, values = defaultdict[Any, set[Any]](set), defaultdict[Any, set[Any]](set)
        for subject, predicate, value in triples:
            self._total += 1
            self._of_property[predicate] += 1
            subjects[predicate].add(subject)
            values[predicate].add(value)
            if predicate == RDF.type:
                self._of_class[value] += 1
        self._subjects = {predicate: len(found) for predicate, found in subjects.items()}
        self._values = {predicate: len(found) for predicate, found in values.items()}

    def expected(self, pattern: _Pattern, bound: Collection[Any]) -> float:
        """The number of triples that match, for one value of each variable that is ``bound``."""
        subject, predicate, value = pattern
        known_subject, known_value = (
            not _is_variable(term) or term in bound for term in (subject, value)
        )
        if known_subject and known_value:
            return 0
        if isinstance(predicate, (Path, Variable, BNode)):
            if known_subject or known_value:
                return _FEW
            return math.inf if isinstance(predicate, Path) else self._total  # walks all there are
        count = self._of_property[predicate]
        if known_subject:
            return count / self._subjects.get(predicate, 1)
        if predicate == RDF.type and value in self._of_class:
            return self._of_class[value]
        return count / self._values.get(predicate, 1) if known_value else count

    def ordered(self, patterns: Iterable[_Pattern], bound: Iterable[Any]) -> list[_Pattern]:
        """Return the patterns, each the one that then matches the fewest; ``bound`` are before."""
        known, left, found = set(bound), list(patterns), []
        while left:
            best = min(left, key=lambda pattern: self.expected(pattern, known))
            left.remove(best)
            found.append(best)
            known.update(filter(_is_variable, best))
        return found


def simplify_exists(query: Query) -> None:
    """Simplify what is inside EXISTS, as rdflib does with the rest of a query, in place.

    Left as a join with an empty pattern, all its solutions would be looked for, not just the first.
    """
    for part in _operators(query.algebra):
        if part.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            # The attribute: the item of that name is the pattern before its translation.
            part.graph = traverse(part.graph, visitPost=simplify)


def _operators(part: object) -> Iterator[CompValue]:
    """Yield the operators of the algebra, each before what is inside it."""
    if isinstance(part, CompValue):
        yield part
        inside = (part.graph,) if part.name.endswith("EXISTS") else tuple(part.values())
    else:
        inside = tuple(part) if isinstance(part, (list, tuple)) else ()
    for each in inside:
        yield from _operators(each)


def _evaluated(context: QueryContext, part: CompValue) -> Any:
    """The solutions of a basic graph pattern over an indexed graph; else, rdflib's own way."""
    if part.name != "BGP" or not isinstance(context.graph, IndexedGraph):
        raise NotImplementedError  # rdflib's word for a part that is not ours to evaluate
    patterns = part["triples"]
    bound = frozenset(
        term
        for pattern in patterns
        for term in pattern
        if _is_variable(term) and context[term] is not None
    )
    return evalBGP(context, _order(part, context.graph.selectivity, bound))


def _order(part: CompValue, selectivity: Selectivity, bound: frozenset[Any]) -> list[_Pattern]:
    """The order for these data, kept with the part: it is asked for at each focus node."""
    if getattr(part, "ordered_for", None) is not selectivity:
        part.ordered_for, part.orders = selectivity, {}
    if bound not in part.orders:
        part.orders[bound] = selectivity.ordered(part["triples"], bound)
    order: list[_Pattern] = part.orders[bound]
    return order


def _is_variable(term: object) -> bool:
    return isinstance(term, (Variable, BNode))


CUSTOM_EVALS["csto_kg.shacl.pyshacl.join_order"] = _evaluated
