"""Queries of shapes that other shapes lead to, asked for all their focus nodes at once.

An inner shape is looked at for one value node after another, as ``sh:or`` and the like want it. So
what its queries find at any of them is found before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.shacl.compiled.model import (
    ComponentConstraint,
    QualifiedConstraint,
    Shape,
    ShapesConstraint,
    SparqlConstraint,
)
from csto_kg.shacl.compiled.sparql_constraints import OneCheck, sparql_results

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from csto_kg.shacl.result import Term, ValidationResult

    Found = dict[Term, list[ValidationResult]]

ASKED = (SparqlConstraint, ComponentConstraint)
"""The constraints that are queries."""


class AskedAhead:
    """What queries found in one check, by shape, constraint and focus node."""

    def __init__(self) -> None:
        self._found: dict[tuple[Shape, object], Found] = {}
        self._asks: dict[Shape, bool] = {}

    def ask(
        self, check: OneCheck, shape: Shape, focus_nodes: Sequence[Term], *, properties: bool = True
    ) -> None:
        """Ask the queries of all shapes that a shape leads to from focus nodes.

        ``properties``: of those of its sh:property as well. Raises InputError as
        ``sparql_results`` does.
        """
        apart = () if properties else shape.property_shapes
        inner = [
            each for each in _inner_shapes(shape) if each not in apart and self._has_queries(each)
        ]
        if not inner or not focus_nodes:
            return
        values = dict.fromkeys(v for focus in focus_nodes for v in check.values(shape, focus))
        for each in inner:
            for constraint in each.constraints:
                if isinstance(constraint, ASKED):
                    self._ask(check, each, constraint, values)
            self.ask(check, each, [*values])

    def _ask(
        self,
        check: OneCheck,
        shape: Shape,
        constraint: SparqlConstraint | ComponentConstraint,
        values: Iterable[Term],
    ) -> None:
        known = self._found.setdefault((shape, constraint), {})
        new: Found = {value: [] for value in values if value not in known}
        for result in sparql_results(check, shape, constraint, [*new]):
            new[result.focus].append(result)
        known |= new

    def results(
        self,
        check: OneCheck,
        shape: Shape,
        constraint: SparqlConstraint | ComponentConstraint,
        focus: Term,
    ) -> Iterable[ValidationResult]:
        """Return what a query finds at a focus node, asked for now if it was not before."""
        known = self._found.get((shape, constraint), {}).get(focus)
        return sparql_results(check, shape, constraint, (focus,)) if known is None else known

    def _has_queries(self, shape: Shape) -> bool:
        """Whether a shape, or one that it leads to, has a query."""
        if shape not in self._asks:
            own = any(isinstance(each, ASKED) for each in shape.constraints)
            self._asks[shape] = own or any(map(self._has_queries, _inner_shapes(shape)))
        return self._asks[shape]


def _inner_shapes(shape: Shape) -> Iterator[Shape]:
    """Yield the shapes that value nodes of a shape are looked at by."""
    for constraint in shape.constraints:
        if isinstance(constraint, ShapesConstraint):
            yield from (each for each in constraint.shapes if not each.deactivated)
        elif isinstance(constraint, QualifiedConstraint):
            yield from (constraint.shape, *constraint.siblings)
