"""Terms in users' facts: each ``csto:`` IRI must be a term of the ontology, used as what it is.

RDF drops nothing and refuses nothing: a misspelt property is a new property, and a term in the
wrong namespace is another term. Neither would be seen by any query or check, so facts that have
one are not read. :func:`check_vocabulary` raises the first problem; nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

import pyoxigraph as ox

from csto_kg.errors import InputError, Location, close_matches, did_you_mean
from csto_kg.terms import CSTO, ID, PREFIXES, RDF, RDFS

_OWL = PREFIXES["owl"]
_TYPE = RDF + "type"
_CLASSES = frozenset({_OWL + "Class", RDFS + "Class"})
_DATATYPES = frozenset({RDFS + "Datatype"})
# Vocabularies that people use beside ours, and whose terms may have the name of one of ours
# (dc:source, bibo:volume).
_WELL_KNOWN = (
    *(namespace for prefix, namespace in PREFIXES.items() if prefix not in ("csto", "id", "graph")),
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/dcmitype/",
    "http://purl.org/ontology/bibo/",
    "http://schema.org/",
    "http://www.cidoc-crm.org/cidoc-crm/",
    "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "http://www.w3.org/2006/time#",
    "http://www.w3.org/2006/vcard/ns#",
    "http://www.w3.org/ns/dcat#",
    "http://www.w3.org/ns/oa#",
    "http://www.wikidata.org/",
    "http://dbpedia.org/",
    "http://www.opengis.net/ont/geosparql#",
)


class Sort(Enum):
    """What a term is; the value is how it is called."""

    PROPERTY = "a property"
    CLASS = "a class"
    INDIVIDUAL = "an individual"
    DATATYPE = "a datatype"


@dataclass(frozen=True)
class Vocabulary:
    """The terms of an ontology by local name, each with its sort.

    ``listed`` has, for each property whose values the ontology lists (statuses, capacities…),
    the local names of those values; ``reserved``, those of terms that are not for users' facts, and
    so are never suggested.
    """

    terms: Mapping[str, Sort]
    listed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reserved: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, ontology: Iterable[ox.Triple | ox.Quad], reserved: Iterable[str] = ()
    ) -> Vocabulary:
        """Return the vocabulary that the ontology's triples declare with ``rdf:type``.

        ``reserved``: the IRIs of terms that are not for users' facts.
        """
        terms: dict[str, Sort] = {}
        ranges: dict[str, str] = {}
        members: dict[str, set[str]] = {}
        for triple in ontology:
            subject, value = triple.subject, triple.object
            if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode):
                continue
            if not subject.value.startswith(CSTO):
                continue
            name = subject.value.removeprefix(CSTO)
            if triple.predicate.value == _TYPE:
                sort = _sort(value.value)
                if terms.get(name, Sort.INDIVIDUAL) is Sort.INDIVIDUAL:
                    terms[name] = sort
                members.setdefault(value.value, set()).add(name)
            elif triple.predicate.value == RDFS + "range":
                ranges[name] = value.value
        return cls(
            terms,
            {
                name: frozenset(members[wanted])
                for name, wanted in ranges.items()
                if wanted.startswith(CSTO) and wanted in members
            },
            frozenset(iri.removeprefix(CSTO) for iri in reserved),
        )

    def names(self, *sorts: Sort) -> list[str]:
        """Return the local names of the terms of these sorts, sorted."""
        return sorted(name for name, sort in self.terms.items() if sort in sorts)


Located = tuple[ox.Triple | ox.Quad, str, int | None]
"""A triple, the file that it is from and the line that it is on, if that is known."""


def check_vocabulary(triples: Iterable[Located], vocabulary: Vocabulary) -> None:
    """Raise InputError for the first triple with an undeclared, displaced or misused term.

    See :func:`problems`.
    """
    for problem in problems(triples, vocabulary):
        raise problem


def problems(triples: Iterable[Located], vocabulary: Vocabulary) -> Iterator[InputError]:
    """Iterate over what is wrong with the terms of users' facts, each use of a term once.

    Wrong are: a ``csto:`` IRI that the ontology does not declare, wherever it stands; a term's
    name in a namespace that is none (``http:``, ``…/ontology/Tenure``, ``id:Tenure``, another
    host); a class or an individual as predicate; a property or an individual as class; a term
    of the ontology as subject, since facts may not change what it means.
    """
    seen: set[tuple[str, str]] = set()
    for triple, file, line in triples:
        for place, context, iri in _uses(triple):
            if (context, iri) in seen:
                continue
            found = _Use(place, context, iri, vocabulary).problem()
            # Things are many, terms are few and come again and again.
            if found is not None or iri.startswith(CSTO) or place in _OF_TERMS:
                seen.add((context, iri))
            if found is not None:
                message, hint = found
                yield InputError(message, hint=hint, location=Location(file, line))


class _Place(Enum):
    SUBJECT = None
    PREDICATE = Sort.PROPERTY
    TYPE = Sort.CLASS
    VALUE = Sort.INDIVIDUAL
    DATATYPE = Sort.DATATYPE


_OF_TERMS = (_Place.PREDICATE, _Place.TYPE, _Place.DATATYPE)


def _uses(triple: ox.Triple | ox.Quad) -> Iterator[tuple[_Place, str, str]]:
    """The IRIs of a triple: where each stands, what decides how it is judged, and itself."""
    predicate, value = triple.predicate.value, triple.object
    if isinstance(triple.subject, ox.NamedNode):
        yield _Place.SUBJECT, "subject", triple.subject.value
    yield _Place.PREDICATE, "predicate", predicate
    if isinstance(value, ox.NamedNode):
        yield (_Place.TYPE if predicate == _TYPE else _Place.VALUE), predicate, value.value
    elif isinstance(value, ox.Literal):
        yield _Place.DATATYPE, "datatype", value.datatype.value


@dataclass(frozen=True)
class _Use:
    """One IRI at one place. ``context`` is the predicate of a value."""

    place: _Place
    context: str
    iri: str
    vocabulary: Vocabulary

    def problem(self) -> tuple[str, str] | None:
        """What is wrong and what to do, or None."""
        if self.iri.startswith(CSTO):
            return self._declared(self.iri.removeprefix(CSTO))
        if self.place in _OF_TERMS and self.iri.startswith(ID):
            return self._thing()
        namespace, name = _split(self.iri)
        if _resembles(namespace):
            return self._displaced(name)
        terms = self._terms_here()
        if name in terms and not self.iri.startswith(_WELL_KNOWN):
            return self._displaced(name)
        return None

    def _thing(self) -> tuple[str, str] | None:
        """What is wrong with a thing's name where only a term can stand."""
        name, wanted = self.iri.removeprefix(ID), self.place.value
        assert wanted is not None  # noqa: S101  (there are terms of three sorts)
        if not name:  # what the key "id" comes to, since that is a prefix
            return f'"id" is no {wanted.value[2:]}', 'in JSON-LD, name a thing by "@id"'
        if name in self.vocabulary.terms:
            return self._displaced(name)
        return (
            f'"id:{name}" names a thing, and stands where {wanted.value} must',
            self._suggest(name),
        )

    def _terms_here(self) -> Iterable[str]:
        """The names which, in a strange namespace, show that a term was meant here."""
        if self.place in _OF_TERMS:
            return self.vocabulary.terms
        if self.place is _Place.VALUE and self.context.startswith(CSTO):
            return self.vocabulary.listed.get(self.context.removeprefix(CSTO), ())
        return ()

    def _declared(self, name: str) -> tuple[str, str] | None:
        sort = self.vocabulary.terms.get(name)
        if sort is None:
            return f'"csto:{name}" is no term of the ontology', self._suggest(name)
        if self.place is _Place.SUBJECT:
            return (
                f'"csto:{name}" is a term of the ontology, and facts may not say anything of it',
                f"describe a thing of your own, such as <{ID}my-{name.lower()}>",
            )
        wanted = self.place.value
        if self.place is not _Place.VALUE and sort is not wanted:
            assert wanted is not None  # noqa: S101  (subjects are dealt with)
            return (
                f'"csto:{name}" is {sort.value}, and stands where {wanted.value} must',
                self._suggest(name),
            )
        return None

    def _displaced(self, name: str) -> tuple[str, str]:
        message = f"<{self.iri}> is no term: it has a namespace that is not the ontology's"
        if name in self.vocabulary.terms:
            return message, f"write csto:{name}, which is <{CSTO}{name}>"
        return message, f"the namespace is <{CSTO}>; {self._suggest(name)}"

    def _suggest(self, name: str) -> str:
        """Suggest terms that may stand here; only if none is close, any others."""
        if self.place is _Place.DATATYPE:
            return "use a datatype of XML Schema, such as xsd:date"
        for pool in self._pools():
            others = [o for o in pool if o != name and o not in self.vocabulary.reserved]
            close = [other for other in others if other.lower() == name.lower()]
            close = close or close_matches(name, others)
            if close:
                said = did_you_mean(f"csto:{name}", [f"csto:{other}" for other in close])
                return said or f'did you mean "csto:{close[0]}"?'
        return "use one that it has (csto-kg export --source ontology)"

    def _pools(self) -> Iterator[Iterable[str]]:
        if self.place is _Place.VALUE and self.context.startswith(CSTO):
            yield sorted(self.vocabulary.listed.get(self.context.removeprefix(CSTO), ()))
        if self.place.value is not None:
            yield self.vocabulary.names(self.place.value)
        yield sorted(self.vocabulary.terms)


def _sort(kind: str) -> Sort:
    if kind in _CLASSES:
        return Sort.CLASS
    if kind.startswith((_OWL, RDF)) and kind.endswith("Property"):
        return Sort.PROPERTY
    return Sort.DATATYPE if kind in _DATATYPES else Sort.INDIVIDUAL


def _split(iri: str) -> tuple[str, str]:
    """Return the namespace of an IRI, up to its last #, / or colon, and the rest."""
    name = iri
    for end in "#", "/", ":":
        name = name.rpartition(end)[2]
    return iri[: len(iri) - len(name)], name


@lru_cache(256)
def _resembles(namespace: str) -> bool:
    """Whether the ontology's namespace was meant: another scheme, case or last character."""
    return _core(namespace) == _core(CSTO)


def _core(namespace: str) -> str:
    return namespace.lower().split("://", 1)[-1].removeprefix("www.").rstrip("#/")
