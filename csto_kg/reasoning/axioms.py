"""The ontology as a list of axioms: what each takes together, and what declares or only describes.

RDF spreads an axiom such as a union over a chain of blank nodes. To leave one out, or to say it in
words, it must be in one piece.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from csto_kg.terms import PREFIXES, RDF, RDFS

_OWL = PREFIXES["owl"]
_TYPE = RDF + "type"
_BUILT_IN = (RDF, RDFS, _OWL, PREFIXES["xsd"])
_DECLARING = frozenset(
    {RDFS + "Class", RDFS + "Datatype", RDF + "Property"}
    | {
        _OWL + kind
        for kind in (
            "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty",
            "NamedIndividual", "Ontology", "Restriction", "AllDisjointClasses", "AllDifferent",
        )
    }
)  # fmt: skip
_DESCRIBING = frozenset(
    {RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")}
    | {_OWL + name for name in ("versionInfo", "versionIRI", "imports", "deprecated")}
)


@dataclass(frozen=True)
class Axiom:
    """One axiom: its triple, and those of the blank nodes that it is made with."""

    triple: ox.Triple
    parts: tuple[ox.Triple, ...] = ()

    @property
    def triples(self) -> tuple[ox.Triple, ...]:
        return (self.triple, *self.parts)

    @property
    def signature(self) -> frozenset[str]:
        """The IRIs that it is about, without those of RDF, RDFS, OWL and XML Schema."""
        return frozenset(
            term.value
            for triple in self.triples
            for term in (triple.subject, triple.predicate, triple.object)
            if isinstance(term, ox.NamedNode) and not term.value.startswith(_BUILT_IN)
        )


@dataclass(frozen=True)
class AxiomList:
    """An ontology in pieces.

    ``declarations`` say what kind of term each term is; ``annotations`` are the IRIs of properties
    that only describe.
    """

    declarations: tuple[ox.Triple, ...]
    axioms: tuple[Axiom, ...]
    annotations: frozenset[str]

    @property
    def triples(self) -> tuple[ox.Triple, ...]:
        """All but the descriptions."""
        return (*self.declarations, *(t for axiom in self.axioms for t in axiom.triples))


def axioms(ontology: Iterable[ox.Triple]) -> AxiomList:
    """Return the axioms of an ontology in the order of its triples, without annotations."""
    listed = list(ontology)
    about: dict[ox.BlankNode, list[ox.Triple]] = defaultdict(list)
    inner: set[ox.BlankNode] = set()
    annotations = set(_DESCRIBING)
    for triple in listed:
        if isinstance(triple.subject, ox.BlankNode):
            about[triple.subject].append(triple)
        if isinstance(triple.object, ox.BlankNode):
            inner.add(triple.object)
        if triple.object == ox.NamedNode(_OWL + "AnnotationProperty"):
            annotations.add(str(getattr(triple.subject, "value", "")))
    declarations, found, whole = [], [], set()
    for triple in listed:
        subject = triple.subject
        if isinstance(subject, ox.BlankNode):
            if subject not in inner and subject not in whole:
                whole.add(subject)  # an axiom that is itself a blank node, such as owl:members
                first, *rest = _closure([subject], about)
                found.append(Axiom(first, tuple(rest)))
        elif triple.predicate.value in annotations:
            continue
        elif _declares(triple):
            declarations.append(triple)
        else:
            start = [triple.object] if isinstance(triple.object, ox.BlankNode) else []
            found.append(Axiom(triple, tuple(_closure(start, about))))
    return AxiomList(tuple(declarations), tuple(found), frozenset(annotations))


def _declares(triple: ox.Triple) -> bool:
    value = triple.object
    if triple.predicate.value != _TYPE or not isinstance(value, ox.NamedNode):
        return False
    return value.value in _DECLARING


def _closure(
    nodes: list[ox.BlankNode], about: dict[ox.BlankNode, list[ox.Triple]]
) -> list[ox.Triple]:
    """All that is said of the blank nodes and of those that they lead to, the axiom's kind last."""
    found: list[ox.Triple] = []
    seen = set(nodes)
    while nodes:
        node = nodes.pop(0)
        for triple in sorted(about[node], key=lambda t: (_declares(t), str(t.predicate))):
            found.append(triple)
            if isinstance(triple.object, ox.BlankNode) and triple.object not in seen:
                seen.add(triple.object)
                nodes.append(triple.object)
    return found
