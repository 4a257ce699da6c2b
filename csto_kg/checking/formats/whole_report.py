"""A report of a check, for people and for machines, with what stands beside its results."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from csto_kg.checking.formats.text_report import named
from csto_kg.errors import Location
from csto_kg.output.json_text import json_text
from csto_kg.terms import STAGING, shorten
from csto_kg.text import display_width, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csto_kg.checking.checked_result import Result
    from csto_kg.checking.effects import Missing, Moved
    from csto_kg.checking.explanation import Ground, Section
    from csto_kg.checking.report import Checked, Report
    from csto_kg.checking.side_by_side import ComparedFact
    from csto_kg.session.session import Session


_MOST = 20  # lines on things without a description


def missing(things: Sequence[Missing]) -> str:
    """Return the things that facts refer to and nobody describes, in lines; the first of many."""
    lines = [visible(_missing(thing)) for thing in things[:_MOST]]
    if len(things) > _MOST:
        lines.append(f"{len(things) - _MOST} more are described nowhere (--format json has all)")
    return "\n".join([*lines, ""]) + "\n" if lines else ""


def _missing(thing: Missing) -> str:
    name = shorten(thing.thing)
    graphs = ", ".join("the new facts" if g == STAGING else shorten(g) for g in thing.graphs)
    if thing.taken_out:
        return f"{name} would be described nowhere, and is still referred to in {graphs}"
    place = graphs if thing.file is None else str(Location(thing.file, thing.line))
    close = " or ".join(map(shorten, thing.close))
    hint = f"; did you mean {close}?" if close else ""
    return f"{name} is described nowhere, and is referred to in {place}{hint}"


def side_by_side(report: Report, rows: Sequence[ComparedFact], labels: Mapping[str, str]) -> str:
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


def _parts(row: ComparedFact) -> list[str]:
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


def calendar(moved: Sequence[Moved]) -> str:
    """Return what a change does to the calendar, per reading and rule: the first turn that it
    moves, and the first that passes to another state.
    """
    lines = []
    several = len({each.rule for each in moved}) > 1
    for (reading, rule), turns in groupby(moved, key=lambda each: (each.reading, each.rule)):
        found = list(turns)
        count = "1 turn moves" if len(found) == 1 else f"{len(found)} turns move"
        by = f", by {shorten(rule)}" if several else ""
        lines.append(f"calendar under {reading}{by}: {count}")
        told = [found[0], *[turn for turn in found if turn.passes_on][:1]]
        for turn in dict.fromkeys(told):
            lines += [
                visible(f"    was {turn.before or 'no turn, before the rule was there'}"),
                visible(f"    is  {turn.after or 'no turn any more'}"),
            ]
    return "\n".join([*lines, ""]) + "\n" if lines else ""


def comparison(rows: Sequence[ComparedFact]) -> dict[str, Any]:
    """Return the facts side by side for JSON."""
    return {"comparison": [asdict(row) for row in rows]}


def changes(report: Report) -> dict[str, Any]:
    """Return the turns that a change moves, and what it leaves undescribed, for JSON."""
    return {
        "calendar": [asdict(moved) for moved in report.moved],
        "missing": [
            {
                "thing": each.thing, "graphs": each.graphs, "taken_out": each.taken_out,
                "close": each.close, "file": each.file, "line": each.line,
            }
            for each in report.missing
        ],
    }  # fmt: skip


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
