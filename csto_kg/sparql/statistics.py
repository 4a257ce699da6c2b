"""How much a graph has of each property and class: estimates to plan queries by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

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

    def sizes(self, properties: Iterable[str]) -> tuple[int, ...]:
        """Return the order of magnitude of each property: a plan is good for graphs of the same."""
        return tuple(self.of_property(each).triples.bit_length() // 4 for each in properties)

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
