"""What stands behind each result of a check, for people and for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csto_kg.checking.checked_result import Result
    from csto_kg.checking.explanation import Ground, Section
    from csto_kg.checking.report import Report
    from csto_kg.session.session import Session


def reasons(session: Session, report: Report) -> dict[Result, tuple[Section, ...]]:
    """Return what stands behind each result that stands after the change."""
    from csto_kg.checking.explanation import explain

    return {
        result: explain(
            session.catalog, report.dataset(result.reading), result, report.elements(result)
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


def machine(sections: Sequence[Section]) -> dict[str, Any]:
    """Return an explanation for JSON."""
    return {"explanation": [asdict(section) for section in sections]}
