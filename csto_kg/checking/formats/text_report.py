"""A report for people: by verdict, then by reading, each result with what, why and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from csto_kg.checking.checked_result import Result, State
from csto_kg.errors import Location
from csto_kg.shacl.messages import worded
from csto_kg.shacl.result import Severity
from csto_kg.terms import shorten
from csto_kg.text import visible

if TYPE_CHECKING:
    from csto_kg.checking.report import Labels, Report
    from csto_kg.shacl.result import Term

Notes: TypeAlias = Callable[[Result], Sequence[str]]
"""Lines for people under a result."""


def text_report(report: Report, labels: Labels) -> str:
    """Return the results in words, and a last line that says whether the graph conforms."""
    return "\n".join([*result_lines(report, labels), summary(report), ""])


def result_lines(report: Report, labels: Labels, notes: Notes = lambda _: ()) -> list[str]:
    """Return the results in lines; ``notes`` gives those to put under a result."""
    lines: list[str] = []
    ordered = sorted(report.results, key=lambda result: (-result.severity, result.reading or ""))
    for (severity, reading), results in groupby(ordered, key=lambda r: (r.severity, r.reading)):
        group = list(results)
        under = "by the common checks" if reading is None else f"under the reading {reading}"
        lines += [f"{severity.word} {under}: {len(group)}", ""]
        for result in group:
            lines += [*_lines(result, labels), *map(visible, notes(result)), ""]
    return lines


def summary(report: Report) -> str:
    """Return one line: whether it conforms, and how many results there are of each verdict."""
    counts = [
        f"{severity.word}: {count}"
        for severity in sorted(Severity, reverse=True)
        if (count := len(_standing(report.results, severity)))
    ]
    resolved = sum(result.state is State.RESOLVED for result in report.results)
    if resolved:
        counts.append(f"resolved: {resolved}")
    if report.conforms and _standing(report.results, Severity.VIOLATION):
        # A reading that was not asked for by name decides nothing.
        return f"conforms by what decides; beside that, {', '.join(counts)}"
    verdict = "conforms" if report.conforms else "does not conform"
    return f"{verdict} ({', '.join(counts) or 'nothing found'})"


def _standing(results: Sequence[Result], severity: Severity) -> list[Result]:
    return [r for r in results if r.severity is severity and r.state is not State.RESOLVED]


def _lines(result: Result, labels: Labels) -> list[str]:
    facts = [f"  {named(result.focus, labels)}"]
    if result.state is not None and result.state is not State.REMAINING:
        facts.append(result.state)
    if result.through:
        facts.append(f"through {', '.join(map(shorten, result.through))}")
    if result.file is not None:
        facts.append(str(Location(result.file, result.line)))
    lines = [", ".join(facts), f"    {worded(result.message, labels)}"]
    if result.see is not None:
        lines.append(f"    see {result.see}")
    return [visible(line) for line in lines]


def named(term: Term, labels: Labels) -> str:
    """Return a term for people: its label, and its short name to find it by."""
    if isinstance(term, ox.NamedNode):
        short, label = shorten(term.value), labels(term.value)
        return short if label is None else f"{label} ({short})"
    return f'"{term.value}"' if isinstance(term, ox.Literal) else f"_:{term.value}"
