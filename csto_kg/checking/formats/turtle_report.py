"""The validation report of the W3C's SHACL recommendation, in Turtle.

``sh:conforms`` is as SHACL defines it: false with any result, whatever its severity. Of a change,
the report is of the graph after it; what the change resolves is no result of that.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.checking.checked_result import Result, State
from csto_kg.checking.formats.identity import identified, result_iri
from csto_kg.shacl.graph.paths import parse_path, path_triples
from csto_kg.shacl.messages import worded
from csto_kg.shacl.result import SH
from csto_kg.terms import CSTO, ID, RDF, XSD
from csto_kg.writers.turtle.writer import turtle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csto_kg.checking.report import Labels, Report

    _Value = ox.NamedNode | ox.BlankNode | ox.Literal

_BOOLEAN = ox.NamedNode(f"{XSD}boolean")
_TYPE = ox.NamedNode(f"{RDF}type")


def turtle_report(report: Report, labels: Labels) -> str:
    """Return the report as Turtle; the same, byte for byte, for the same results."""
    return turtle(_Triples(report, labels).all())


class _Triples:
    def __init__(self, report: Report, labels: Labels) -> None:
        self._results = [r for r in report.results if r.state is not State.RESOLVED]
        self._labels = labels
        self._numbers = count()

    def all(self) -> Iterator[ox.Triple]:
        node = ox.BlankNode("report")
        yield ox.Triple(node, _TYPE, _sh("ValidationReport"))
        conforms = ox.Literal(
            str(not self._results).lower(), datatype=ox.NamedNode(f"{XSD}boolean")
        )
        yield ox.Triple(node, _sh("conforms"), conforms)
        for fingerprint, result in identified(self._results):
            name = ox.NamedNode(result_iri(fingerprint))
            yield ox.Triple(node, _sh("result"), name)
            yield from self._result(name, result)

    def _result(self, name: ox.NamedNode, result: Result) -> Iterator[ox.Triple]:
        yield ox.Triple(name, _TYPE, _sh("ValidationResult"))
        severity = result.custom_severity or result.severity.iri
        values: list[tuple[ox.NamedNode, _Value]] = [
            (_sh("focusNode"), result.focus),
            (_sh("resultSeverity"), ox.NamedNode(severity)),
            (_sh("sourceShape"), _node(result.shape)),
            (_sh("sourceConstraintComponent"), _node(result.component)),
        ]
        if result.constraint is not None:
            values.append((_sh("sourceConstraint"), _node(result.constraint)))
        if result.value is not None:
            values.append((_sh("value"), result.value))
        if result.message:
            text = worded(result.message, self._labels)
            values.append((_sh("resultMessage"), _text(text, result.language)))
        if result.path is not None:
            path, triples = path_triples(parse_path(result.path), self._new_node)
            yield from triples
            values.append((_sh("resultPath"), path))
        if result.reading is not None:
            values.append((ox.NamedNode(f"{CSTO}underReading"), ox.NamedNode(ID + result.reading)))
        if result.state is not None:
            values.append((ox.NamedNode(f"{CSTO}resultState"), ox.Literal(result.state.value)))
        for predicate, value in values:
            yield ox.Triple(name, predicate, value)

    def _new_node(self) -> ox.BlankNode:
        return ox.BlankNode(f"path{next(self._numbers)}")


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)


def _node(name: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(name[2:]) if name.startswith("_:") else ox.NamedNode(name)


def _text(text: str, language: str | None) -> ox.Literal:
    return ox.Literal(text) if language is None else ox.Literal(text, language=language)
