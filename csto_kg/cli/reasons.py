"""What ``validate`` says beside the results: facts side by side, and what stands behind each."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from csto_kg.shacl.report.text_report import named
from csto_kg.terms import shorten
from csto_kg.text import display_width, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csto_kg.change.report import Report
    from csto_kg.comparison import Row
    from csto_kg.explanation import Ground, Section
    from csto_kg.knowledge_base import KnowledgeBase
    from csto_kg.shacl.result import Result


def reasons(kb: KnowledgeBase, report: Report) -> dict[Result, tuple[Section, ...]]:
    """Return what stands behind each result that stands after the change."""
    from csto_kg.explanation import explain

    if report.worlds is None:
        return {}
    return {
        result: explain(
            kb.catalog, report.worlds.of(result.reading), result, report.elements(result)
        )
        for result in report.results
    }


def notes(sections: Sequence[Section]) -> list[str]:
    """Return an explanation in lines."""
    lines = ["    why:"] if sections else []
    for section in sections:
        lines.append(f"      {section.title}")
        for ground in section.grounds:
            lines.append(f"        {ground.what} [{_judged(ground)}]")
            lines += [f"          rests on {evidence.words}" for evidence in ground.evidence]
    return lines


def _judged(ground: Ground) -> str:
    said = f"said by {', '.join(ground.said_by)}" if ground.said_by else None
    source = f"source: {ground.source}" if ground.source else None
    return "; ".join(filter(None, (ground.status, said, source, ground.local_name)))


def side_by_side(report: Report, rows: Sequence[Row], labels: Mapping[str, str]) -> str:
    """Return a table of facts and readings, each difference with what makes the readings part."""
    readings = report.checked.readings
    if len(readings) < 2 or not rows:
        return ""
    heading = ["side by side", *readings]
    table = [heading] + [
        [
            visible(named(ox.NamedNode(row.focus), labels.get)),
            *(row.verdicts[reading] for reading in readings),
        ]
        for row in rows
    ]
    widths = [max(display_width(line[n]) for line in table) for n in range(len(heading))]
    lines = []
    for line, row in zip(table, [None, *rows], strict=True):
        cells = [
            text + " " * (width - display_width(text))
            for text, width in zip(line, widths, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
        if row is not None and row.differs:
            lines += _parts(row)
    return "\n".join([*lines, ""]) + "\n"


def _parts(row: Row) -> list[str]:
    lines = [visible(f"    {reading} judges it by {words}") for reading, words in row.turns.items()]
    for part in row.parted_by:
        where = ", ".join(part.readings)
        lines.append(
            visible(
                f'    what makes them part: "{part.what}" ({shorten(part.record)}); its end opened '
                f"a turn under {where} alone"
            )
        )
    return lines


def machine(sections: Sequence[Section]) -> dict[str, Any]:
    """Return an explanation for JSON."""
    return {"explanation": [asdict(section) for section in sections]}


def comparison(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the facts side by side for JSON."""
    return {"comparison": [asdict(row) for row in rows]}
