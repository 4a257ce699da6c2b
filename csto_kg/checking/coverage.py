"""Which records count in checks and which do not, and which no rotation rule is held against.

The rules say which count (``csto:counted``) and which nothing is held against
(``csto:notJudgedBecause``). Why a record does not count is read from its status. An element in
force of a rule, and an account of its first turn, is what checks go by, so it is neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from csto_kg.shacl.graph.shapes_graph import truth
from csto_kg.terms import COUNTS, CSTO, LABEL, RDF, STATUS, lexical

_TYPE = ox.NamedNode(RDF + "type")
_COUNTED = ox.NamedNode(CSTO + "counted")
_IN_FORCE = ox.NamedNode(CSTO + "inForce")
_ACCOUNT = ox.NamedNode(CSTO + "account")
_NOT_JUDGED = ox.NamedNode(CSTO + "notJudgedBecause")
_READING = ox.NamedNode(CSTO + "Reading")


@dataclass(frozen=True)
class Coverage:
    """The records that count; and by record, why it does not, or why it is not judged."""

    counting: frozenset[str]
    not_counting: Mapping[str, str]
    not_judged: Mapping[str, str]


def coverage(facts: Collection[ox.Triple], derived: Iterable[ox.Triple]) -> Coverage:
    """Return which records of the facts checks cover, by what the rules derive."""
    counted: set[object] = set()
    in_force: set[object] = set()
    not_judged = {}
    for triple in derived:
        if triple.predicate == _COUNTED and truth(triple.object):
            counted.add(triple.subject)
        elif triple.predicate == _IN_FORCE and truth(triple.object):
            in_force.add(triple.subject)
        elif triple.predicate == _ACCOUNT:
            in_force.add(triple.object)
        elif triple.predicate == _NOT_JUDGED:
            not_judged[lexical(triple.subject)] = lexical(triple.object)
    return Coverage(
        frozenset(map(lexical, counted)), dict(_not_counting(facts, counted, in_force)), not_judged
    )


def readings_in(facts: Iterable[ox.Triple]) -> set[str]:
    """Return the readings that the facts speak of."""
    return {
        lexical(triple.subject)
        for triple in facts
        if triple.predicate == _TYPE and triple.object == _READING
    }


def by_reason(reasons: Mapping[str, str], of: Collection[str] | None = None) -> dict[str, int]:
    """Return how many there are of each reason, in their order; of these records alone, if any."""
    return dict(
        sorted(Counter(why for name, why in reasons.items() if of is None or name in of).items())
    )


def _not_counting(
    facts: Collection[ox.Triple], counted: Collection[object], in_force: Collection[object]
) -> Iterable[tuple[str, str]]:
    statuses: dict[object, object] = {}
    kinds: dict[object, set[object]] = {}
    names: dict[object, str] = {}
    counting = set()
    for triple in facts:
        if triple.predicate == STATUS:
            statuses[triple.subject] = triple.object
        elif triple.predicate == COUNTS and truth(triple.object):
            counting.add(triple.subject)
    named = set(statuses.values())
    for triple in facts:
        if triple.predicate == _TYPE and triple.subject in statuses:
            kinds.setdefault(triple.subject, set()).add(triple.object)
        elif triple.predicate == LABEL and triple.subject in named:
            names[triple.subject] = lexical(triple.object)
    looked_at = set().union(*(kinds.get(record, set()) for record in counted))
    for record, status in statuses.items():
        if record in counted or record in in_force:
            continue
        if status not in counting:
            yield lexical(record), names.get(status, lexical(status))
        elif looked_at.isdisjoint(kinds.get(record, ())):
            yield lexical(record), "of a kind that no check looks at"
        else:
            yield lexical(record), "superseded, or inferred from what does not count"
