"""The interface of the engines that check facts against shapes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from csto_kg.shacl.result import Result
    from csto_kg.shacl.wellformed.shapes import Shapes


class Validator(ABC):
    """An engine: SHACL Core and SHACL-SPARQL over a whole graph."""

    @abstractmethod
    def validate(
        self, data: Sequence[ox.Triple], shapes: Shapes, reading: str | None = None
    ) -> list[Result]:
        """Return all results, in the order of :func:`csto_kg.shacl.result.sort_key`.

        ``data``: all facts, each literal as it was written. ``reading`` goes into the results.
        Raises InputError when a shape cannot be evaluated.
        """
