"""Facts checked on the store against shapes in Turtle, and results in a line."""

from __future__ import annotations

from csto_kg.shacl.compiled.compiled_engine import CompiledEngine
from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.graph.shapes_graph import ShapesGraph
from csto_kg.shacl.result import ValidationResult
from csto_kg.shacl.wellformed.shapes import shapes_of
from csto_kg.terms import PREFIXES
from tests.shacl.examples import short, turtle

_CSTO = PREFIXES["csto"]
_DECLARED = """
shape: sh:declare
    [ sh:prefix "csto" ; sh:namespace "https://w3id.org/csto-kg/ontology#" ] ,
    [ sh:prefix "shape" ; sh:namespace "https://w3id.org/csto-kg/shapes#" ] ,
    [ sh:prefix "id" ; sh:namespace "https://w3id.org/csto-kg/id/" ] ."""


def results(facts: str, shapes: str) -> list[ValidationResult]:
    """What the engine finds; queries know csto: and id: by ``sh:prefixes shape:``."""
    made = shapes_of(ShapesGraph(turtle(shapes + _DECLARED)), strict=False)
    return CompiledEngine().validate(DataGraph.of(turtle(facts)), made)


def shown(found: list[ValidationResult]) -> list[str]:
    """Focus node, path, value and message of each result."""
    return [
        " | ".join(
            (short(r.focus), (r.path or "").removeprefix(_CSTO),
             "" if r.value is None else short(r.value), r.message)
        )
        for r in found
    ]  # fmt: skip
