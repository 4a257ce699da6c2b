"""Which focus nodes may have results: asked for in SPARQL, all of a target at once.

Only they need be looked at one by one. What is found is never too little: a node whose values were
written in forms that the store does not keep is a suspect in any case, and where nothing can be
asked, every focus node is.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.shacl.compiled.conditions import NEVER, NoDoubtError, any_of, written
from csto_kg.shacl.compiled.doubts import Doubts
from csto_kg.shacl.compiled.model import (
    ClosedConstraint,
    ComponentConstraint,
    IriConstraint,
    QualifiedConstraint,
    ShapesConstraint,
    SparqlConstraint,
)
from csto_kg.shacl.graph.paths import Predicate, parts
from csto_kg.shacl.graph.shapes_graph import TYPE
from csto_kg.shacl.graph.targets import Targets
from csto_kg.store.interface import engine_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from csto_kg.shacl.compiled.evaluation import Evaluation
    from csto_kg.shacl.compiled.model import Shape
    from csto_kg.shacl.result import Term

Part = tuple[Targets, "Shape"]
"""A shape with its targets, or a property shape of a node shape with the targets of that one."""

_THIS, _VALUE = "?this", "?value"


class Suspects:
    """The suspects among the focus nodes of some parts."""

    def __init__(self, evaluation: Evaluation, asked: Iterable[Part]) -> None:
        self._evaluation = evaluation
        self._doubts = Doubts(evaluation.populated, cache(self._is_single))
        self._rewritten = {
            subject
            for subject, _ in evaluation.data.rewritten
            if not isinstance(subject, ox.Triple)
        }
        self._rewritten_values = {predicate.value for _, predicate in evaluation.data.rewritten}
        self._all: set[Part] = set()
        self._conditions: dict[Targets, list[str]] = {}
        # Where a shape is about the values of the very property that its target names.
        self._scanned: dict[str, list[str]] = {}
        self._patterns: dict[Targets, str] = {}
        self._found: dict[Targets, list[Term]] = {}
        with engine_errors("the facts could not be searched"):
            for targets, shape in asked:
                self._add(targets, shape)
            self._ask()

    def of(self, targets: Targets, shape: Shape) -> list[Term]:
        """Return the focus nodes of a part that may have results."""
        if (targets, shape) in self._all:
            return self._evaluation.focus_nodes(targets)
        return self._found.get(targets, [])

    def _add(self, targets: Targets, shape: Shape) -> None:
        own = _without_queries(shape)
        if not own.constraints:
            return
        try:
            self._look_deep(own)
            self._add_condition(targets, own)
        except NoDoubtError:
            self._all.add((targets, shape))

    def _look_deep(self, shape: Shape) -> None:
        """Raise NoDoubtError where values are judged that another node than the focus node has.

        Only where such values were written in forms that the store does not keep.
        """
        if self._rewritten_values:
            deep = set(_deep(shape, at_focus=True))
            if None in deep or deep & self._rewritten_values:
                raise NoDoubtError

    def _add_condition(self, targets: Targets, shape: Shape) -> None:
        path = shape.path
        self._found.setdefault(targets, [])
        if targets not in self._patterns:
            self._patterns[targets] = self._pattern(targets)
        pattern = self._patterns[targets]
        if not pattern:
            return
        if isinstance(path, Predicate) and targets == _subjects_of(path.iri):
            conditions = self._doubts.values(shape, _VALUE)
            conditions += [self._doubts.shape(each, _VALUE) for each in shape.property_shapes]
            conditions.append(self._doubts.together(shape, _THIS))
            self._scanned.setdefault(path.iri, []).append(any_of(conditions))
        else:
            condition = self._doubts.shape(shape, _THIS)
            self._conditions.setdefault(targets, []).append(condition)

    def _ask(self) -> None:
        for iri, conditions in self._scanned.items():
            found = self._nodes(f"{_THIS} <{iri}> {_VALUE}", any_of(conditions))
            self._found[_subjects_of(iri)] += found
        for targets, conditions in self._conditions.items():
            self._found[targets] += self._nodes(self._patterns[targets], any_of(conditions))
        for targets, suspects in self._found.items():
            rewritten = (n for n in self._rewritten if self._evaluation.is_focus(targets, n))
            self._found[targets] = list(dict.fromkeys((*suspects, *targets.nodes, *rewritten)))

    def _nodes(self, pattern: str, condition: str) -> Iterator[Term]:
        if condition == NEVER:
            return
        text = f"SELECT DISTINCT {_THIS} {{ {pattern} FILTER ({condition}) }}"
        for solution in self._evaluation.data.store.query(text):  # type: ignore[union-attr]
            yield solution[0]

    def _pattern(self, targets: Targets) -> str:
        """Return what matches the focus nodes of targets, but for nodes that they name; or "".

        Raises NoDoubtError.
        """
        evaluation = self._evaluation
        if any(each.value in self._rewritten_values for each in targets.objects_of):
            raise NoDoubtError  # a focus node may be such a literal
        classes = {each for class_ in targets.classes for each in evaluation.populated(class_)}
        found = [f"{_THIS} <{TYPE}> {written(each)}" for each in sorted(classes, key=str)]
        for properties, pattern in (
            (targets.subjects_of, f"{_THIS} {{}} {_VALUE}"),
            (targets.objects_of, f"{_VALUE} {{}} {_THIS}"),
        ):
            found += [pattern.format(written(p)) for p in properties if evaluation.data.has(p)]
        if len(found) < 2 and classes:
            return found[0]
        # In a SELECT, so that a node is looked at once, and the filter stands once.
        union = " UNION ".join(f"{{ {each} }}" for each in found)
        return f"{{ SELECT DISTINCT {_THIS} {{ {union} }} }}" if found else ""

    def _is_single(self, predicate: str) -> bool:
        counted = "(COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects)"
        having = f"SELECT {counted} {{ ?s {predicate} ?o }} HAVING (?triples = ?subjects)"
        return bool(self._evaluation.data.store.query(f"ASK {{ {{ {having} }} }}"))


def _subjects_of(iri: str) -> Targets:
    return Targets(subjects_of=(ox.NamedNode(iri),))


def _without_queries(shape: Shape) -> Shape:
    """A shape without its own queries; a node shape without its property shapes, too."""
    apart = (SparqlConstraint, ComponentConstraint)
    constraints = tuple(
        each
        for each in shape.constraints
        if not isinstance(each, apart) and (shape.path is not None or each.name != "Property")
    )
    return replace(shape, constraints=constraints)


def _deep(shape: Shape, *, at_focus: bool) -> Iterator[str | None]:
    """Yield the properties of which a shape sees values of other nodes; None where it sees all."""
    path = shape.path
    if path is not None:
        single = isinstance(path, Predicate)
        if not (single and at_focus):
            yield from (part.iri for part in parts(path) if isinstance(part, Predicate))
    inside = at_focus and path is None
    for each in shape.constraints:
        if isinstance(each, ShapesConstraint):
            for inner in each.shapes:
                yield from _deep(inner, at_focus=inside)
        elif isinstance(each, QualifiedConstraint):
            for inner in (each.shape, *each.siblings):
                yield from _deep(inner, at_focus=inside)
        elif isinstance(each, ClosedConstraint) and not inside:
            yield None
        elif isinstance(each, IriConstraint) and not at_focus:
            yield each.iri.value
