"""SPARQL constraints and SPARQL-based constraint components, for many focus nodes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.shacl.graph.ill_formed import IllFormedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csto_kg.shacl.compiled.evaluation import Evaluation
    from csto_kg.shacl.compiled.model import ComponentConstraint, Shape, SparqlConstraint
    from csto_kg.shacl.result import Term, ValidationResult


def sparql_results(
    evaluation: Evaluation,
    shape: Shape,
    constraint: SparqlConstraint | ComponentConstraint,
    focus_nodes: Sequence[Term],
) -> Iterator[ValidationResult]:
    """Yield the results of one constraint of a shape for some of its focus nodes, in any order.

    Those are all that the shape's targets find, or the one that another shape leads to. The facts
    are ``evaluation.data``, the value nodes of a focus node ``evaluation.values(shape, focus)``;
    ``csto_kg.shacl.compiled.shown.result_of`` makes a result. Raises InputError.
    """
    del focus_nodes
    said = f"{type(constraint).__name__} is not supported by this engine"
    error = IllFormedError(shape.node, said, "use --engine pyshacl")
    raise error.placed(evaluation.shapes.graph)
