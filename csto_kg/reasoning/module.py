"""The module of the graph that an OWL reasoner sees.

OWL 2 has a fixed list of datatypes, and ``xsd:date``, ``xsd:gYear`` and their like are not on it:
HermiT stops at the first literal of one. :func:`module_of` therefore leaves out each triple whose
object is such a literal, and counts what it left out, so that a caller can say so. Everything else
is handed on as it stands; nothing is added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from csto_kg.reasoning.literals import Fitness, fitness
from csto_kg.terms import PREFIXES, RDF, XSD

_TYPE = ox.NamedNode(RDF + "type")
_IMPORTS = ox.NamedNode(PREFIXES["owl"] + "imports")
_OBJECT_PROPERTY = PREFIXES["owl"] + "ObjectProperty"
_DATATYPE_PROPERTY = PREFIXES["owl"] + "DatatypeProperty"
# https://www.w3.org/TR/owl2-syntax/#Datatype_Maps, without rdf:XMLLiteral, which HermiT does not
# know either.
OWL_DATATYPES: frozenset[str] = frozenset(
    {RDF + name for name in ("PlainLiteral", "langString")}
    | {"http://www.w3.org/2002/07/owl#" + name for name in ("real", "rational")}
    | {
        XSD + name
        for name in (
            "decimal", "integer", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger",
            "negativeInteger", "long", "int", "short", "byte", "unsignedLong", "unsignedInt",
            "unsignedShort", "unsignedByte", "double", "float", "string", "normalizedString",
            "token", "language", "Name", "NCName", "NMTOKEN", "boolean", "hexBinary",
            "base64Binary", "anyURI", "dateTime", "dateTimeStamp",
        )
    }
)  # fmt: skip


@dataclass(frozen=True)
class ReasonerModule:
    """Triples that a reasoner can take in, and what it cannot.

    ``left_out``: how many triples were left out, by the datatype IRI of their value. ``ill_typed``:
    those whose value is none of its datatype, each a contradiction in itself. ``unseen``: those
    that OWL 2 DL has no place for, a text where a thing must be or the other way round; reasoners
    pass over them.
    """

    triples: tuple[ox.Triple, ...]
    left_out: Mapping[str, int]
    ill_typed: tuple[ox.Triple, ...] = ()
    unseen: tuple[ox.Triple, ...] = ()


def module_of(triples: Iterable[ox.Triple]) -> ReasonerModule:
    """Return the reasoner's module of triples, each of them once.

    Literals of a datatype that OWL 2 does not have (dates, years, months), or with a value that
    reasoners cannot read, are left out and counted. So are imports, since nothing is fetched.
    """
    kept: dict[ox.Triple, None] = {}
    left_out: Counter[str] = Counter()
    ill_typed: list[ox.Triple] = []
    for triple in dict.fromkeys(triples):
        value = triple.object
        if triple.predicate == _IMPORTS:
            continue
        if isinstance(value, ox.Literal):
            datatype = value.datatype.value
            fit = fitness(value) if datatype in OWL_DATATYPES else Fitness.UNREADABLE
            if fit is Fitness.UNREADABLE:
                left_out[datatype] += 1
                continue
            if fit is Fitness.ILL_TYPED:
                ill_typed.append(triple)
                continue
        kept[triple] = None
    return ReasonerModule(
        tuple(kept), dict(sorted(left_out.items())), tuple(ill_typed), tuple(_unseen(kept))
    )


def _unseen(triples: Collection[ox.Triple]) -> Iterable[ox.Triple]:
    kinds: dict[object, set[str]] = {}
    for triple in triples:
        if triple.predicate == _TYPE and isinstance(triple.object, ox.NamedNode):
            kinds.setdefault(triple.subject, set()).add(triple.object.value)
    for triple in triples:
        kind = kinds.get(triple.predicate, ())
        literal = isinstance(triple.object, ox.Literal)
        if (_OBJECT_PROPERTY if literal else _DATATYPE_PROPERTY) in kind:
            yield triple
