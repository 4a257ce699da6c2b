"""Terms of pyoxigraph as terms of rdflib, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib

from csto_kg.rdf_files.language_tags import with_languages
from csto_kg.terms import XSD

if TYPE_CHECKING:
    from rdflib.term import Node

    from csto_kg.shacl.result import Term

_STRING = XSD + "string"


def in_rdflib(term: Term) -> Node:
    """Return a term for rdflib, its literals as they are written."""
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


def from_rdflib(term: Node) -> Term:
    """Return a term of rdflib. Raises TypeError for what is none, ValueError for what RDF lacks."""
    text = str(term)
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(text)
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(text)
    if not isinstance(term, rdflib.Literal):
        raise TypeError(f"no term of RDF: {term!r}")
    if term.language:
        (literal,) = with_languages([(text, term.language)])
        return literal
    return ox.Literal(text, datatype=ox.NamedNode(str(term.datatype or _STRING)))
