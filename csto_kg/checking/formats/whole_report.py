"""A report of a check, for people and for machines, with what stands beside its results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csto_kg.checking.formats.beside import calendar, changes, comparison, missing, side_by_side
from csto_kg.checking.formats.reasons import machine, notes
from csto_kg.output.json_text import json_text
from csto_kg.terms import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csto_kg.checking.checked_result import Result
    from csto_kg.checking.explanation import Section
    from csto_kg.checking.report import Checked, Report
    from csto_kg.checking.side_by_side import ComparedFact


def in_words(
    report: Report,
    rows: Sequence[ComparedFact],
    behind: Mapping[Result, tuple[Section, ...]] | None = None,
) -> str:
    """Return a report for people: results, side by side, the verdict, and what was looked at.

    ``rows``: facts side by side under each reading; ``behind``: what stands behind each result.
    """
    from csto_kg.checking.formats.text_report import result_lines, summary

    explained = behind or {}
    lines = result_lines(report, report.labels.get, lambda one: notes(explained.get(one, ())))
    results = "\n".join([*lines, ""]) or "\n"
    head = missing(report.missing)
    beside = side_by_side(report, rows, report.labels) + calendar(report.moved)
    return f"{head}{results}{beside}{summary(report)}\n".lstrip("\n") + scope(report.checked)


def for_machines(
    report: Report,
    rows: Sequence[ComparedFact],
    behind: Mapping[Result, tuple[Section, ...]] | None = None,
) -> str:
    """Return the same as one JSON object, ended by a line end."""
    return json_text(as_object(report, rows, behind))


def as_object(
    report: Report,
    rows: Sequence[ComparedFact],
    behind: Mapping[Result, tuple[Section, ...]] | None = None,
) -> dict[str, Any]:
    """Return the same in values that JSON has."""
    from csto_kg.checking.formats.json_report import report_object

    explained = behind or {}
    beside = comparison(rows) if len(report.checked.readings) > 1 else {}
    return report_object(
        report,
        report.labels.get,
        lambda result: machine(explained[result]) if result in explained else {},
        **beside,
        **changes(report),
    )


def scope(checked: Checked) -> str:
    """Return what was looked at, in lines."""
    count = f"{checked.facts:,} facts in {_several(len(checked.graphs), 'graph')}"
    if checked.change:
        count += f" ({checked.added:,} new, {checked.removed:,} gone)"
    lines = [f"checked: {count}; {_several(checked.shapes, 'shape')}"]
    if checked.new_not_counting:
        lines.append(
            f"new records that do not count, so not checked: {_reasons(checked.new_not_counting)}"
        )
    if checked.new_not_judged:
        lines.append(
            f"new records that no rotation rule is held against: {_reasons(checked.new_not_judged)}"
        )
    uncounted = _reasons(checked.not_counting) or "none"
    lines.append(f"records that count: {checked.counting}; that do not: {uncounted}")
    if checked.not_judged and not checked.change:
        lines.append(
            f"of those that count, no rotation rule is held against: {_reasons(checked.not_judged)}"
        )
    if checked.readings:
        decides = "" if checked.deciding else ", side by side, without deciding"
        lines.append(f"readings: {', '.join(checked.readings)}{decides}")
    if checked.readings_without_rules:
        names = ", ".join(map(shorten, checked.readings_without_rules))
        lines.append(f"readings of which there is no file, so nothing is judged by them: {names}")
    return "".join(f"{line}\n" for line in lines)


def _reasons(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {why}" for why, number in counts.items())


def _several(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
