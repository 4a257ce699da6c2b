"""A validation report as triples: SHACL 3.6."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.shacl.graph.paths import parse_path, path_triples
from csto_kg.shacl.result import SH
from csto_kg.terms import RDF, XSD

if TYPE_CHECKING:
    from csto_kg.shacl.graph.shapes_graph import Node
    from csto_kg.shacl.result import Term, ValidationResult

_TYPE = ox.NamedNode(f"{RDF}type")
_BOOLEAN = ox.NamedNode(f"{XSD}boolean")


def report_triples(
    results: Iterable[tuple[Node, ValidationResult, str]], *, conforms: bool
) -> Iterator[ox.Triple]:
    """Yield a report: of each result its node, itself and its message in words."""
    results = list(results)
    taken = {label for _, result, _ in results for label in _labels(result)}
    names = (ox.BlankNode(stem) for stem in _stems() if stem not in taken)
    node = next(names)
    yield ox.Triple(node, _TYPE, _sh("ValidationReport"))
    value = ox.Literal(str(conforms).lower(), datatype=_BOOLEAN)
    yield ox.Triple(node, _sh("conforms"), value)
    for name, result, message in results:
        yield ox.Triple(node, _sh("result"), name)
        yield from _result(name, result, message, lambda: next(names))


def _stems() -> Iterator[str]:
    """Yield labels for the report and for the blank nodes of its paths."""
    yield "report"
    yield from (f"path{number}" for number in count())


def _labels(result: ValidationResult) -> Iterator[str]:
    """Yield the labels of the blank nodes that a result names."""
    for term in (result.focus, result.value):
        if isinstance(term, ox.BlankNode):
            yield term.value
    for name in (result.shape, result.component, result.constraint or ""):
        yield name.removeprefix("_:")


def _result(
    name: Node, result: ValidationResult, message: str, new_node: Callable[[], ox.BlankNode]
) -> Iterator[ox.Triple]:
    yield ox.Triple(name, _TYPE, _sh("ValidationResult"))
    severity = result.custom_severity or result.severity.iri
    values: list[tuple[str, Term]] = [
        ("focusNode", result.focus),
        ("resultSeverity", ox.NamedNode(severity)),
        ("sourceShape", _node(result.shape)),
        ("sourceConstraintComponent", _node(result.component)),
    ]
    if result.constraint is not None:
        values.append(("sourceConstraint", _node(result.constraint)))
    if result.value is not None:
        values.append(("value", result.value))
    if message:
        values.append(("resultMessage", _text(message, result.language)))
    if result.path is not None:
        path, triples = path_triples(parse_path(result.path), new_node)
        yield from triples
        values.append(("resultPath", path))
    for predicate, value in values:
        yield ox.Triple(name, _sh(predicate), value)


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)


def _node(name: str) -> Node:
    return ox.BlankNode(name[2:]) if name.startswith("_:") else ox.NamedNode(name)


def _text(text: str, language: str | None) -> ox.Literal:
    return ox.Literal(text) if language is None else ox.Literal(text, language=language)
