"""A report for systems that gather findings of many tools: SARIF 2.1.0 of OASIS.

A check is a rule, a result points to the file and line of the fact at fault, where that is known,
and to the focus node as a logical location.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pyoxigraph as ox

from csto_kg.__about__ import __version__
from csto_kg.checking.checked_result import Result, State
from csto_kg.checking.formats.identity import identified
from csto_kg.checking.formats.json_report import scope, term
from csto_kg.errors import PROGRAM
from csto_kg.shacl.messages import worded
from csto_kg.shacl.result import Severity
from csto_kg.terms import RDFS, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csto_kg.checking.report import Labels, Report
    from csto_kg.shacl.wellformed.shapes import Shapes

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_HOME = "https://w3id.org/csto-kg"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_BASELINE = {
    State.INTRODUCED: "new",
    State.REMAINING: "unchanged",
    State.RESOLVED: "absent",
}


def sarif_report(report: Report, labels: Labels, shapes: Iterable[Shapes]) -> str:
    """Return the report as a SARIF log with one run, ended by a line end."""
    descriptions = list(shapes)
    names = sorted({_rule(result) for result in report.results})
    places = {name: place for place, name in enumerate(names)}
    # The gravest of a rule's results stands first.
    firsts = {_rule(result): result for result in reversed(report.results)}
    driver = {
        "name": PROGRAM,
        "version": __version__,
        "informationUri": _HOME,
        "rules": [_described(name, firsts[name], descriptions) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(fingerprint, result, places, labels)
            for fingerprint, result in identified(report.results)
        ],
        "properties": {"conforms": report.conforms, "checked": scope(report)},
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(result: Result) -> str:
    return result.shape


def _described(name: str, result: Result, shapes: Iterable[Shapes]) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": shorten(name) if not name.startswith("_:") else name}
    rule["defaultConfiguration"] = {"level": _LEVELS[result.severity]}
    if result.see is not None:
        rule["helpUri"] = result.see
    if name.startswith("_:"):
        return rule
    for described in shapes:
        for field, predicate in (("shortDescription", "label"), ("fullDescription", "comment")):
            text = described.graph.value(ox.NamedNode(name), RDFS + predicate)
            if text is not None:
                rule[field] = {"text": text.value}
    return rule


def _result(
    fingerprint: str, result: Result, places: dict[str, int], labels: Labels
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ruleId": shorten(result.shape) if not result.shape.startswith("_:") else result.shape,
        "ruleIndex": places[_rule(result)],
        "level": _LEVELS[result.severity],
        "message": {"text": worded(result.message, labels) or "This does not conform."},
        "locations": [_location(result, labels)],
        "partialFingerprints": {"result/v1": fingerprint},
        "properties": {
            "verdict": result.severity.word,
            "reading": result.reading,
            "constraint": result.constraint,
            "component": result.component,
            "path": result.path,
            "value": None if result.value is None else term(result.value),
            "through": list(result.through),
        },
    }
    if result.state is not None:
        found["baselineState"] = _BASELINE[result.state]
    return found


def _uri(file: str) -> str:
    """A file as given, as a reference; an absolute one whole."""
    return Path(file).as_uri() if os.path.isabs(file) else quote(file)


def _location(result: Result, labels: Labels) -> dict[str, Any]:
    focus = result.focus
    logical = {"fullyQualifiedName": focus.value, "kind": "resource"}
    label = labels(focus.value) if isinstance(focus, ox.NamedNode) else None
    if label is not None:
        logical["name"] = label
    location: dict[str, Any] = {"logicalLocations": [logical]}
    if result.file is not None:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(result.file)}}
        if result.line is not None:
            physical["region"] = {"startLine": result.line}
        location["physicalLocation"] = physical
    return location
