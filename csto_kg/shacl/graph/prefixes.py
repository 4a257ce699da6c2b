"""The prefixes of a SPARQL text in a shapes graph: ``sh:prefixes`` and ``sh:declare``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.shacl.graph.shapes_graph import nodes
from csto_kg.shacl.result import SH
from csto_kg.terms import PREFIXES, XSD

if TYPE_CHECKING:
    from csto_kg.shacl.graph.shapes_graph import Node, ShapesGraph
    from csto_kg.shacl.result import Term

DECLARE = SH + "declare"
_IMPORTS = PREFIXES["owl"] + "imports"
_TEXT = frozenset((XSD + "string", XSD + "anyURI"))


class DeclarationError(Exception):
    """A declaration, at ``source``, of one prefix for several namespaces, or one not whole.

    ``prefix`` and ``namespaces`` are those that clash; None and none of one that is not whole.
    """

    def __init__(
        self, source: Node, declaration: Term, prefix: str | None = None, *namespaces: str
    ) -> None:
        super().__init__(prefix)
        self.source = source
        self.declaration = declaration
        self.prefix = prefix
        self.namespaces = namespaces


def prefixes_of(graph: ShapesGraph, node: Node) -> dict[str, str]:
    """Return the prefixes for the text at ``node``, with their namespaces, in order of name.

    They are those declared at the values of its ``sh:prefixes`` and at the ontologies that these
    import, as far as the graph has them. Raises DeclarationError.
    """
    found: dict[str, str] = {}
    open_ = nodes(graph.objects(node, SH + "prefixes"))
    seen: set[Node] = set()
    while open_:
        source = open_.pop()
        if source in seen:
            continue
        seen.add(source)
        declared = [(*_declaration(graph, source, d), d) for d in graph.objects(source, DECLARE)]
        # Mostly blank nodes, in no order of their own.
        for prefix, namespace, declaration in sorted(declared, key=lambda each: each[:2]):
            if found.setdefault(prefix, namespace) != namespace:
                raise DeclarationError(source, declaration, prefix, found[prefix], namespace)
        open_ += nodes(graph.objects(source, _IMPORTS))
    return dict(sorted(found.items()))


def _declaration(graph: ShapesGraph, source: Node, declaration: Term) -> tuple[str, str]:
    prefix, namespace = (
        [
            value.value
            for value in graph.objects(declaration, SH + name)
            if isinstance(value, ox.Literal) and value.datatype.value in _TEXT
        ]
        for name in ("prefix", "namespace")
    )
    if len(prefix) != 1 or len(namespace) != 1:
        raise DeclarationError(source, declaration)
    return prefix[0], namespace[0]
