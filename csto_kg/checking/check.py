"""The graph before a change and after it, checked whole, and what the change makes of each result.

A result is the same before and after when reading, shape, constraint, focus node, path and value
are; there may be several, so they are counted.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.checking.checked_result import Result, State, report_key
from csto_kg.checking.coverage import by_reason, coverage, readings_in
from csto_kg.checking.effects import dangling_references, moved_turns
from csto_kg.checking.report import Checked, Report
from csto_kg.checking.suite import Checks, shapes_in
from csto_kg.progress import silent
from csto_kg.terms import LABEL

if TYPE_CHECKING:
    from csto_kg.checking.effects import Missing
    from csto_kg.checking.snapshot import Snapshot
    from csto_kg.progress import Progress
    from csto_kg.rdf_files.staged import Places, Staged
    from csto_kg.shacl.engine import Engine

_Key = tuple[object, ...]
_IRI = re.compile(r"<([^<>]*)>")


def check(
    before: Snapshot | None,
    after: Snapshot,
    suite: Sequence[Checks],
    engine: Engine,
    *,
    deciding: Collection[str] = (),
    known: Collection[str] = (),
    strict: bool = False,
    resolved: bool = True,
    progress: Progress = silent,
) -> Report:
    """Check ``after`` whole; with ``before``, which is checked too, say what became of each result.

    The first of ``suite`` has the common rules and shapes. ``before`` may be ``after`` itself.
    ``known``: the IRIs of the readings that there are rules and shapes for.
    Without ``resolved``, it is not checked where nothing is left to compare: results that are gone
    are then missing. Raises InputError for rules and shapes that cannot be evaluated.
    """
    results: list[Result] = []
    steps = len(suite) * (1 if before is None else 2)
    done = 0
    for checks in suite:
        doing = f"checking {checks.reading or 'the common shapes'}"
        progress(doing, done, steps)
        found = after.results(checks, engine)
        done += 1
        if before is None:
            results += found
            continue
        progress(doing, done, steps)
        if before is after:
            old = found
        else:
            old = before.results(checks, engine) if found or resolved else []
        results += compared(old, found)
        done += 1
    rules = [checks.rules for checks in suite]
    covered = coverage(after.facts, chain.from_iterable(map(after.derived, rules)))
    held = after.facts if before is None else before.facts
    new = frozenset(
        triple.subject.value
        for triple in after.facts - held
        if isinstance(triple.subject, ox.NamedNode)
    )
    checked = Checked(
        facts=len(after.facts),
        graphs=tuple(sorted(after.graphs)),
        counting=len(covered.counting),
        not_counting=by_reason(covered.not_counting),
        new_not_counting=by_reason(covered.not_counting, new),
        not_judged=by_reason(covered.not_judged),
        new_not_judged=by_reason(covered.not_judged, new),
        shapes=sum(shapes_in(checks.shapes) for checks in suite),
        readings=tuple(checks.reading for checks in suite if checks.reading is not None),
        deciding=tuple(sorted(deciding)),
        added=len(after.facts - held),
        removed=len(held - after.facts),
        readings_without_rules=tuple(sorted(readings_in(after.facts) - set(known))),
        strict=strict,
        change=before is not None,
    )
    results.sort(key=report_key)
    labels = _labels(results, new, before, after)
    report = Report(tuple(results), checked, after, tuple(suite), labels, new)
    if before is None or before is after:
        return report
    derived = chain.from_iterable(map(after.derived, rules))
    return dataclasses.replace(
        report,
        moved=moved_turns(before, after, rules),
        missing=dangling_references(before, after, derived),
    )


def _labels(
    results: Iterable[Result], new: Iterable[str], *snapshots: Snapshot | None
) -> dict[str, str]:
    """The labels of what the results name, and of what is new; of several, an English one first."""
    wanted = set(new)
    for result in results:
        wanted.update(_IRI.findall(result.message))
        wanted.update(t.value for t in (result.focus, result.value) if isinstance(t, ox.NamedNode))
    found: dict[str, tuple[bool, str]] = {}
    for snapshot in snapshots:
        for triple in snapshot.facts if snapshot is not None and wanted else ():
            node, label = triple.subject, triple.object
            if triple.predicate != LABEL or not isinstance(node, ox.NamedNode):
                continue
            if node.value in wanted and isinstance(label, ox.Literal):
                key = (label.language != "en", label.value)
                found[node.value] = min(key, found.get(node.value, key))
    return {iri: label for iri, (_, label) in found.items()}


def compared(before: Iterable[Result], after: Iterable[Result]) -> list[Result]:
    """Return the results of both, each with its state; one that remains as it is after."""
    old, new = list(before), list(after)
    found: list[Result] = []
    # The same words first: of two results at one place, the one that stays is then the same.
    for key in (_worded, lambda result: result.identity):
        old, new, same = _matched(old, new, key)
        found += (dataclasses.replace(result, state=State.REMAINING) for result in same)
    found += (dataclasses.replace(result, state=State.INTRODUCED) for result in new)
    found += (dataclasses.replace(result, state=State.RESOLVED) for result in old)
    return found


def _matched(
    old: Sequence[Result], new: Sequence[Result], key: Callable[[Result], _Key]
) -> tuple[list[Result], list[Result], list[Result]]:
    """Return those that are gone, those that are new, and those that are in both."""
    waiting: defaultdict[_Key, list[Result]] = defaultdict(list)
    for result in old:
        waiting[key(result)].append(result)
    fresh, remaining = [], []
    for result in new:
        same = waiting.get(key(result))
        if same:
            same.pop(0)
            remaining.append(result)
        else:
            fresh.append(result)
    return [result for results in waiting.values() for result in results], fresh, remaining


def _worded(result: Result) -> _Key:
    return (*result.identity, result.severity, result.message)


def located(report: Report, staged: Staged) -> Report:
    """Return the report with the file and line of each result that the staged facts bring about.

    That is the place of the triple at fault, else the first about the focus node, else about a new
    record through which it comes about, else about the value.
    """
    triples = {triple for result in report.results if (triple := _triple(result)) is not None}
    triples.update(each.triple for each in report.missing if each.triple is not None)
    subjects: set[object] = {
        term
        for result in report.results
        for term in (result.focus, result.value, *_through(result))
    }
    places = staged.places(triples, subjects)

    def placed(result: Result) -> Result:
        if result.state is State.RESOLVED:
            return result
        near = (result.focus, *_through(result), result.value)
        found = (places.of(_triple(result), term) for term in near)
        place = next((place for place in found if place is not None), None)
        if place is None:
            return result
        return dataclasses.replace(result, file=place.file, line=place.line)

    return dataclasses.replace(
        report,
        results=tuple(map(placed, report.results)),
        missing=tuple(_referred_at(each, places) for each in report.missing),
    )


def _through(result: Result) -> list[ox.NamedNode]:
    return [ox.NamedNode(record) for record in result.through]


def _referred_at(missing: Missing, places: Places) -> Missing:
    place = None if missing.triple is None else places.triples.get(missing.triple)
    if place is None:
        return missing
    return dataclasses.replace(missing, file=place.file, line=place.line)


def _triple(result: Result) -> ox.Triple | None:
    """The triple at fault, where the path is one property."""
    if result.path is None or result.value is None or isinstance(result.focus, ox.Literal):
        return None
    try:
        return ox.Triple(result.focus, ox.NamedNode(result.path), result.value)
    except ValueError:
        return None
