"""The focus nodes of a shape: its targets, looked up among the facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from csto_kg.errors import InputError
from csto_kg.shacl.graph.shapes_graph import TYPE, Node, ShapesGraph, nodes
from csto_kg.shacl.result import SH, Term
from csto_kg.terms import PREFIXES, RDFS, shorten

_TYPE, _SUBCLASS = ox.NamedNode(TYPE), ox.NamedNode(RDFS + "subClassOf")
_FACTS = ox.DefaultGraph()
_OWL_CLASS = ox.NamedNode(PREFIXES["owl"] + "Class")  # a subclass of rdfs:Class in any graph


@dataclass(frozen=True)
class Targets:
    """What a shape's targets name: nodes, classes (its own IRI too, if it is one), properties."""

    nodes: tuple[Term, ...] = ()
    classes: tuple[ox.NamedNode, ...] = ()
    subjects_of: tuple[ox.NamedNode, ...] = ()
    objects_of: tuple[ox.NamedNode, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)

    @property
    def read(self) -> frozenset[str]:
        """The properties whose triples decide which nodes these are."""
        properties = {node.value for node in (*self.subjects_of, *self.objects_of)}
        if self.classes:
            properties |= {_TYPE.value, _SUBCLASS.value}
        return frozenset(properties)

    def focus_nodes(self, facts: ox.Store) -> list[Term]:
        """Return the focus nodes in a set order; a target node needs no triple of its own."""
        found: set[object] = set(self.nodes)
        for each in with_subclasses(facts, self.classes):
            found.update(q.subject for q in facts.quads_for_pattern(None, _TYPE, each, _FACTS))
        for each in self.subjects_of:
            found.update(q.subject for q in facts.quads_for_pattern(None, each, None, _FACTS))
        for each in self.objects_of:
            found.update(q.object for q in facts.quads_for_pattern(None, each, None, _FACTS))
        return sorted((node for node in found if not isinstance(node, ox.Triple)), key=str)  # type: ignore[misc]


def read_targets(graph: ShapesGraph, shape: Node) -> Targets:
    """Return the targets of a shape. Raises InputError for what is no target, and for sh:target."""
    for value in graph.objects(shape, SH + "target"):
        raise InputError(
            f"the shape {shorten(shape.value)} has sh:target, which is not supported",
            hint="use sh:targetNode, sh:targetClass, sh:targetSubjectsOf or sh:targetObjectsOf",
            location=graph.location(shape, SH + "target", value),
        )
    for value in graph.objects(shape, SH + "targetNode"):
        if isinstance(value, ox.BlankNode):
            raise _no_target(graph, shape, "targetNode", value)
    classes = _iris(graph, shape, "targetClass")
    if isinstance(shape, ox.NamedNode) and _is_class(graph, shape):
        classes = (*classes, shape)
    return Targets(
        tuple(graph.objects(shape, SH + "targetNode")),
        classes,
        _iris(graph, shape, "targetSubjectsOf"),
        _iris(graph, shape, "targetObjectsOf"),
    )


def _iris(graph: ShapesGraph, shape: Node, name: str) -> tuple[ox.NamedNode, ...]:
    values = graph.objects(shape, SH + name)
    for value in values:
        if not isinstance(value, ox.NamedNode):
            raise _no_target(graph, shape, name, value)
    return tuple(value for value in values if isinstance(value, ox.NamedNode))


def _no_target(graph: ShapesGraph, shape: Node, name: str, value: Term) -> InputError:
    return InputError(
        f"the sh:{name} of the shape {shorten(shape.value)} has no IRI",
        hint="name it by its IRI",
        location=graph.location(shape, SH + name, value),
    )


def _is_class(graph: ShapesGraph, shape: ox.NamedNode) -> bool:
    """Whether the shape is a class too, whose instances are then its focus nodes."""
    open_ = nodes(graph.objects(shape, TYPE))
    seen: set[Node] = set()
    while open_:
        kind = open_.pop()
        if kind == _OWL_CLASS or kind == ox.NamedNode(RDFS + "Class"):
            return True
        if kind not in seen:
            seen.add(kind)
            open_ += nodes(graph.objects(kind, _SUBCLASS.value))
    return False


def with_subclasses(facts: ox.Store, classes: Iterable[ox.NamedNode]) -> set[Node]:
    """Return the classes, and those that the facts make subclasses of them."""
    found: set[Node] = set()
    open_: list[Node] = list(classes)
    while open_:
        each = open_.pop()
        if each in found:
            continue
        found.add(each)
        for quad in facts.quads_for_pattern(None, _SUBCLASS, each, _FACTS):
            if not isinstance(quad.subject, ox.Triple):
                open_.append(quad.subject)
    return found
