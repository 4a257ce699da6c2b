"""Literals as they came in, where the embedded engine keeps another form of them.

The engine holds numbers, booleans, dates and durations as values: ``01`` and ``"1"^^xsd:byte``
come back as the integer ``1``, ``1.50`` as ``1.5``; and queries know language tags in lower case
only. So each graph with such literals has a record of them, in an internal graph of its own that
goes where the graph goes. A record stands for one stored quad and one form in which it came in::

    <…/internal/literals#HASH> rdf:subject S ; rdf:predicate P ; rdf:object STORED ;
        <…#lexical> "01" ; <…#datatype> xsd:byte .        # or <…#language> "en-GB"

A stored quad with records came in those forms and in no other; one without came in as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import quote

import pyoxigraph as ox

from csto_kg.rdf_files.language_tags import HiddenTags, may_have, with_languages
from csto_kg.store.interface import engine_errors
from csto_kg.terms import INTERNAL_GRAPHS, LITERAL_RECORDS, RDF, XSD

Originals = dict[ox.Triple, list[ox.Literal]]
"""For each stored triple that has records, the literals that came in, in a set order."""

_NAMES = INTERNAL_GRAPHS + "literals#"
_SUBJECT, _PREDICATE, _OBJECT = (
    ox.NamedNode(RDF + name) for name in ("subject", "predicate", "object")
)
_LEXICAL, _DATATYPE, _LANGUAGE = (
    ox.NamedNode(_NAMES + name) for name in ("lexical", "datatype", "language")
)
_NUMBERED = "urn:n:"
_BATCH = 5000

_LANG_STRING = RDF + "langString"
_NEVER = re.compile(r"(?!)")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.replace("D", "[0-9]"))


_DAY = "DDDD-DD-DD"
_CLOCK = "(?:[01]D|2[0-3]):[0-5]D:[0-5]D"

# Of each datatype that the engine holds as values, forms that it surely keeps: the common ones,
# so that only the others need the engine's own word. Not in the list: kept whatever its form.
_KEPT: dict[str, re.Pattern[str]] = {
    XSD + name: _pattern(text)
    for name, text in {
        "boolean": "true|false",
        "integer": "0|-?[1-9]D{0,17}",
        "decimal": r"0|-?[1-9]D{0,17}(?:\.D{0,16}[1-9])?|-?0\.D{0,16}[1-9]",
        "float": r"0|-?[1-9]D{0,5}",
        "double": r"0|-?[1-9]D{0,13}",
        "date": _DAY + "Z?",
        "time": _CLOCK + "Z?",
        "dateTime": f"{_DAY}T{_CLOCK}Z?",
        "gYear": "DDDDZ?",
        "gYearMonth": "DDDD-DDZ?",
        "gMonth": "--DDZ?",
        "gMonthDay": "--DD-DDZ?",
        "gDay": "---DDZ?",
        "duration": "P[1-9]D{0,4}[YD]|PT[1-9]S",
        "yearMonthDuration": "P[1-9]D{0,4}Y",
        "dayTimeDuration": "P[1-9]D{0,4}D|PT[1-9]S",
    }.items()
}
_KEPT |= {
    XSD + name: _NEVER
    for name in (
        "byte short int long unsignedByte unsignedShort unsignedInt unsignedLong positiveInteger "
        "negativeInteger nonNegativeInteger nonPositiveInteger dateTimeStamp"
    ).split()
}
VALUE_TYPES = frozenset(_KEPT)
"""The datatypes whose literals the engine may rewrite."""


def record_graph(graph: str) -> str:
    """Return the internal graph with the records of ``graph``."""
    return LITERAL_RECORDS + quote(graph, safe="")


def at_risk(literal: ox.Literal) -> bool:
    """Whether the engine may keep another form: never False for one that it does rewrite."""
    datatype = literal.datatype.value
    kept = _KEPT.get(datatype)
    if kept is not None:
        return kept.fullmatch(literal.value) is None
    if datatype == _LANG_STRING:
        language = literal.language or ""
        return language != language.lower()
    return False


def stored_forms(literals: Iterable[ox.Literal]) -> list[ox.Literal]:
    """Return the form in which the engine gives each literal back, in the same order."""
    literals = list(literals)
    predicate = ox.NamedNode(_NUMBERED + "p")
    engine = ox.Store()
    engine.extend(
        ox.Quad(ox.NamedNode(f"{_NUMBERED}{number}"), predicate, _lowered(literal))
        for number, literal in enumerate(literals)
    )
    for quad in engine:
        assert isinstance(quad.subject, ox.NamedNode)  # noqa: S101  (made above)
        assert isinstance(quad.object, ox.Literal)  # noqa: S101
        literals[int(quad.subject.value[len(_NUMBERED) :])] = quad.object
    return literals


@lru_cache(maxsize=4096)
def _stored_literal(literal: ox.Literal) -> ox.Literal:
    return stored_forms([literal])[0]


def stored_term(
    term: ox.NamedNode | ox.BlankNode | ox.Literal,
) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return the form in which the engine gives a term back."""
    return _stored_literal(term) if isinstance(term, ox.Literal) and at_risk(term) else term


