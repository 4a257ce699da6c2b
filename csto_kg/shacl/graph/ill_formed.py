"""What is wrong with a shape: raised where it is found, placed in its file by the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.terms import shorten

if TYPE_CHECKING:
    from csto_kg.shacl.graph.index import Index, Node
    from csto_kg.shacl.result import Term


class IllFormedError(Exception):
    """A shape that breaks a rule of SHACL, or needs what we do not support."""

    def __init__(self, node: Node, message: str, hint: str) -> None:
        super().__init__(message)
        self.node = node
        self.message = message
        self.hint = hint


def owner(index: Index, node: Node) -> Node:
    """Return the named node that a blank one belongs to; itself, if there is none."""
    seen: set[Node] = set()
    place = node
    while isinstance(place, ox.BlankNode) and place not in seen:
        seen.add(place)
        above = index.users(place)
        if not above:
            return node
        place = above[0][0]
    return node if place in seen else place


def shown(term: Term) -> str:
    """Return a term in few characters, for an error."""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    if isinstance(term, ox.Literal):
        return f'"{term.value}"'
    return "a blank node"
