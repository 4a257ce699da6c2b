"""Why a check gave a result: the records behind it, who said so, and where that stands.

An explanation has sections; each is a query file of ``queries/commands/explain/``, in order of
name, titled by the summary of its header. So a new section is a new file. A query may have the
parameters ``focus``, ``value``, ``reading`` and ``element`` (the properties of rule elements on
which the shape rests), and is left out for a result that has no such thing. Its columns:
``?record ?what``, and ``?known_as ?said_by ?from ?evidence ?rests_on``, one row for each piece of
evidence.

A release under a second account, a correction, a suspension: each may break a rule for a record
that was there long before. Such a result names nothing of what was added, so the report of a change
says through which of its records it comes about (:func:`with_causes`).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.catalog.catalog import COMMANDS
from csto_kg.checking.checked_result import State
from csto_kg.session.entities import Entity
from csto_kg.session.session import run
from csto_kg.terms import ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from csto_kg.catalog.catalog import Catalog
    from csto_kg.catalog.stored_query import StoredQuery
    from csto_kg.catalog.values import Value
    from csto_kg.checking.checked_result import Result
    from csto_kg.checking.report import Report
    from csto_kg.session.session import TextRow
    from csto_kg.shacl.result import Term
    from csto_kg.store.interface import Store

SECTIONS = "explain"

MOST = 100
"""For so many results the cause is looked for; each takes some queries."""


@dataclass(frozen=True)
class Evidence:
    """A passage or citation, and in words where it stands."""

    iri: str
    words: str


@dataclass(frozen=True)
class Ground:
    """A record behind a result: what it says, how it is known, who said it, in which source."""

    record: str
    what: str
    status: str | None
    said_by: tuple[str, ...]
    source: str | None
    evidence: tuple[Evidence, ...]

    @property
    def local_name(self) -> str:
        """The record's name, by which it can be shown."""
        return Entity(self.record).local_name


@dataclass(frozen=True)
class Section:
    """The records that one query finds; ``name`` is its file's."""

    name: str
    title: str
    grounds: tuple[Ground, ...]


def explain(
    catalog: Catalog, dataset: Store, result: Result, elements: Iterable[str] = ()
) -> tuple[Section, ...]:
    """Return what stands behind a result; sections that find nothing are left out.

    ``elements``: the properties that the result's shape names by ``csto:checksElement``.
    ``dataset`` holds the checked facts together with what the rules derive from them under the
    result's reading. Raises EnvironmentFailure or InputError for a query that is missing or broken.
    """
    values = _values(result, elements)
    told: set[str] = set()
    sections = []
    for query in catalog.behind(f"{COMMANDS}/{SECTIONS}"):
        names = {parameter.name for parameter in query.parameters}
        if not names <= set(values):
            continue
        grounds = _grounds(query, dataset, {name: values[name] for name in names})
        # What a section has told already needs no second telling.
        fresh = tuple(ground for ground in grounds if ground.record not in told)
        told.update(ground.record for ground in fresh)
        if fresh:
            sections.append(Section(query.name, query.header.summary, fresh))
    return tuple(sections)


def _values(result: Result, elements: Iterable[str]) -> dict[str, list[ox.NamedNode]]:
    found: dict[str, list[Term | None]] = {
        "focus": [result.focus],
        "value": [result.value],
        "element": [*map(ox.NamedNode, elements)],
        "reading": [ox.NamedNode(ID + result.reading)] if result.reading is not None else [],
    }
    nodes = {
        name: [term for term in terms if isinstance(term, ox.NamedNode)]
        for name, terms in found.items()
    }
    return {name: terms for name, terms in nodes.items() if terms}


def _grounds(
    query: StoredQuery, dataset: Store, values: dict[str, list[ox.NamedNode]]
) -> list[Ground]:
    bound: dict[str, Value | Iterable[Value]] = {
        name: terms if len(terms) > 1 else terms[0] for name, terms in values.items()
    }
    rows: dict[str, list[TextRow]] = {}
    for row in run(dataset, query, bound):
        rows.setdefault(row["record"], []).append(row)
    return [_ground(record, found) for record, found in rows.items()]


def _ground(record: str, rows: list[TextRow]) -> Ground:
    evidence = {row["evidence"]: row["rests_on"] for row in rows if "evidence" in row}
    return Ground(
        record=record,
        what=rows[0]["what"],
        status=rows[0].get("known_as"),
        said_by=tuple(dict.fromkeys(row["said_by"] for row in rows if "said_by" in row)),
        source=rows[0].get("from"),
        evidence=tuple(Evidence(iri, words) for iri, words in evidence.items()),
    )


def with_causes(catalog: Catalog, report: Report) -> Report:
    """Return the report in which introduced results say through which new records they come about.

    Those are the new ones among the records behind a result; where there are none, those under the
    same rotation rule. A result about a new thing needs no more. Raises as ``explain`` does.
    """
    if not report.new_subjects:
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
    dataset = report.dataset(result.reading)
    sections = explain(catalog, dataset, result, report.elements(result))
    near = {ground.record for section in sections for ground in section.grounds}
    return near & report.new_subjects or {
        record for record in _same_rule(catalog, dataset, result) if record in report.new_subjects
    }


def _same_rule(catalog: Catalog, dataset: Store, result: Result) -> Iterator[str]:
    if not isinstance(result.focus, ox.NamedNode):
        return
    for row in run(dataset, catalog.command("same-rule"), {"focus": result.focus}):
        yield row["record"]