def _lowered(literal: ox.Literal) -> ox.Literal:
    """The literal with its language tag as queries know it."""
    if literal.language is None:
        return literal
    return ox.Literal(literal.value, language=literal.language, direction=literal.direction)


def stored_quad(quad: ox.Quad) -> ox.Quad:
    """Return the quad with its language tag, if any, as queries know it."""
    value = quad.object
    if not isinstance(value, ox.Literal) or not value.language or value.language.islower():
        return quad
    return ox.Quad(quad.subject, quad.predicate, _lowered(value), quad.graph_name)


def in_graph(statements: Iterable[ox.Quad | ox.Triple], graph: str) -> Iterator[ox.Quad]:
    """Return the statements as quads of one graph."""
    name = ox.NamedNode(graph)
    return (ox.Quad(s.subject, s.predicate, s.object, name) for s in statements)


class Rewritings:
    """Finds, in quads on their way into a store, what must be recorded.

    The quads are seen twice: :meth:`look` first, then, if :attr:`found` says that anything is
    rewritten at all, :meth:`complete`, for what falls together with a rewritten literal.
    """

    def __init__(self) -> None:
        self._waiting: list[ox.Quad] = []
        self._forms: dict[ox.Quad, set[ox.Literal]] = {}

    def look(self, quad: ox.Quad) -> None:
        """See a quad for the first time."""
        value = quad.object
        if isinstance(value, ox.Literal) and at_risk(value):
            self.suspect(quad)

    def suspect(self, quad: ox.Quad) -> None:
        """See a quad whose object is a literal at risk."""
        self._waiting.append(quad)
        if len(self._waiting) >= _BATCH:
            self._settle()

    @property
    def found(self) -> bool:
        """Whether any literal is rewritten."""
        self._settle()
        return bool(self._forms)

    def complete(self, quads: Iterable[ox.Quad]) -> None:
        """See the quads again: a literal that needs no rewriting may be one of several forms."""
        for quad in quads:
            forms = self._forms.get(quad)
            if forms is not None and isinstance(quad.object, ox.Literal):
                forms.add(quad.object)

    @property
    def forms(self) -> dict[ox.Quad, set[ox.Literal]]:
        """For each stored quad that has taken in another form, all the forms."""
        self._settle()
        return self._forms

    def records(self) -> Iterator[ox.Quad]:
        """Return the quads of the records."""
        return (quad for _, quad in self.records_by_quad())

    def records_by_quad(self) -> Iterator[tuple[ox.Quad, ox.Quad]]:
        """Return the quads of the records, each after the stored quad that it is about."""
        for stored, forms in self.forms.items():
            for form in forms:
                for quad in record(stored, form):
                    yield stored, quad

    def _settle(self) -> None:
        waiting, self._waiting = self._waiting, []
        literals = [quad.object for quad in waiting if isinstance(quad.object, ox.Literal)]
        for quad, stored in zip(waiting, stored_forms(literals), strict=True):
            if quad.object != stored:
                key = ox.Quad(quad.subject, quad.predicate, stored, quad.graph_name)
                self._forms.setdefault(key, set()).add(quad.object)  # type: ignore[arg-type]


def rewritings(quads: Iterable[ox.Quad]) -> Rewritings:
    """Return what must be recorded of quads that go into a graph without others."""
    quads = quads if isinstance(quads, (list, tuple)) else list(quads)
    found = Rewritings()
    for quad in quads:
        found.look(quad)
    if found.found:
        found.complete(quads)
    return found


