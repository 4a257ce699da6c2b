"""The engine that evaluates shapes on the store that holds the facts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from csto_kg.shacl.compiled.asked_ahead import ASKED
from csto_kg.shacl.compiled.evaluation import Evaluation
from csto_kg.shacl.compiled.model_reading import read_model
from csto_kg.shacl.compiled.sparql_constraints import keep_queries, sparql_results
from csto_kg.shacl.compiled.suspects import Suspects
from csto_kg.shacl.result import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csto_kg.shacl.compiled.model import Shape
    from csto_kg.shacl.compiled.suspects import Part
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
        found = sorted(all_results(Evaluation(data, shapes), model), key=sort_key)
        keep_queries(shapes)
        return found


def all_results(
    evaluation: Evaluation, model: Sequence[Shape], *, everywhere: bool = False
) -> Iterator[ValidationResult]:
    """Yield the results of shapes at the focus nodes of their targets, in no order.

    The value nodes of a node shape are its focus nodes, and these are those of its property shapes,
    so that each of them can be looked at, and asked for, for all at once. ``everywhere``: focus
    nodes that cannot have results are looked at, too.
    """
    parts = [part for shape in model for part in _parts(shape)]
    suspects = Suspects(evaluation, [] if everywhere else parts)
    for targets, shape in parts:
        looked = evaluation.focus_nodes if everywhere else partial(suspects.of, shape=shape)
        suspected = list(looked(targets))
        evaluation.asked.ask(evaluation, shape, suspected, properties=bool(shape.path))
        for focus in suspected:
            yield from evaluation.own_results(shape, focus)
            if shape.path:
                yield from evaluation.inner_results(shape, focus)
        for constraint in shape.constraints:
            if isinstance(constraint, ASKED):
                focus_nodes = evaluation.focus_nodes(targets)
                yield from sparql_results(evaluation, shape, constraint, focus_nodes)


def _parts(shape: Shape) -> Iterator[Part]:
    if shape.deactivated:
        return
    yield shape.targets, shape
    if shape.path is None:
        for inner in shape.property_shapes:
            if not inner.deactivated:
                yield shape.targets, inner
