"""Statements by subject, and the order in which people read them.

Terms are texts, as they stand in N-Triples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.terms import PREFIXES, RDF, RDFS
from csto_kg.writers.canonical import natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Facts = list[tuple[str, str]]

TYPE = f"<{RDF}type>"
_READ_FIRST = {
    f"<{iri}>": place
    for place, iri in enumerate(
        (
            RDF + "type",
            RDFS + "label",
            PREFIXES["skos"] + "prefLabel",
            PREFIXES["skos"] + "altLabel",
            PREFIXES["dct"] + "title",
        )
    )
}


def by_subject(lines: Iterable[str]) -> dict[str, Facts]:
    """Return the predicates and objects of each subject, from lines of N-Triples."""
    found: dict[str, Facts] = {}
    subject = None
    facts: Facts = []
    for line in lines:
        name, predicate, value = line[:-2].split(" ", 2)
        if name != subject:
            subject = name
            facts = found.setdefault(name, [])
        facts.append((predicate, value))
    return found


def by_graph(lines: Iterable[str]) -> dict[str, list[str]]:
    """Return lines of N-Triples for each graph, in order of its name, from lines of N-Quads.

    The name of the default graph is empty.
    """
    found: dict[str, list[str]] = {}
    for line in lines:
        rest, _, last = line[:-2].rpartition(" ")
        # A literal has quotation marks, an IRI none; and with two terms before it, it is an object.
        if last[0] in "<_" and '"' not in last and rest.count(" ") > 1:
            found.setdefault(last, []).append(rest + " .")
        else:
            found.setdefault("", []).append(line)
    return {name: found[name] for name in sorted(found, key=natural)}


class ReadingOrder:
    """Orders subjects, properties and values; ``kinds``: IRIs of classes in reading order."""

    def __init__(self, kinds: Sequence[str] = ()) -> None:
        self._kinds = {f"<{iri}>": place for place, iri in enumerate(kinds)}
        self._plans: dict[tuple[str, ...], list[tuple[str, list[int]]]] = {}

    def named(self, facts: Mapping[str, Facts]) -> list[str]:
        """Return the subjects with IRIs: by kind, then in natural order."""
        subjects = [subject for subject in facts if subject[0] == "<"]
        return sorted(subjects, key=lambda s: (self.kind(facts[s]), natural(s)))

    def all(self, facts: Mapping[str, Facts]) -> list[str]:
        """Return all subjects, blank nodes last."""
        return [*self.named(facts), *sorted((s for s in facts if s[0] == "_"), key=natural)]

    def properties(self, facts: Facts) -> dict[str, list[str]]:
        """Return the objects of each predicate; type, labels and titles come first."""
        predicates, values = zip(*facts, strict=True)
        return {
            predicate: [values[place] for place in places]
            for predicate, places in self.plan(predicates)
        }

    def plan(self, predicates: tuple[str, ...]) -> list[tuple[str, list[int]]]:
        """Return predicates in order, each with the places where it stands; kept for next time."""
        found = self._plans.get(predicates)
        if found is None:
            places: dict[str, list[int]] = {}
            for place, predicate in enumerate(predicates):
                places.setdefault(predicate, []).append(place)
            found = [(p, places[p]) for p in sorted(places, key=_property_key)]
            self._plans[predicates] = found
        return found

    def kind(self, facts: Facts) -> tuple[int, str]:
        """Return the key of a subject's kind; of what is said of it only the types count."""
        kinds = self._kinds
        if not kinds:
            return 0, ""
        types = [value for predicate, value in facts if predicate == TYPE]
        places = [kinds[value] for value in types if value in kinds]
        if places:
            return min(places), ""
        return len(kinds) + (not types), min(map(natural, types), default="")


def _property_key(predicate: str) -> tuple[int, str]:
    return _READ_FIRST.get(predicate, len(_READ_FIRST)), natural(predicate)


def value_key(value: str) -> tuple[int, str, str]:
    """Return a key that puts IRIs before literals before blank nodes, each in natural order."""
    if value[0] != '"':
        return (0 if value[0] == "<" else 2), natural(value), ""
    cut = value.rindex('"')
    return 1, natural(value[1:cut]), value[cut:]