def record(stored: ox.Quad, form: ox.Literal) -> list[ox.Quad]:
    """Return the record that the stored quad came in with ``form`` as its object."""
    assert isinstance(stored.graph_name, ox.NamedNode)  # noqa: S101  (a source's graph)
    graph = ox.NamedNode(record_graph(stored.graph_name.value))
    # A blank node's label says nothing outside its file; the record's name is then any new one.
    subject = ox.BlankNode() if isinstance(stored.subject, ox.BlankNode) else stored.subject
    key = f"{subject} {stored.predicate} {form} {stored.graph_name}"
    node = ox.NamedNode(_NAMES + hashlib.sha256(key.encode()).hexdigest())
    kind = (
        ox.Quad(node, _LANGUAGE, ox.Literal(form.language), graph)
        if form.language
        else ox.Quad(node, _DATATYPE, form.datatype, graph)
    )
    return [
        ox.Quad(node, _SUBJECT, stored.subject, graph),
        ox.Quad(node, _PREDICATE, stored.predicate, graph),
        ox.Quad(node, _OBJECT, stored.object, graph),
        ox.Quad(node, _LEXICAL, ox.Literal(form.value), graph),
        kind,
    ]


def read_records(database: ox.Store, graph: str) -> Originals:
    """Return what is recorded of the graph; empty when it came in as it is."""
    parts: dict[object, dict[ox.NamedNode, object]] = {}
    name = ox.NamedNode(record_graph(graph))
    for quad in database.quads_for_pattern(None, None, None, name):
        parts.setdefault(quad.subject, {})[quad.predicate] = quad.object
    found: Originals = {}
    tagged: list[tuple[ox.Triple, str, str]] = []
    for part in parts.values():
        triple = ox.Triple(part[_SUBJECT], part[_PREDICATE], part[_OBJECT])  # type: ignore[arg-type]
        lexical, language = part[_LEXICAL].value, part.get(_LANGUAGE)  # type: ignore[attr-defined]
        if language is None:
            form = ox.Literal(lexical, datatype=part[_DATATYPE])  # type: ignore[arg-type]
            found.setdefault(triple, []).append(form)
        else:
            tagged.append((triple, lexical, language.value))  # type: ignore[attr-defined]
    for start in range(0, len(tagged), _BATCH):
        batch = tagged[start : start + _BATCH]
        literals = with_languages((text, language) for _, text, language in batch)
        for (triple, _, _), form in zip(batch, literals, strict=True):
            found.setdefault(triple, []).append(form)
    for forms in found.values():
        forms.sort(key=str)
    return found


def given_back(quads: Iterable[ox.Quad], originals: Originals) -> Iterator[ox.Quad]:
    """Return the stored quads of one graph as they came in."""
    for quad in quads:
        forms = originals.get(quad.triple) if isinstance(quad.object, ox.Literal) else None
        if forms is None:
            yield quad
        else:
            for form in forms:
                yield ox.Quad(quad.subject, quad.predicate, form, quad.graph_name)


def triples_given_back(
    database: ox.Store, triples: Iterable[ox.Triple], graphs: Sequence[str]
) -> Iterator[ox.Triple]:
    """Return constructed triples; those that stand in ``graphs`` in the forms that came in."""
    forms: dict[ox.Triple, list[ox.Literal]] | None = None
    with engine_errors():
        for triple in triples:
            if isinstance(triple.object, ox.Literal):
                if forms is None:
                    forms = _all_forms(database, graphs)
                for form in forms.get(triple, (triple.object,)):
                    yield ox.Triple(triple.subject, triple.predicate, form)
            else:
                yield triple


def record_file(content: bytes, graph: str, base: str) -> list[ox.Quad] | None:
    """Return the quads to store for a Turtle file with literals that the engine rewrites.

    None for a file without; raises SyntaxError for what is not Turtle.
    """
    hidden = HiddenTags(content) if may_have(content) else None
    parsed: Iterable[ox.Quad] = ox.parse(
        hidden.content if hidden else content,
        format=ox.RdfFormat.TURTLE,
        base_iri=base,
        rename_blank_nodes=True,
    )
    quads = list(in_graph(hidden.reveal(parsed) if hidden else parsed, graph))
    found = rewritings(quads)
    if not found.found:
        return None
    return [*map(stored_quad, quads), *found.records()]


def _all_forms(database: ox.Store, graphs: Sequence[str]) -> dict[ox.Triple, list[ox.Literal]]:
    recorded = {graph: read_records(database, graph) for graph in graphs}
    found: dict[ox.Triple, set[ox.Literal]] = {}
    for forms in recorded.values():
        for triple, originals in forms.items():
            found.setdefault(triple, set()).update(originals)
    for triple, known in found.items():
        for graph, forms in recorded.items():
            name = ox.NamedNode(graph)
            if triple not in forms and (
                ox.Quad(triple.subject, triple.predicate, triple.object, name) in database
            ):
                known.add(triple.object)  # type: ignore[arg-type]
    return {triple: sorted(known, key=str) for triple, known in found.items()}
