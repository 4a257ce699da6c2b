"""Reports of a check: text for people, JSON, the W3C's validation report in Turtle, and SARIF."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csto_kg.checking.report import Labels, Report
    from csto_kg.shacl.wellformed.shapes import Shapes

FORMATS = ("text", "json", "turtle", "sarif")


def written(report: Report, form: str, labels: Labels, shapes: Iterable[Shapes] = ()) -> str:
    """Return a report in one of :data:`FORMATS`.

    ``shapes``: those that were checked, for their descriptions (SARIF has them).
    """
    if form == "json":
        from csto_kg.checking.formats.json_report import json_report

        return json_report(report, labels)
    if form == "turtle":
        from csto_kg.checking.formats.turtle_report import turtle_report

        return turtle_report(report, labels)
    if form == "sarif":
        from csto_kg.checking.formats.sarif_report import sarif_report

        return sarif_report(report, labels, shapes)
    from csto_kg.checking.formats.text_report import text_report

    return text_report(report, labels)
