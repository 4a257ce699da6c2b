"""The prefixes of a SPARQL text in a shapes graph: ``sh:prefixes`` and ``sh:declare``."""

from __future__ import annotations

import pyoxigraph as ox

from csto_kg.errors import InputError
from csto_kg.shacl.graph.shapes_graph import Node, ShapesGraph, Term
from csto_kg.terms import PREFIXES, XSD, shorten

_SH, _OWL = PREFIXES["sh"], PREFIXES["owl"]
_PREFIXES, _DECLARE = _SH + "prefixes", _SH + "declare"
_TEXT = frozenset((XSD + "string", XSD + "anyURI"))


def declared_for(graph: ShapesGraph, node: Node) -> dict[str, str]:
    """Return the prefixes for the text at ``node``, with their namespaces, in order of name.

    They are those declared at the values of its ``sh:prefixes`` and at the ontologies that
    these import, where the files read so far have them. Raises InputError for a declaration
    that is not whole, and for two namespaces of one prefix.
    """
    found: dict[str, str] = {}
    open_ = [value for value in graph.objects(node, _PREFIXES) if not isinstance(value, ox.Literal)]
    seen: set[Node] = set()
    while open_:
        place = open_.pop()
        if place in seen:
            continue
        seen.add(place)
        declarations = [(_declaration(graph, place, d), d) for d in graph.objects(place, _DECLARE)]
        # Mostly blank nodes, in no order of their own.
        for (prefix, namespace), declaration in sorted(declarations, key=lambda each: each[0]):
            if found.setdefault(prefix, namespace) != namespace:
                raise InputError(
                    f'the prefix "{prefix}:" is declared for <{found[prefix]}> and for '
                    f"<{namespace}>",
                    hint="declare it once",
                    location=graph.location(place, _DECLARE, declaration),
                )
        for imported in graph.objects(place, _OWL + "imports"):
            if not isinstance(imported, ox.Literal):
                open_.append(imported)
    return dict(sorted(found.items()))


def _declaration(graph: ShapesGraph, place: Node, declaration: Term) -> tuple[str, str]:
    prefix, namespace = (
        [
            value.value
            for value in graph.objects(declaration, _SH + name)
            if isinstance(value, ox.Literal) and value.datatype.value in _TEXT
        ]
        for name in ("prefix", "namespace")
    )
    if len(prefix) != 1 or len(namespace) != 1:
        raise InputError(
            f"a sh:declare of {_name(place)} is not whole",
            hint='write it as sh:declare [ sh:prefix "…" ; sh:namespace "…"^^xsd:anyURI ]',
            location=graph.location(place, _DECLARE, declaration),
        )
    return prefix[0], namespace[0]


def _name(node: Node) -> str:
    return shorten(node.value) if isinstance(node, ox.NamedNode) else "a blank node"
