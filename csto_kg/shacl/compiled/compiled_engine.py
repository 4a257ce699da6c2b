"""The engine that evaluates shapes on the store that holds the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.shacl.compiled.evaluation import ASKED, Evaluation
from csto_kg.shacl.compiled.model_reading import read_model
from csto_kg.shacl.compiled.sparql_constraints import sparql_results
from csto_kg.shacl.result import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csto_kg.shacl.compiled.model import Shape
    from csto_kg.shacl.data_graph import DataGraph
    from csto_kg.shacl.result import ValidationResult
    from csto_kg.shacl.wellformed.shapes import Shapes


class CompiledEngine:
    """Checks a graph with SPARQL and without rdflib."""

    def validate(self, data: DataGraph, shapes: Shapes) -> list[ValidationResult]:
        """Return all results: see :class:`csto_kg.shacl.engine.Engine`."""
        if "compiled" not in shapes.made:
            shapes.made["compiled"] = read_model(shapes)
        model: tuple[Shape, ...] = shapes.made["compiled"]
        evaluation = Evaluation(data, shapes)
        found = (result for shape in model for result in _results(evaluation, shape))
        return sorted(found, key=sort_key)


def _results(evaluation: Evaluation, shape: Shape) -> Iterator[ValidationResult]:
    """Yield the results of a shape at the focus nodes of its targets.

    The value nodes of a node shape are its focus nodes, and these are those of its property shapes,
    so that each of them can be looked at, and asked for, for all at once.
    """
    if shape.deactivated:
        return
    focus_nodes = evaluation.focus_nodes(shape.targets)
    parts = (shape,) if shape.path else (shape, *shape.property_shapes)
    for part in parts:
        if part.deactivated:
            continue
        for focus in focus_nodes:
            yield from evaluation.own_results(part, focus)
            if part.path:
                yield from evaluation.inner_results(part, focus)
        for constraint in part.constraints:
            if isinstance(constraint, ASKED):
                yield from sparql_results(evaluation, part, constraint, focus_nodes)
