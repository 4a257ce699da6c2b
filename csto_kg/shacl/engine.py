"""What every engine does that checks facts against shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from csto_kg.shacl.data_graph import DataGraph
    from csto_kg.shacl.result import ValidationResult
    from csto_kg.shacl.wellformed.shapes import Shapes


class Engine(Protocol):
    """SHACL Core and SHACL-SPARQL over a whole graph."""

    def validate(self, data: DataGraph, shapes: Shapes) -> list[ValidationResult]:
        """Return all results, in the order of :func:`csto_kg.shacl.result.sort_key`.

        Each literal is judged as it was written. Raises InputError when a shape cannot be
        evaluated.
        """
