"""Through which of its records a change brings about a result that is about none of them.

A release under a second account, a correction, a suspension: each may break a rule for a record
that was there long before. Without its cause, such a result names nothing of what was added.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.checking.checked_result import State
from csto_kg.checking.explanation import explain
from csto_kg.session.rows import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csto_kg.catalog.catalog import Catalog
    from csto_kg.checking.checked_result import Result
    from csto_kg.checking.report import Report
    from csto_kg.store.interface import Store

MOST = 100
"""For so many results the cause is looked for; each takes some queries."""


def traced(catalog: Catalog, report: Report) -> Report:
    """Return the report in which introduced results say through which new records they come about.

    Those are the new ones among the records behind a result; where there are none, those under the
    same rotation rule. A result about a new thing needs no more. Raises as ``explain`` does.
    """
    if report.worlds is None or not report.new_subjects:
        return report
    found = []
    looked_for = 0
    for result in report.results:
        if _needs_a_cause(result, report) and looked_for < MOST:
            looked_for += 1
            through = tuple(sorted(_behind(catalog, report, result)))
            result = dataclasses.replace(result, through=through)  # noqa: PLW2901
        found.append(result)
    return dataclasses.replace(report, results=tuple(found))


def _needs_a_cause(result: Result, report: Report) -> bool:
    return (
        result.state is State.INTRODUCED
        and isinstance(result.focus, ox.NamedNode)
        and result.focus.value not in report.new_subjects
    )


def _behind(catalog: Catalog, report: Report, result: Result) -> set[str]:
    assert report.worlds is not None  # noqa: S101  (asked before)
    world = report.worlds.of(result.reading)
    sections = explain(catalog, world, result, report.elements(result))
    near = {ground.record for section in sections for ground in section.grounds}
    return near & report.new_subjects or {
        record for record in _same_rule(catalog, world, result) if record in report.new_subjects
    }


def _same_rule(catalog: Catalog, world: Store, result: Result) -> Iterator[str]:
    if not isinstance(result.focus, ox.NamedNode):
        return
    for row in run(world, catalog.command("same-rule"), {"focus": result.focus}):
        yield row["record"]
