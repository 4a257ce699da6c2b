"""What shapes find at focus nodes, to the letter of SHACL (https://www.w3.org/TR/shacl/).

One focus node after another, over the values as they were written. Which focus nodes are looked at
is decided elsewhere (:mod:`csto_kg.shacl.compiled.compiled_engine`).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.shacl.compiled.asked_ahead import ASKED, AskedAhead
from csto_kg.shacl.compiled.constraint_checks import checks_of, one_term
from csto_kg.shacl.compiled.model import Constraint, Shape
from csto_kg.shacl.compiled.shown import in_general, result_of
from csto_kg.shacl.compiled.sparql_constraints import SHAPES_GRAPH
from csto_kg.shacl.graph.paths import Alternative, Inverse, Path, Predicate, Repeated
from csto_kg.shacl.graph.shapes_graph import TYPE
from csto_kg.shacl.graph.targets import with_subclasses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from csto_kg.shacl.compiled.constraint_checks import Check
    from csto_kg.shacl.data_graph import DataGraph
    from csto_kg.shacl.graph.shapes_graph import Node
    from csto_kg.shacl.graph.targets import Targets
    from csto_kg.shacl.result import Term, ValidationResult
    from csto_kg.shacl.wellformed.shapes import Shapes

_MOST_NODES = 100_000
_TYPE = ox.NamedNode(TYPE)


class Evaluation:
    """One check of a data graph. ``looked_at`` counts focus nodes, once for each shape."""

    def __init__(self, data: DataGraph, shapes: Shapes) -> None:
        self.data = data
        self.shapes = shapes
        self.looked_at = 0
        self.asked = AskedAhead()
        self._about: dict[Term, dict[str, list[Term]]] = {}
        self._checks: dict[Shape, list[tuple[Constraint, Check]]] = {}
        self._conforming: dict[tuple[Shape, Term], bool] = {}
        self._subclasses: dict[ox.NamedNode, set[Node]] = {}
        self._populated: dict[ox.NamedNode, list[Node]] = {}
        self._focus_nodes: dict[Targets, list[Term]] = {}

    @cached_property
    def store_with_shapes(self) -> ox.Store:
        """The facts, and the shapes in the graph that ``$shapesGraph`` names: a copy."""
        store = ox.Store()
        store.bulk_extend(self.data.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        shapes = self.shapes.graph.triples
        store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, SHAPES_GRAPH) for t in shapes)
        return store

    def focus_nodes(self, targets: Targets) -> list[Term]:
        """Return the focus nodes that targets find, literals as they were written, in an order."""
        if targets not in self._focus_nodes:
            self._focus_nodes[targets] = self._found_by(targets)
        return self._focus_nodes[targets]

    def is_focus(self, targets: Targets, node: Term) -> bool:
        """Whether targets find a node."""
        return (
            node in targets.nodes
            or any(self.is_instance(node, each) for each in targets.classes)
            or any(each.value in self.about(node) for each in targets.subjects_of)
            or any(self.data.subjects(each, node) for each in targets.objects_of)
        )

    def subclasses(self, class_: ox.NamedNode) -> set[Node]:
        """Return a class and its subclasses."""
        if class_ not in self._subclasses:
            self._subclasses[class_] = with_subclasses(self.data.store, (class_,))
        return self._subclasses[class_]

    def populated(self, class_: ox.NamedNode) -> list[Node]:
        """Return those of a class and its subclasses that have instances, in an order."""
        if class_ not in self._populated:
            found = (each for each in self.subclasses(class_) if self.data.has(_TYPE, each))
            self._populated[class_] = sorted(found, key=str)
        return self._populated[class_]

    def _found_by(self, targets: Targets) -> list[Term]:
        found = targets.focus_nodes(self.data.store)
        if not targets.objects_of or not any(isinstance(node, ox.Literal) for node in found):
            return found
        kept = {node for node in found if not isinstance(node, ox.Literal)}
        written = (node for iri in targets.objects_of for node in self.data.values(iri))
        return sorted({*kept, *targets.nodes, *written}, key=str)

    def values(self, shape: Shape, focus: Term) -> Sequence[Term]:
        """Return the value nodes of a focus node: each once, the focus node of a node shape."""
        path = shape.path
        if path is None:
            return (focus,)
        if isinstance(path, Predicate):
            return self.about(focus).get(path.iri, ())
        # Two paths may lead to one term that was written with its language tag in two ways.
        return list({one_term(node): node for node in self._along(path, focus)}.values())

    def about(self, node: Term) -> dict[str, list[Term]]:
        """Return the values of a node by property."""
        found = self._about.get(node)
        if found is None:
            if len(self._about) >= _MOST_NODES:
                self._about.clear()
            found = self._about[node] = self.data.about(node)
        return found

    def is_instance(self, node: Term, class_: ox.NamedNode) -> bool:
        """Whether a node is a SHACL instance of a class."""
        classes = self.subclasses(class_)
        return any(kind in classes for kind in self.about(node).get(TYPE, ()))

    def results(self, shape: Shape, focus: Term) -> Iterator[ValidationResult]:
        """Yield the results of a shape at a focus node. Raises InputError."""
        if shape.deactivated:
            return
        yield from self.own_results(shape, focus)
        yield from self.inner_results(shape, focus)
        for constraint in shape.constraints:
            if isinstance(constraint, ASKED):
                yield from self.asked.results(self, shape, constraint, focus)

    def own_results(self, shape: Shape, focus: Term) -> Iterator[ValidationResult]:
        """Yield the results that are of the shape itself and not of a query."""
        self.looked_at += 1
        values = self.values(shape, focus)
        for constraint, check in self._checks_of(shape):
            for value, path in check(focus, values):
                generic = "" if shape.message else in_general(constraint)
                yield result_of(
                    shape, constraint.component, focus, value=value, path=path, generic=generic
                )

    def inner_results(self, shape: Shape, focus: Term) -> Iterator[ValidationResult]:
        """Yield the results of the property shapes of a shape. Raises InputError."""
        for inner in shape.property_shapes:
            for value in self.values(shape, focus):
                yield from self.results(inner, value)

    def conforms(self, shape: Shape, focus: Term) -> bool:
        """Whether a node conforms to a shape: it gives no result. Raises InputError."""
        key = (shape, focus)
        known = self._conforming.get(key)
        if known is None:
            if len(self._conforming) >= _MOST_NODES:
                self._conforming.clear()
            known = self._conforming[key] = next(self.results(shape, focus), None) is None
        return known

    def _checks_of(self, shape: Shape) -> list[tuple[Constraint, Check]]:
        found = self._checks.get(shape)
        if found is None:
            found = self._checks[shape] = list(checks_of(self, shape))
        return found

    def _along(self, path: Path, node: Term) -> dict[Term, None]:
        """The nodes that a path leads to, each once, in an order."""
        if isinstance(path, Predicate):
            return dict.fromkeys(self.about(node).get(path.iri, ()))
        if isinstance(path, Alternative):
            return dict.fromkeys(end for part in path.parts for end in self._along(part, node))
        if isinstance(path, Repeated):
            return self._repeatedly(path, node)
        if isinstance(path, Inverse):
            if isinstance(path.path, Predicate):
                return dict.fromkeys(self.data.subjects(ox.NamedNode(path.path.iri), node))
            return self._along(_inverted(path.path), node)
        found = {node: None}
        for part in path.parts:
            found = dict.fromkeys(end for start in found for end in self._along(part, start))
        return found

    def _repeatedly(self, path: Repeated, node: Term) -> dict[Term, None]:
        if path.mark == "?":
            return {node: None, **self._along(path.path, node)}
        found: dict[Term, None] = {node: None} if path.mark == "*" else {}
        fresh: Iterable[Term] = (node,)
        while fresh:
            ends = dict.fromkeys(end for start in fresh for end in self._along(path.path, start))
            fresh = [end for end in ends if end not in found]
            found.update(dict.fromkeys(fresh))
        return found


def _inverted(path: Path) -> Path:
    """A path that leads where another comes from."""
    if isinstance(path, Predicate):
        return Inverse(path)
    if isinstance(path, Inverse):
        return path.path
    if isinstance(path, Repeated):
        return Repeated(_inverted(path.path), path.mark)
    if isinstance(path, Alternative):
        return Alternative(tuple(map(_inverted, path.parts)))
    return type(path)(tuple(map(_inverted, reversed(path.parts))))
