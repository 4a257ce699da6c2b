"""What shapes find at focus nodes, to the letter of SHACL (https://www.w3.org/TR/shacl/)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csto_kg.shacl.compiled.model import Shape
    from csto_kg.shacl.data_graph import DataGraph
    from csto_kg.shacl.result import Term, ValidationResult
    from csto_kg.shacl.wellformed.shapes import Shapes


class Evaluation:
    """One check of a data graph."""

    def __init__(self, data: DataGraph, shapes: Shapes) -> None:
        self.data = data
        self.shapes = shapes

    def values(self, shape: Shape, focus: Term) -> Sequence[Term]:
        """Return the value nodes of a focus node: each once, the focus node of a node shape."""
        raise NotImplementedError

    def results(self, shape: Shape, focus: Term) -> Iterator[ValidationResult]:
        """Yield the results of a shape at a focus node. Raises InputError."""
        raise NotImplementedError
