"""A report of a check in SARIF: what a change does to each result, and its label, are in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.checking.checked_result import Result, State
from csto_kg.checking.formats.identity import fingerprints
from csto_kg.checking.formats.json_report import scope
from csto_kg.shacl.messages import worded
from csto_kg.shacl.sarif_log import SarifFinding, sarif_log

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csto_kg.checking.report import Labels, Report
    from csto_kg.shacl.wellformed.shapes import Shapes

_BASELINE = {
    State.INTRODUCED: "new",
    State.REMAINING: "unchanged",
    State.RESOLVED: "absent",
}


def sarif_report(report: Report, labels: Labels, shapes: Iterable[Shapes]) -> str:
    """Return the report as a SARIF log with one run, ended by a line end."""
    findings = (
        _finding(fingerprint, result, labels)
        for fingerprint, result in fingerprints(report.results)
    )
    return sarif_log(findings, shapes, {"conforms": report.conforms, "checked": scope(report)})


def _finding(fingerprint: str, result: Result, labels: Labels) -> SarifFinding:
    focus = result.focus
    return SarifFinding(
        fingerprint,
        result,
        worded(result.message, labels),
        name=labels(focus.value) if isinstance(focus, ox.NamedNode) else None,
        file=result.file,
        line=result.line,
        properties={
            "verdict": result.severity.word,
            "reading": result.reading,
            "through": list(result.through),
        },
        beside={} if result.state is None else {"baselineState": _BASELINE[result.state]},
    )
