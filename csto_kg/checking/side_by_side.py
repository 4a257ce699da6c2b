"""Facts side by side under each reading, and the records that make the readings part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.checking.checked_result import State
from csto_kg.session.session import run
from csto_kg.shacl.result import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from csto_kg.catalog.catalog import Catalog
    from csto_kg.checking.report import Report
    from csto_kg.store.interface import Store

CONFORMS = "conforms"


@dataclass(frozen=True)
class PartingRecord:
    """A record that counts under the readings of ``readings`` and under no other: it opened a turn
    there. ``what`` is its label.
    """

    record: str
    what: str
    readings: tuple[str, ...]


@dataclass(frozen=True)
class ComparedFact:
    """A fact, its verdict under each reading, the turns that it is judged by, and what parts them.

    ``verdicts`` has the gravest word of the results, or "conforms"; ``turns`` is in words.
    """

    focus: str
    verdicts: Mapping[str, str]
    turns: Mapping[str, str]
    parted_by: tuple[PartingRecord, ...]

    @property
    def differs(self) -> bool:
        """Whether the readings part over it."""
        return len(set(self.verdicts.values())) > 1


def compare(catalog: Catalog, report: Report) -> tuple[ComparedFact, ...]:
    """Return the facts on which the readings of a report have a say, in order of IRI.

    Those are the focus nodes of their results; in a change, also its records that are judged by who
    is due and conform under every reading. Raises as the store's ``select`` does.
    """
    readings = report.checked.readings
    if not readings or not _has_a_say(report):
        return ()
    datasets: dict[str, Store] = {reading: report.dataset(reading) for reading in readings}
    worst: dict[str, dict[str, Severity]] = {}
    for result in report.results:
        if result.reading is None or result.state is State.RESOLVED:
            continue
        if isinstance(result.focus, ox.NamedNode):
            verdicts = worst.setdefault(result.focus.value, {})
            before = verdicts.get(result.reading, result.severity)
            verdicts[result.reading] = max(before, result.severity)
    for record, known in _judged(catalog, datasets[readings[0]]):
        if record in report.new_subjects:
            verdicts = worst.setdefault(record, {})
            if not known:  # no reading can say whether the right state has its turn
                for reading in readings:
                    verdicts.setdefault(reading, Severity.INFO)
    return tuple(_row(catalog, datasets, focus, worst[focus]) for focus in sorted(worst))


def _has_a_say(report: Report) -> bool:
    """Whether there can be a row at all; many changes have none, and a dataset takes its time."""
    return any(result.reading is not None for result in report.results) or any(
        isinstance(triple.subject, ox.NamedNode) and triple.subject.value in report.new_subjects
        for triple in report.derived(report.checked.readings[0])
    )


def _row(
    catalog: Catalog, datasets: Mapping[str, Store], focus: str, worst: Mapping[str, Severity]
) -> ComparedFact:
    verdicts = {r: worst[r].word if r in worst else CONFORMS for r in datasets}
    turns: dict[str, str] = {}
    names: dict[str, str] = {}
    found: dict[str, set[str]] = {}
    for reading, dataset in datasets.items():
        found[reading] = set()
        for record, what, words in _openers(catalog, dataset, focus):
            turns[reading] = words
            if record is not None:
                found[reading].add(record)
                names[record] = what or record
    common = set.intersection(*found.values())
    parts = tuple(
        PartingRecord(record, names[record], tuple(r for r in datasets if record in found[r]))
        for record in sorted(set(names) - common)
    )
    differs = len(set(verdicts.values())) > 1
    return ComparedFact(focus, verdicts, turns, parts if differs else ())


def _judged(catalog: Catalog, dataset: Store) -> Iterator[tuple[str, bool]]:
    """Yield the records that are judged by who is due, and whether it is known for which state."""
    for row in run(dataset, catalog.command("judged"), {}):
        yield row["record"], row["known"] == "true"


def _openers(
    catalog: Catalog, dataset: Store, focus: str
) -> Iterator[tuple[str | None, str | None, str]]:
    for row in run(dataset, catalog.command("parting"), {"focus": ox.NamedNode(focus)}):
        yield row.get("record"), row.get("what"), row.get("turns", "")
