"""A report for machines; docs/reports.md describes each field."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from csto_kg.output.json_text import json_text
from csto_kg.shacl.messages import worded

if TYPE_CHECKING:
    from csto_kg.checking.checked_result import Result
    from csto_kg.checking.report import Labels, Report
    from csto_kg.shacl.result import Term

Details: TypeAlias = "Callable[[Result], Mapping[str, Any]]"
"""Further fields of a result for machines."""

_PLAIN = (
    "http://www.w3.org/2001/XMLSchema#string",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
)


def json_report(report: Report, labels: Labels) -> str:
    """Return the report as one JSON object, ended by a line end."""
    return json_text(report_object(report, labels))


def report_object(
    report: Report, labels: Labels, details: Details = lambda _: {}, **beside: Any
) -> dict[str, Any]:
    """Return the report in values that JSON has.

    ``details`` gives further fields of a result, ``beside`` are further ones of the report.
    """
    return {
        "conforms": report.conforms,
        "checked": scope(report),
        "results": [{**_result(result, labels), **details(result)} for result in report.results],
        **beside,
    }


def scope(report: Report) -> dict[str, Any]:
    """Return what was looked at, in values that JSON has."""
    return {name: _value(value) for name, value in dataclasses.asdict(report.checked).items()}


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _value(inner) for name, inner in value.items()}
    if isinstance(value, (tuple, list, set, frozenset)):
        return [_value(inner) for inner in value]
    return value


def _result(result: Result, labels: Labels) -> dict[str, Any]:
    return {
        "severity": result.severity.name.lower(),
        "verdict": result.severity.word,
        "reading": result.reading,
        "shape": result.shape,
        "constraint": result.constraint,
        "component": result.component,
        "focus": term(result.focus),
        "path": result.path,
        "value": None if result.value is None else term(result.value),
        "message": worded(result.message, labels),
        "see": result.see,
        "state": result.state,
        "file": result.file,
        "line": result.line,
        "through": list(result.through),
    }


def term(value: Term) -> str | dict[str, str]:
    """Return an IRI or ``_:name`` as text, a literal as an object."""
    if isinstance(value, ox.NamedNode):
        return value.value
    if isinstance(value, ox.BlankNode):
        return f"_:{value.value}"
    found = {"literal": value.value}
    if value.language is not None:
        found["language"] = value.language
    elif value.datatype.value not in _PLAIN:
        found["datatype"] = value.datatype.value
    return found
