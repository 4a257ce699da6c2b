"""What every engine does that checks facts against shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from csto_kg.shacl.result import ValidationResult
    from csto_kg.shacl.wellformed.shapes import Shapes


class Engine(Protocol):
    """SHACL Core and SHACL-SPARQL over a whole graph."""

    def validate(self, triples: Sequence[ox.Triple], shapes: Shapes) -> list[ValidationResult]:
        """Return all results, in the order of :func:`csto_kg.shacl.result.sort_key`.

        ``triples``: all facts, each literal as it was written. Raises InputError when a shape
        cannot be evaluated.
        """
