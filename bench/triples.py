"""Triples as short texts, and the three ways to write them out.

A term is what Turtle has for it with the prefixes below: ``id:g0o1``, ``"council"@en``,
``"2018-11-02"^^xsd:date``. A node is a subject with its facts, in one named graph.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeAlias

PREFIXES = {
    "csto": "https://w3id.org/csto-kg/ontology#",
    "dct": "http://purl.org/dc/terms/",
    "graph": "https://w3id.org/csto-kg/graph/",
    "id": "https://w3id.org/csto-kg/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

TRUE = '"true"^^xsd:boolean'

Fact: TypeAlias = tuple[str, str]
Facts: TypeAlias = list[Fact]


class Node(NamedTuple):
    """A subject and what is said of it, in one graph. Its facts may be changed until written."""

    graph: str
    subject: str
    facts: Facts

    @property
    def kind(self) -> str:
        """The class, such as ``csto:Tenure``."""
        return self.value("rdf:type") or ""

    def value(self, predicate: str) -> str | None:
        """Return the first value of a property."""
        return next((o for p, o in self.facts if p == predicate), None)


def text(value: str) -> str:
    """Return a plain literal."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def english(value: str) -> str:
    """Return a text in English."""
    return text(value) + "@en"


def number(value: int) -> str:
    """Return an xsd:integer."""
    return f'"{value}"^^xsd:integer'


def day(value: dt.date) -> str:
    """Return an xsd:date."""
    return f'"{value.isoformat()}"^^xsd:date'


def exact(role: str, value: dt.date) -> Facts:
    """Return the facts of a date that is known to the day; ``role`` is start, end, date…"""
    return _dated(role, day(value), value, value)


def month(role: str, value: dt.date) -> Facts:
    """Return the facts of a date that is known to the month."""
    first = value.replace(day=1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return _dated(role, f'"{first:%Y-%m}"^^xsd:gYearMonth', first, last)


def year(role: str, value: dt.date) -> Facts:
    """Return the facts of a date that is known to the year."""
    first, last = dt.date(value.year, 1, 1), dt.date(value.year, 12, 31)
    return _dated(role, f'"{value.year}"^^xsd:gYear', first, last)


def without_year(role: str, value: dt.date, ground: str) -> Facts:
    """Return the facts of a day whose year is inferred by the record ``ground``."""
    stated = f'"--{value.month:02}-{value.day:02}"^^xsd:gMonthDay'
    return [*_dated(role, stated, value, value), ("csto:dateGround", ground)]


def _dated(role: str, stated: str, earliest: dt.date, latest: dt.date) -> Facts:
    return [
        (f"csto:{role}", stated),
        (f"csto:{role}Earliest", day(earliest)),
        (f"csto:{role}Latest", day(latest)),
    ]


@lru_cache(maxsize=4096)
def full(term: str) -> str:
    """Return a term as N-Triples has it."""
    if term.startswith('"'):
        literal, mark, datatype = term.rpartition("^^")
        return f"{literal}^^{full(datatype)}" if mark and literal.endswith('"') else term
    if term.startswith("<"):
        return term
    prefix, _, local = term.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def nquad(graph: str, subject: str, predicate: str, value: str) -> str:
    """Return one line of N-Quads."""
    return f"{full(subject)} {full(predicate)} {full(value)} {full(graph)} .\n"


def nquads(nodes: Iterator[Node]) -> Iterator[str]:
    """Write nodes as N-Quads."""
    for node in nodes:
        subject, end = full(node.subject), f" {full(node.graph)} .\n"
        yield "".join(f"{subject} {full(p)} {full(o)}{end}" for p, o in node.facts)


def ntriples(nodes: Iterator[Node]) -> Iterator[str]:
    """Write nodes as N-Triples; the graphs are lost."""
    for node in nodes:
        subject = full(node.subject)
        yield "".join(f"{subject} {full(p)} {full(o)} .\n" for p, o in node.facts)


def turtle(nodes: Iterator[Node]) -> Iterator[str]:
    """Write nodes as Turtle; the graphs are lost."""
    yield "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items())
    for node in nodes:
        yield turtle_block(node)


def turtle_block(node: Node) -> str:
    """Return one node as Turtle."""
    lines = "".join(f"    {'a' if p == 'rdf:type' else p} {o} ;\n" for p, o in node.facts)
    return f"\n{node.subject}\n{lines}    .\n"


WRITERS: dict[str, Callable[[Iterator[Node]], Iterator[str]]] = {
    "nquads": nquads,
    "ntriples": ntriples,
    "turtle": turtle,
}
