"""Triples by subject and predicate, for reading shapes and their properties."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.terms import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from csto_kg.shacl.result import Term

Node = ox.NamedNode | ox.BlankNode

TYPE, FIRST, REST = f"{RDF}type", f"{RDF}first", f"{RDF}rest"
NIL = ox.NamedNode(f"{RDF}nil")


def nodes(terms: Iterable[Term]) -> list[Node]:
    """Return the terms that are no literals."""
    return [term for term in terms if isinstance(term, ox.NamedNode | ox.BlankNode)]


class Index:
    """Triples; each look-up gives its nodes in one order, whatever order they came in."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._facts: dict[Node, dict[str, list[Term]]] = {}
        self._users: dict[Term, list[tuple[Node, str]]] = defaultdict(list)
        for triple in sorted(set(triples), key=str):
            subject, predicate, value = triple.subject, triple.predicate.value, triple.object
            if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
                continue  # RDF 1.2, which the readers of files refuse
            self._facts.setdefault(subject, {}).setdefault(predicate, []).append(value)
            self._users[value].append((subject, predicate))

    def subjects(self) -> Iterator[Node]:
        return iter(self._facts)

    def properties(self, subject: Term) -> dict[str, list[Term]]:
        """All values of a subject, by predicate."""
        return {} if isinstance(subject, ox.Literal) else self._facts.get(subject, {})

    def values(self, subject: Term, predicate: str) -> list[Term]:
        return self.properties(subject).get(predicate, [])

    def value(self, subject: Term, predicate: str) -> Term | None:
        """The first value, or None."""
        values = self.values(subject, predicate)
        return values[0] if values else None

    def users(self, value: Term) -> list[tuple[Node, str]]:
        """The subjects and predicates that a term is the object of."""
        return self._users.get(value, [])

    def instances(self, *classes: str) -> Iterator[Node]:
        """The subjects that are declared to be of one of the classes."""
        for name in classes:
            for subject, predicate in self.users(ox.NamedNode(name)):
                if predicate == TYPE:
                    yield subject

    def members(self, head: Term) -> list[Term] | None:
        """The members of an RDF list; None when it is not well-formed."""
        found: list[Term] = []
        seen: set[Term] = set()
        while head != NIL:
            first, rest = self.values(head, FIRST), self.values(head, REST)
            if len(first) != 1 or len(rest) != 1 or head in seen:
                return None
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return found
