"""A report for machines; docs/reports.md describes each field."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from csto_kg.output.json_text import json_text
from csto_kg.shacl.messages import worded
from csto_kg.shacl.result import in_json

if TYPE_CHECKING:
    from csto_kg.checking.checked_result import Result
    from csto_kg.checking.report import Labels, Report

Details: TypeAlias = "Callable[[Result], Mapping[str, Any]]"
"""Further fields of a result for machines."""


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
        "focus": in_json(result.focus),
        "path": result.path,
        "value": None if result.value is None else in_json(result.value),
        "message": worded(result.message, labels),
        "see": result.see,
        "state": result.state,
        "file": result.file,
        "line": result.line,
        "through": list(result.through),
    }
