"""Why a check gave a result: the records behind it, who said so, and where that stands.

An explanation has sections; each is a query file of ``queries/commands/explain/``, in order of
name, titled by the summary of its header. So a new section is a new file. A query may have the
parameters ``focus``, ``value``, ``reading`` and ``element`` (the properties of rule elements on
which the shape rests), and is left out for a result that has no such thing. Its columns:
``?record ?what``, and ``?known_as ?said_by ?from ?evidence ?rests_on``, one row for each piece of
evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.catalog.catalog import COMMANDS
from csto_kg.session.entities import Entity
from csto_kg.session.rows import run
from csto_kg.terms import ID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csto_kg.catalog.catalog import Catalog
    from csto_kg.catalog.stored_query import StoredQuery
    from csto_kg.catalog.values import Value
    from csto_kg.checking.checked_result import Result
    from csto_kg.session.rows import TextRow
    from csto_kg.shacl.result import Term
    from csto_kg.store.interface import Store

SECTIONS = "explain"


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
    catalog: Catalog, world: Store, result: Result, elements: Iterable[str] = ()
) -> tuple[Section, ...]:
    """Return what stands behind a result; sections that find nothing are left out.

    ``elements``: the properties that the result's shape names by ``csto:checksElement``.
    ``world`` holds the checked facts together with what the rules derive from them under the
    result's reading. Raises EnvironmentFailure or InputError for a query that is missing or broken.
    """
    values = _values(result, elements)
    told: set[str] = set()
    sections = []
    for query in catalog.behind(f"{COMMANDS}/{SECTIONS}"):
        names = {parameter.name for parameter in query.parameters}
        if not names <= set(values):
            continue
        grounds = _grounds(query, world, {name: values[name] for name in names})
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
    query: StoredQuery, world: Store, values: dict[str, list[ox.NamedNode]]
) -> list[Ground]:
    bound: dict[str, Value | Iterable[Value]] = {
        name: terms if len(terms) > 1 else terms[0] for name, terms in values.items()
    }
    rows: dict[str, list[TextRow]] = {}
    for row in run(world, query, bound):
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
