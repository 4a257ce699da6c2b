"""What is wrong with a shape: raised where it is found, placed in its file by the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.errors import InputError
from csto_kg.terms import shorten

if TYPE_CHECKING:
    from csto_kg.shacl.graph.shapes_graph import Node, ShapesGraph
    from csto_kg.shacl.result import Term


class IllFormedError(Exception):
    """A shape that breaks a rule of SHACL, or needs what we do not support."""

    def __init__(self, node: Node, message: str, hint: str) -> None:
        super().__init__(message)
        self.node = node
        self.message = message
        self.hint = hint

    def placed(self, graph: ShapesGraph) -> InputError:
        """Return our error, with the name of the shape and its place."""
        node = graph.owner(self.node)
        name = shown(node) if isinstance(node, ox.NamedNode) else "a shape without a name"
        place = graph.place(self.node)
        return InputError(f"in {name}: {self.message}", hint=self.hint, location=place)


def shown(term: Term) -> str:
    """Return a term in few characters, for an error."""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    if isinstance(term, ox.Literal):
        return f'"{term.value}"'
    return "a blank node"
