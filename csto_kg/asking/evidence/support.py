"""The evidence that the graph gives for an entity, a record, a passage or a citation.

The rows come from ``queries/commands/evidence-of.rq`` and ``passages-of.rq``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

import pyoxigraph as ox

from csto_kg.errors import InputError, Location
from csto_kg.terms import local_name

if TYPE_CHECKING:
    from csto_kg.session.session import Session, TextRow


@dataclass(frozen=True)
class Document:
    """A document whose passages are located in a text file of known length and hash."""

    iri: str
    label: str
    text_file: str | None
    text_sha256: str | None
    text_length: int | None

    @property
    def local_name(self) -> str:
        return local_name(self.iri)


@dataclass(frozen=True)
class Passage:
    """A sentence of a document: code points ``start`` to ``end`` (not included)."""

    kind: ClassVar[Literal["passage"]] = "passage"
    iri: str
    document: Document
    paragraph: int
    sentence: int
    start: int
    end: int
    sha256: str

    @property
    def local_name(self) -> str:
        return local_name(self.iri)


@dataclass(frozen=True)
class Citation:
    """A publication found elsewhere; its words are not in any text of ours."""

    kind: ClassVar[Literal["citation"]] = "citation"
    iri: str
    outlets: tuple[str, ...]
    published: tuple[str, ...]
    urls: tuple[str, ...]
    supports: tuple[str, ...]

    @property
    def local_name(self) -> str:
        return local_name(self.iri)


@dataclass
class Support:
    """A record with what it rests on."""

    record: str
    what: str
    status: str | None
    evidence: list[Passage | Citation] = field(default_factory=list)

    @property
    def local_name(self) -> str:
        return local_name(self.record)


def evidence_of(session: Session, entity: ox.NamedNode) -> list[Support]:
    """Return the entity's own evidence, or that of each record about it, by record.

    Passages come in the order of the text, citations after them.
    """
    rows = _rows(session, "evidence-of", entity=entity)
    supports: dict[str, Support] = {}
    citations: dict[str, list[_Row]] = {}
    held: dict[str, dict[str, _Row]] = {}
    for row in rows:
        record, evidence = row.text("record"), row.text("evidence")
        supports.setdefault(record, Support(record, row.text("what"), row.optional("known_as")))
        held.setdefault(record, {}).setdefault(evidence, row)
        if row.optional("start") is None:
            citations.setdefault(evidence, []).append(row)
    documents = _Documents(session)
    for record, support in supports.items():
        for iri, row in held[record].items():
            found = _citation(iri, citations[iri]) if iri in citations else None
            support.evidence.append(found or _passage(row, iri, documents.get(row, "document")))
        support.evidence.sort(key=_in_order)
    return list(supports.values())


def passages_of(session: Session, document: Document) -> list[Passage]:
    """Return all passages of a document, in the order of the text."""
    rows = _rows(session, "passages-of", document=ox.NamedNode(document.iri))
    return [_passage(row, row.text("passage"), document) for row in rows]


class _Row:
    """A row, with values as text or whole numbers and errors that say what is wrong."""

    def __init__(self, values: TextRow, file: str) -> None:
        self._values = values
        self._file = file

    def optional(self, name: str) -> str | None:
        return self._values.get(name)

    def text(self, name: str) -> str:
        value = self.optional(name)
        if value is None:
            raise self._broken(f"no ?{name}")
        return value

    def number(self, name: str) -> int:
        value = self.text(name)
        try:
            return int(value)
        except ValueError:
            raise self._broken(f'?{name} is "{value}", no whole number') from None

    def optional_number(self, name: str) -> int | None:
        return None if self.optional(name) is None else self.number(name)

    def _broken(self, what: str) -> InputError:
        said = " ".join(f"?{name} = {value}" for name, value in self._values.items())
        return InputError(
            f"a row of this query has {what}: {said}",
            hint="correct the evidence in the graph",
            location=Location(self._file),
        )


class _Documents:
    """Makes each document once, with its label."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._made: dict[str, Document] = {}

    def get(self, row: _Row, name: str) -> Document:
        iri = row.text(name)
        if iri not in self._made:
            known = self._session.entities.entities.get(iri)
            self._made[iri] = Document(
                iri,
                known.labels[0] if known and known.labels else local_name(iri),
                row.optional("text_file"),
                row.optional("text_sha256"),
                row.optional_number("text_length"),
            )
        return self._made[iri]


def _rows(session: Session, query: str, **parameters: ox.NamedNode) -> list[_Row]:
    file = session.catalog.command(query).file
    return [_Row(row, file) for row in session.rows(query, **parameters)]


def _passage(row: _Row, iri: str, document: Document) -> Passage:
    return Passage(
        iri,
        document,
        paragraph=row.number("paragraph"),
        sentence=row.number("sentence"),
        start=row.number("start"),
        end=row.number("end"),
        sha256=row.text("sha256"),
    )


def _citation(iri: str, rows: list[_Row]) -> Citation:
    def all_of(name: str) -> tuple[str, ...]:
        return tuple(sorted({value for row in rows if (value := row.optional(name))}))

    return Citation(iri, all_of("outlet"), all_of("published"), all_of("url"), all_of("supports"))


def _in_order(evidence: Passage | Citation) -> tuple[int, str, int, str]:
    if isinstance(evidence, Passage):
        return 0, evidence.document.iri, evidence.start, evidence.iri
    return 1, "", 0, evidence.iri
