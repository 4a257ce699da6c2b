"""The module of the graph that an OWL reasoner sees.

OWL 2 has a fixed list of datatypes, and ``xsd:date``, ``xsd:gYear`` and their like are not on it:
HermiT stops at the first literal of one. :func:`reasoner_module` therefore leaves out each triple
whose object is such a literal, and counts what it left out, so that a caller can say so. Everything
else is handed on as it stands; nothing is added, and nothing is judged here.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from csto_kg.terms import RDF, XSD

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
    """Triples that a reasoner can take in, and how many were left out, by datatype IRI."""

    triples: tuple[ox.Triple, ...]
    left_out: Mapping[str, int]

    def ntriples(self) -> bytes:
        """Return the module as N-Triples, which owlready2 and the OWL API read."""
        return ox.serialize(self.triples, format=ox.RdfFormat.N_TRIPLES) or b""


def reasoner_module(
    paths: Iterable[str | os.PathLike[str]], *, extra: Iterable[ox.Triple] = ()
) -> ReasonerModule:
    """Return the reasoner's module of the RDF files at ``paths``, with ``extra`` triples added.

    Files may be of any format that their extension names; graph names are dropped. Literals of
    a datatype that OWL 2 does not have (dates, years, months) are left out and counted. Triples
    that two files share stand once.

    Raises OSError for a file that cannot be opened, SyntaxError for one that cannot be parsed.
    """
    kept: dict[ox.Triple, None] = {}
    left_out: Counter[str] = Counter()
    seen: set[ox.Triple] = set()
    for triple in (*_read(paths), *extra):
        if triple in seen:
            continue
        seen.add(triple)
        value = triple.object
        if isinstance(value, ox.Literal) and value.datatype.value not in OWL_DATATYPES:
            left_out[value.datatype.value] += 1
        else:
            kept[triple] = None
    return ReasonerModule(tuple(kept), dict(sorted(left_out.items())))


def _read(paths: Iterable[str | os.PathLike[str]]) -> Iterable[ox.Triple]:
    for path in paths:
        for quad in ox.parse(path=os.fspath(path), rename_blank_nodes=True):
            yield ox.Triple(quad.subject, quad.predicate, quad.object)
