"""Results for systems that gather findings of many tools: SARIF 2.1.0 of OASIS.

A shape is a rule, a result points to the focus node as a logical location and, where that is known,
to the file and line of the fact at fault.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import pyoxigraph as ox

from csto_kg.__about__ import __version__
from csto_kg.errors import PROGRAM
from csto_kg.shacl.result import Severity, ValidationResult, in_json
from csto_kg.terms import RDFS, shorten

if TYPE_CHECKING:
    from csto_kg.shacl.wellformed.shapes import Shapes

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_HOME = "https://w3id.org/csto-kg"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

AnyResult = TypeVar("AnyResult", bound=ValidationResult)


@dataclass(frozen=True)
class SarifFinding:
    """A result with its fingerprint, its message in words, and what more is known of it.

    ``name``: of the focus node; ``properties``: what SARIF has no word for; ``beside``: further
    members of the SARIF result.
    """

    fingerprint: str
    result: ValidationResult
    message: str
    name: str | None = None
    file: str | None = None
    line: int | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    beside: Mapping[str, Any] = field(default_factory=dict)


def identified(
    results: Iterable[tuple[AnyResult, tuple[object, ...]]],
) -> Iterator[tuple[str, AnyResult]]:
    """Give each result with a fingerprint of what it is about, not of its words or its place.

    Several that are about the same are told apart by their order.
    """
    seen: Counter[str] = Counter()
    for result, identity in results:
        digest = hashlib.sha256("\n".join(map(str, identity)).encode()).hexdigest()[:24]
        seen[digest] += 1
        yield (digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"), result


def sarif_log(
    findings: Iterable[SarifFinding], shapes: Iterable[Shapes], properties: Mapping[str, Any]
) -> str:
    """Return a SARIF log with one run, ended by a line end.

    ``shapes``: those that were checked, for their descriptions; ``properties``: of the run.
    """
    findings, descriptions = list(findings), list(shapes)
    names = sorted({each.result.shape for each in findings})
    places = {name: place for place, name in enumerate(names)}
    # The gravest of a rule's results stands first.
    firsts = {each.result.shape: each.result for each in reversed(findings)}
    driver = {
        "name": PROGRAM,
        "version": __version__,
        "informationUri": _HOME,
        "rules": [_described(name, firsts[name], descriptions) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, places) for each in findings],
        "properties": properties,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _described(name: str, result: ValidationResult, shapes: Iterable[Shapes]) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": _short(name)}
    rule["defaultConfiguration"] = {"level": _LEVELS[result.severity]}
    if result.see is not None:
        rule["helpUri"] = result.see
    if name.startswith("_:"):
        return rule
    for described in shapes:
        for member, predicate in (("shortDescription", "label"), ("fullDescription", "comment")):
            text = described.graph.value(ox.NamedNode(name), RDFS + predicate)
            if text is not None:
                rule[member] = {"text": text.value}
    return rule


def _result(finding: SarifFinding, places: Mapping[str, int]) -> dict[str, Any]:
    result = finding.result
    return {
        "ruleId": _short(result.shape),
        "ruleIndex": places[result.shape],
        "level": _LEVELS[result.severity],
        "message": {"text": finding.message or "This does not conform."},
        "locations": [_location(finding)],
        "partialFingerprints": {"result/v1": finding.fingerprint},
        "properties": {
            "constraint": result.constraint,
            "component": result.component,
            "path": result.path,
            "value": None if result.value is None else in_json(result.value),
            **finding.properties,
        },
        **finding.beside,
    }


def _short(name: str) -> str:
    return name if name.startswith("_:") else shorten(name)


def _uri(file: str) -> str:
    """A file as given, as a reference; an absolute one whole."""
    return Path(file).as_uri() if os.path.isabs(file) else quote(file)


def _location(finding: SarifFinding) -> dict[str, Any]:
    logical = {"fullyQualifiedName": finding.result.focus.value, "kind": "resource"}
    if finding.name is not None:
        logical["name"] = finding.name
    location: dict[str, Any] = {"logicalLocations": [logical]}
    if finding.file is not None:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.file)}}
        if finding.line is not None:
            physical["region"] = {"startLine": finding.line}
        location["physicalLocation"] = physical
    return location
