"""Facts and axioms in plain words: "Ruritania is a person", "nothing is both a person and a state".

Words come from the labels in the graph; a thing's IRI follows in brackets, a term's does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from csto_kg.reasoning.axioms import Axiom
from csto_kg.terms import PREFIXES, RDF, RDFS, shorten
from csto_kg.text import visible

_OWL = PREFIXES["owl"]
_TYPE = RDF + "type"
_LABELS = (RDFS + "label", PREFIXES["skos"] + "prefLabel")
_LONGEST = 80  # characters of a text that stands in a sentence
_SAID = {
    RDFS + "subClassOf": "{a} is {class_}",
    RDFS + "subPropertyOf": "whatever has {p} has the same as {other}",
    RDFS + "domain": "whatever has {p} is {class_}",
    RDFS + "range": "every value of {p} is {class_}",
    _OWL + "disjointWith": "nothing is both {a} and {class_}",
    _OWL + "disjointUnionOf": "{a} is one of these, and never two of them: {classes}",
    _OWL + "equivalentClass": "{a} is the same as {class_}",
    _OWL + "inverseOf": "{p} is {other} the other way round",
    _OWL + "SymmetricProperty": "{p} holds both ways",
    _OWL + "AsymmetricProperty": "{p} never holds both ways",
    _OWL + "TransitiveProperty": "{p} carries over from one to the next",
    _OWL + "ReflexiveProperty": "everything has {p} to itself",
    _OWL + "IrreflexiveProperty": "nothing has {p} to itself",
    _OWL + "FunctionalProperty": "nothing has two different values of {p}",
    _OWL + "InverseFunctionalProperty": "no two things share a value of {p}",
}
"""What an axiom says, by its property, or by its class where the property is rdf:type."""


class Words:
    """Puts triples into words, with the labels that are found in triples."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._labels: dict[str, str] = {}
        for triple in triples:
            if (
                triple.predicate.value in _LABELS
                and isinstance(triple.subject, ox.NamedNode)
                and isinstance(triple.object, ox.Literal)
            ):
                self._labels.setdefault(triple.subject.value, triple.object.value)

    def fact(self, triple: ox.Triple) -> str:
        """Return what a triple about a thing says."""
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        thing = self._thing(subject)
        if predicate == _TYPE and isinstance(value, ox.NamedNode):
            return f"{thing} is {self._a(value.value)}"
        if predicate == _OWL + "sameAs":
            return f"{thing} is the same as {self._thing(value)}"
        if predicate == _OWL + "differentFrom":
            return f"{thing} is not the same as {self._thing(value)}"
        return f"{thing}: {self._term(predicate)} is {self._thing(value)}"

    def axiom(self, axiom: Axiom) -> str:
        """Return what an axiom of the ontology says."""
        subject, predicate, value = axiom.triple
        about = _by_subject(axiom.parts)
        if predicate.value == _OWL + "members":
            return f"nothing is two of these: {self._list(value, about, 'and')}"
        if predicate.value == _OWL + "distinctMembers":
            named = " and ".join(self._thing(item) for item in _items(value, about))
            return f"these are different things: {named}"
        template = _SAID.get(predicate.value)
        if predicate.value == _TYPE:
            template = _SAID.get(_iri(value))
        if template is None or not isinstance(subject, ox.NamedNode):
            return self._plainly(axiom) if axiom.parts else self.fact(axiom.triple)
        return template.format(
            a=self._a(subject.value),
            p=f"“{self._term(subject.value)}”",
            class_=self._class(value, about),
            classes=self._list(value, about, "or"),
            other=f"“{self._term(_iri(value))}”",
        )

    def name(self, term: ox.NamedNode | ox.BlankNode) -> str:
        """Return the label of a thing, else its short IRI."""
        if isinstance(term, ox.BlankNode):
            return "something without a name"
        return visible(self._labels.get(term.value) or shorten(term.value))

    def _thing(self, term: object) -> str:
        if isinstance(term, ox.NamedNode):
            short, label = shorten(term.value), self._labels.get(term.value)
            return f"{visible(label)} ({short})" if label else short
        if isinstance(term, ox.BlankNode):
            return self.name(term)
        if isinstance(term, ox.Literal):
            text = visible(term.value)
            text = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
            return f"“{text}”"
        return str(term)

    def _term(self, iri: str) -> str:
        return visible(self._labels.get(iri) or shorten(iri))

    def _a(self, iri: str) -> str:
        label = self._term(iri)
        vowel = label[:1].lower() in "aeiou" or label.startswith("xsd:")
        return f"{'an' if vowel else 'a'} {label}"

    def _class(self, value: object, about: Mapping[ox.BlankNode, list[ox.Triple]]) -> str:
        if isinstance(value, ox.NamedNode):
            return self._a(value.value)
        if isinstance(value, ox.BlankNode):
            for triple in about.get(value, ()):
                if triple.predicate.value == _OWL + "unionOf":
                    return self._list(triple.object, about, "or")
                if triple.predicate.value == _OWL + "complementOf":
                    return f"not {self._class(triple.object, about)}"
                if triple.predicate.value == _OWL + "onProperty":
                    return f"something limited in its “{self._term(_iri(triple.object))}”"
        return "a class without a name"

    def _list(self, value: object, about: Mapping[ox.BlankNode, list[ox.Triple]], word: str) -> str:
        named = [self._class(item, about) for item in _items(value, about)]
        return f" {word} ".join(filter(None, (", ".join(named[:-1]), named[-1] if named else "")))

    @staticmethod
    def _plainly(axiom: Axiom) -> str:
        return visible(" ; ".join(str(triple) for triple in axiom.triples))


def _by_subject(triples: Sequence[ox.Triple]) -> dict[ox.BlankNode, list[ox.Triple]]:
    found: dict[ox.BlankNode, list[ox.Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode):
            found.setdefault(triple.subject, []).append(triple)
    return found


def _items(value: object, about: Mapping[ox.BlankNode, list[ox.Triple]]) -> list[object]:
    items: list[object] = []
    seen = set()
    while isinstance(value, ox.BlankNode) and value not in seen:
        seen.add(value)
        said = {triple.predicate.value: triple.object for triple in about.get(value, ())}
        if RDF + "first" in said:
            items.append(said[RDF + "first"])
        value = said.get(RDF + "rest")
    return items


def _iri(value: object) -> str:
    return value.value if isinstance(value, ox.NamedNode) else ""
