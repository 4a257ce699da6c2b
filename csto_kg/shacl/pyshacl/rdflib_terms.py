"""Terms between pyoxigraph and rdflib, each literal in the form in which it was written."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib

from csto_kg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib.term import Node

    from csto_kg.shacl.result import Term

_STRING = XSD + "string"


class Terms:
    """Translates both ways; a term that came from pyoxigraph goes back as the same one.

    ``translated``: those that were translated before.
    """

    def __init__(self, translated: Mapping[Term, Node] = MappingProxyType({})) -> None:
        self.translated = dict(translated)
        self._back: dict[Node, Term] = {}
        for term, made in self.translated.items():
            self._back.setdefault(made, term)

    def to_rdflib(self, term: Term) -> Node:
        """Return the rdflib term; one object for each."""
        found = self.translated.get(term)
        if found is None:
            found = self.translated[term] = _made(term)
            self._back.setdefault(found, term)
        return found

    def from_rdflib(self, term: Node) -> Term:
        """Return the pyoxigraph term; for what a query computes, a new one."""
        found = self._back.get(term)
        return _unmade(term) if found is None else found

    def graph(self, triples: Iterable[ox.Triple], graph: rdflib.Graph) -> None:
        """Add triples to an rdflib graph."""
        to, add = self.to_rdflib, graph.add
        for s, p, o in triples:
            add((to(s), to(p), to(o)))


def _made(term: Term) -> Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    # To rdflib, "a" and "a"^^xsd:string are two terms; to RDF 1.1, one.
    kind = term.datatype.value
    if term.language is not None:
        return rdflib.Literal(term.value, lang=term.language, normalize=False)
    datatype = None if kind == _STRING else rdflib.URIRef(kind)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)


def _unmade(term: Node) -> Term:
    text = str(term)
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(text)
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(text)
    if not isinstance(term, rdflib.Literal):
        raise TypeError(f"no term of RDF: {term!r}")
    if term.language:
        return ox.Literal(text, language=term.language)
    return ox.Literal(text, datatype=ox.NamedNode(str(term.datatype or _STRING)))
