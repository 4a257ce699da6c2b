"""What stands beside the results of a check: facts under each reading, turns that move, gaps."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from csto_kg.checking.formats.text_report import named
from csto_kg.errors import Location
from csto_kg.terms import STAGING, shorten
from csto_kg.text import display_width, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csto_kg.checking.effects import Missing, Moved
    from csto_kg.checking.report import Report
    from csto_kg.checking.side_by_side import ComparedFact


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
