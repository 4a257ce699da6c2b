"""What a check of any data found, and as text, JSON, Turtle or SARIF: what SHACL knows, no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from csto_kg.errors import Location
from csto_kg.output.json_text import json_text
from csto_kg.shacl.report_graph import report_triples
from csto_kg.shacl.result import Severity, Term, ValidationResult, in_json
from csto_kg.shacl.sarif_log import SarifFinding, identified, sarif_log
from csto_kg.shacl.wellformed.check_shapes import checked_components, shape_nodes
from csto_kg.terms import shorten
from csto_kg.text import visible
from csto_kg.writers.turtle.writer import turtle

if TYPE_CHECKING:
    from csto_kg.shacl.graph.shapes_graph import Node
    from csto_kg.shacl.wellformed.shapes import Shapes

FORMATS = ("text", "json", "turtle", "sarif")


@dataclass(frozen=True)
class DataReport:
    """The results for some data, the gravest first, and whether the data conform.

    ``conforms`` is as SHACL defines it, without any result; but for severities that may be there.
    """

    results: tuple[ValidationResult, ...]
    shapes: Shapes
    triples: int
    allow_infos: bool = False
    allow_warnings: bool = False

    @property
    def failing(self) -> tuple[ValidationResult, ...]:
        """The results by which the data do not conform."""
        return tuple(filter(self._fails, self.results))

    @property
    def conforms(self) -> bool:
        return not self.failing

    def _fails(self, result: ValidationResult) -> bool:
        if result.severity is Severity.INFO:
            return not (self.allow_infos or self.allow_warnings)
        return result.severity is Severity.VIOLATION or not self.allow_warnings

    def written(self, form: str) -> str:
        """Return the report in one of :data:`FORMATS`, ended by a line end."""
        return _WRITERS[form](self)

    @property
    def checked(self) -> dict[str, int]:
        """How much was looked at."""
        graph = self.shapes.graph
        paths = {path for listed in checked_components(graph).values() for path in listed}
        return {"triples": self.triples, "shapes": len(shape_nodes(graph, paths))}

    def place(self, name: str) -> Location | None:
        """Return where a shape is described."""
        node: Node = ox.BlankNode(name[2:]) if name.startswith("_:") else ox.NamedNode(name)
        return self.shapes.graph.place(node)


def _text(report: DataReport) -> str:
    lines = []
    counts = []
    for severity, grouped in groupby(report.results, key=_severity):
        results = list(grouped)
        counts.append(f"{severity}: {len(results)}")
        lines += [counts[-1], ""]
        for result in results:
            lines += [*map(visible, _lines(report, result)), ""]
    verdict = "conforms" if report.conforms else "does not conform"
    lines.append(f"{verdict} ({', '.join(counts) or 'nothing found'})")
    checked = report.checked
    lines.append(f"checked: {checked['triples']:,} triples by {checked['shapes']:,} shapes")
    return "\n".join([*lines, ""])


def _lines(report: DataReport, result: ValidationResult) -> Iterator[str]:
    about = [f"  {_named(result.focus)}"]
    if result.path is not None:
        about.append(f"path {_path(result.path)}")
    if result.value is not None and (result.path or result.value != result.focus):
        about.append(f"value {_named(result.value)}")
    yield ", ".join(about)
    if result.message:
        yield f"    {result.message}"
    place = report.place(result.constraint or result.shape)
    named = "" if result.shape.startswith("_:") else f" of {shorten(result.shape)}"
    where = "" if place is None else f" ({place})"
    yield f"    {shorten(result.component)}{named}{where}"
    if result.see is not None:
        yield f"    see {result.see}"


def _severity(result: ValidationResult) -> str:
    return shorten(result.custom_severity or result.severity.iri)


def _named(term: Term) -> str:
    return shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)


def _path(text: str) -> str:
    return text if text.startswith(("(", "^", "<")) else shorten(text)


def _json(report: DataReport) -> str:
    results: list[dict[str, Any]] = [
        {
            "severity": result.custom_severity or result.severity.iri,
            "shape": result.shape,
            "constraint": result.constraint,
            "component": result.component,
            "focus": in_json(result.focus),
            "path": result.path,
            "value": None if result.value is None else in_json(result.value),
            "message": result.message,
            "language": result.language,
            "see": result.see,
        }
        for result in report.results
    ]
    whole = {"conforms": report.conforms, "checked": report.checked, "results": results}
    return json_text(whole)


def _turtle(report: DataReport) -> str:
    named = ((ox.BlankNode(), result, result.message) for result in report.results)
    return turtle(report_triples(named, conforms=report.conforms))


def _sarif(report: DataReport) -> str:
    findings = [
        SarifFinding(fingerprint, result, result.message)
        for fingerprint, result in identified((r, _identity(r)) for r in report.results)
    ]
    run = {"conforms": report.conforms, "checked": report.checked}
    return sarif_log(findings, [report.shapes], run)


def _identity(result: ValidationResult) -> tuple[object, ...]:
    """What a result is about, blank nodes without their labels, which differ from run to run."""
    parts = (
        result.shape, result.constraint, result.component, result.focus, result.path, result.value
    )  # fmt: skip
    return tuple("_:" if str(part).startswith("_:") else part for part in parts)


_WRITERS = {"text": _text, "json": _json, "turtle": _turtle, "sarif": _sarif}
