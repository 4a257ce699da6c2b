"""What every engine does that checks facts against shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from csto_kg.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from csto_kg.shacl.data_graph import DataGraph
    from csto_kg.shacl.result import ValidationResult
    from csto_kg.shacl.wellformed.shapes import Shapes


ENGINES = ("compiled", "pyshacl")


class Engine(Protocol):
    """SHACL Core and SHACL-SPARQL over a whole graph."""

    def validate(self, data: DataGraph, shapes: Shapes) -> list[ValidationResult]:
        """Return all results, in the order of :func:`csto_kg.shacl.result.sort_key`.

        Each literal is judged as it was written. Raises InputError when a shape cannot be
        evaluated.
        """


def check_engine(name: str) -> None:
    """Raise UsageError when there is no engine of this name."""
    if name not in ENGINES:
        raise UsageError(
            f'there is no engine "{name}"',
            hint=did_you_mean(name, ENGINES) or f"use one of {', '.join(ENGINES)}",
        )


def engine(name: str) -> Engine:
    """Return the engine of this name, which takes a third of a second to import."""
    check_engine(name)
    if name == "compiled":
        from csto_kg.shacl.compiled.compiled_engine import CompiledEngine

        return CompiledEngine()
    from csto_kg.shacl.pyshacl.pyshacl_engine import PyshaclEngine

    return PyshaclEngine()
