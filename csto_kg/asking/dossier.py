"""What the graph says of one thing, in the order in which people read it.

A dossier has a heading, the thing's own properties, and sections of records. Every part comes from
a query in ``queries/commands/``: a section is a file of its ``show/`` folder, in order of name,
titled by the summary of its header. So a new section is a new file, and nothing here knows what
the graph is about. The columns that a section's query must have: ``?record ?what``; it may have
``?when ?put_as ?known_as ?evidence``, one row for each piece of evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.catalog.catalog import COMMANDS
from csto_kg.session.session import run
from csto_kg.terms import local_name

if TYPE_CHECKING:
    from csto_kg.catalog.stored_query import StoredQuery
    from csto_kg.session.session import Session

SECTIONS = "show"


@dataclass
class DossierLine:
    """A record, with everything that a reader needs to judge it."""

    record: str
    what: str
    when: str = ""
    put_as: str = ""
    status: str = ""
    evidence: list[str] = field(default_factory=list)
    competes_with: list[str] = field(default_factory=list)

    @property
    def local_name(self) -> str:
        """The record's name, by which it can be shown."""
        return local_name(self.record)


@dataclass(frozen=True)
class DossierSection:
    """The records of one query; ``name`` is its file's."""

    name: str
    title: str
    lines: list[DossierLine]


@dataclass(frozen=True)
class Property:
    """A property of the thing itself; ``thing`` is the IRI that the value stands for, if any."""

    name: str
    value: str
    thing: str | None


@dataclass(frozen=True)
class Dossier:
    """Everything that ``show`` shows; ``heading`` holds the values of each field in order."""

    iri: str
    heading: dict[str, list[str]]
    properties: list[Property]
    sections: list[DossierSection]

    @property
    def local_name(self) -> str:
        """The end of the IRI."""
        return local_name(self.iri)

    @property
    def name(self) -> str:
        """The first name of the thing, or its local name."""
        return next(iter(self.heading.get("name", [])), self.local_name)


def dossier(session: Session, entity: ox.NamedNode) -> Dossier:
    """Collect what the graph says of the entity; sections without records are left out.

    Raises EnvironmentFailure or InputError when a query is missing or broken.
    """
    heading: dict[str, list[str]] = {}
    for row in session.rows("heading", entity=entity):
        heading.setdefault(row["field"], []).append(row["value"])
    forms = _forms(session, entity)
    properties = [
        Property(row["property"], value, row.get("thing"))
        for row in session.rows("properties", entity=entity)
        for value in _as_it_came(row, forms)
    ]
    competing: dict[str, list[str]] = {}
    for row in session.rows("competing"):
        competing.setdefault(row["record"], []).append(local_name(row["other"]))
    queries = session.catalog.behind(f"{COMMANDS}/{SECTIONS}")
    sections = [_section(session, query, entity, competing) for query in queries]
    return Dossier(entity.value, heading, properties, [s for s in sections if s.lines])


def _forms(session: Session, entity: ox.NamedNode) -> dict[str, dict[str, list[str]]]:
    """For each property, how the store writes a value and how it came in; empty where the same."""
    from csto_kg.store.embedded.embedded_store import EmbeddedStore
    from csto_kg.store.embedded.lexical_forms import at_risk, stored_forms

    found: dict[str, dict[str, list[str]]] = {}
    if not isinstance(session.store, EmbeddedStore):
        return found
    own = [
        (triple.predicate.value, triple.object)
        for triple in session.store.construct(f"CONSTRUCT WHERE {{ {entity} ?p ?o }}")
        if isinstance(triple.object, ox.Literal)
    ]
    if any(at_risk(literal) for _, literal in own):
        stored = stored_forms(literal for _, literal in own)
        for (name, literal), kept in zip(own, stored, strict=True):
            forms = found.setdefault(name, {}).setdefault(kept.value, [])
            if literal.value not in forms:
                forms.append(literal.value)
    return found


def _as_it_came(row: dict[str, str], forms: dict[str, dict[str, list[str]]]) -> list[str]:
    """The value of a row in each form that came in; a date may have more around it."""
    value = row["value"]
    for kept, came in forms.get(row.get("predicate", ""), {}).items():
        said = f"(stated as {kept})"
        if value == kept:
            return came
        if said in value:
            return [value.replace(said, f"(stated as {form})") for form in came]
        if value.startswith(f"{kept} ("):
            return [form + value[len(kept) :] for form in came]
    return [value]


def _section(
    session: Session, query: StoredQuery, entity: ox.NamedNode, competing: dict[str, list[str]]
) -> DossierSection:
    lines: dict[str, DossierLine] = {}
    for row in run(session.store, query, {"entity": entity}):
        record = row["record"]
        line = lines.setdefault(record, DossierLine(record, row["what"]))
        line.when = line.when or row.get("when", "")
        line.status = line.status or row.get("known_as", "")
        # A record put in two ways has a row for each.
        if row.get("put_as", "") not in line.put_as.split(", "):
            line.put_as = ", ".join(filter(None, (line.put_as, row["put_as"])))
        if "evidence" in row and row["evidence"] not in line.evidence:
            line.evidence.append(row["evidence"])
        line.competes_with = competing.get(record, [])
    return DossierSection(query.name, query.header.summary, list(lines.values()))
