"""The model of shapes, read from a shapes graph that was checked."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.shacl.compiled.model import (
    ClosedConstraint,
    ComponentConstraint,
    Constraint,
    IriConstraint,
    LimitConstraint,
    NodeKindConstraint,
    NumberConstraint,
    PatternConstraint,
    QualifiedConstraint,
    Shape,
    ShapesConstraint,
    SparqlConstraint,
    TermsConstraint,
)
from csto_kg.shacl.compiled.patterns import python_pattern
from csto_kg.shacl.compiled.shown import chosen
from csto_kg.shacl.graph.components import local_name
from csto_kg.shacl.graph.ill_formed import IllFormedError
from csto_kg.shacl.graph.paths import read_path
from csto_kg.shacl.graph.shapes_graph import Node, ShapesGraph, nodes
from csto_kg.shacl.graph.targets import read_targets
from csto_kg.shacl.result import SH, Severity, Term
from csto_kg.shacl.wellformed.check_shapes import checked_components, shape_nodes
from csto_kg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from csto_kg.shacl.wellformed.shapes import Shapes

    Reader = Callable[["_ModelReader", str, Node], Iterator[Constraint]]

_SEVERITIES = {severity.iri: severity for severity in Severity}
_KINDS: dict[str, tuple[type[Term], ...]] = {
    "IRI": (ox.NamedNode,),
    "BlankNode": (ox.BlankNode,),
    "Literal": (ox.Literal,),
    "BlankNodeOrIRI": (ox.BlankNode, ox.NamedNode),
    "BlankNodeOrLiteral": (ox.BlankNode, ox.Literal),
    "IRIOrLiteral": (ox.NamedNode, ox.Literal),
}
# SHACL speaks of the value true: "1"^^xsd:boolean is another term (its test suite, uniqueLang-002).
_TRUE = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))


def read_model(shapes: Shapes) -> tuple[Shape, ...]:
    """Return the shapes that have targets, in order of name. Raises InputError."""
    reader = _ModelReader(shapes)
    try:
        components = checked_components(shapes.graph)
        paths = {path for listed in components.values() for path in listed}
        reader.components = components
        found = sorted(shape_nodes(shapes.graph, paths), key=str)
        return tuple(shape for shape in map(reader.shape, found) if shape.targets)
    except IllFormedError as error:
        raise error.placed(shapes.graph) from error


class _ModelReader:
    def __init__(self, shapes: Shapes) -> None:
        self.graph: ShapesGraph = shapes.graph
        self._shapes = shapes
        self._made: dict[Node, Shape] = {}
        self.components: dict[Node, list[str]] = {}

    def shape(self, node: Node) -> Shape:
        """Return a shape; one for each node."""
        if node not in self._made:
            self._made[node] = self._shape(node)
        return self._made[node]

    def _shape(self, node: Node) -> Shape:
        path = self.graph.value(node, SH + "path")
        severity = self.graph.value(node, SH + "severity")
        iri = Severity.VIOLATION.iri if severity is None else severity.value
        messages = self.values(node, "message")
        return Shape(
            node,
            path=None if path is None else read_path(self.graph, path),
            targets=read_targets(self.graph, node),
            constraints=(*self._constraints(node), *self._component_constraints(node)),
            severity=_SEVERITIES.get(iri, Severity.VIOLATION),
            custom_severity=None if iri in _SEVERITIES else iri,
            message=chosen(text for text in messages if isinstance(text, ox.Literal)),
            see=self._shapes.see(node),
            deactivated=self.says(node, "deactivated"),
        )

    def values(self, node: Node, parameter: str) -> list[Term]:
        return self.graph.objects(node, SH + parameter)

    def says(self, node: Node, parameter: str) -> bool:
        return _TRUE in self.values(node, parameter)

    def shapes_at(self, terms: list[Term]) -> tuple[Shape, ...]:
        return tuple(map(self.shape, nodes(terms)))

    def members(self, head: Term) -> list[Term]:
        return self.graph.members(head) or []

    def _constraints(self, node: Node) -> Iterator[Constraint]:
        for parameter in self.graph.properties(node):
            local = parameter.removeprefix(SH)
            if local in _READERS and local != parameter:
                yield from _READERS[local](self, f"{local[0].upper()}{local[1:]}", node)

    def _component_constraints(self, node: Node) -> Iterator[Constraint]:
        given = self.graph.properties(node)
        for definition, paths in self.components.items():
            mandatory = [
                self.graph.value(each, SH + "path")
                for each in nodes(self.values(definition, "parameter"))
                if not self.says(each, "optional")
            ]
            if not all(path is not None and path.value in given for path in mandatory):
                continue
            used = {path: given[path] for path in paths if path in given}
            if not used:
                continue
            if len(paths) > 1 and any(len(values) > 1 for values in used.values()):
                said = "it gives a parameter of a component with several of them several values"
                raise IllFormedError(node, said, "leave one (SHACL 6.3)")
            names = [local_name(path) for path in used]
            for number in range(max(map(len, used.values()))):
                values = [given[path][number] for path in used]
                pairs = tuple(zip(names, values, strict=True))
                yield ComponentConstraint("SPARQL", definition, pairs)


def _iris(reader: _ModelReader, name: str, node: Node) -> Iterator[Constraint]:
    for value in reader.values(node, name[0].lower() + name[1:]):
        if isinstance(value, ox.NamedNode):
            yield IriConstraint(name, value)


def _node_kinds(reader: _ModelReader, name: str, node: Node) -> Iterator[Constraint]:
    for value in reader.values(node, "nodeKind"):
        kind = value.value.removeprefix(SH)
        yield NodeKindConstraint(name, kind, _KINDS[kind])


def _numbers(reader: _ModelReader, name: str, node: Node) -> Iterator[Constraint]:
    for value in reader.values(node, name[0].lower() + name[1:]):
        yield NumberConstraint(name, int(value.value))


def _limits(reader: _ModelReader, name: str, node: Node) -> Iterator[Constraint]:
    for value in reader.values(node, name[0].lower() + name[1:]):
        if isinstance(value, ox.Literal):
            yield LimitConstraint(name, value)


def _patterns(reader: _ModelReader, name: str, node: Node) -> Iterator[Constraint]:
    flags = "".join(value.value for value in reader.values(node, "flags"))
    for value in reader.values(node, "pattern"):
        try:
            regex = python_pattern(value.value, flags)
        except re.error as error:
            said = f'its sh:pattern "{value.value}" is no regular expression: {error.msg}'
            raise IllFormedError(node, said, "correct it") from error
        yield PatternConstraint(name, value.value, flags, regex)


def _listed(reader: _ModelReader, name: str, node: Node) -> Iterator[Constraint]:
    for head in reader.values(node, name[0].lower() + name[1:]):
        yield TermsConstraint(name, tuple(reader.members(head)))


def _has_value(reader: _ModelReader, name: str, node: Node) -> Iterator[Constraint]:
    for value in reader.values(node, "hasValue"):
        yield TermsConstraint(name, (value,))


def _unique_lang(reader: _ModelReader, name: str, node: Node) -> Iterator[Constraint]:
    if reader.says(node, "uniqueLang"):
        yield Constraint(name)


def _inner_shapes(
    reader: _ModelReader, name: str, node: Node, *, listed: bool
) -> Iterator[Constraint]:
    for value in reader.values(node, name.lower()):
        shapes = reader.shapes_at(reader.members(value) if listed else [value])
        yield ShapesConstraint(name, shapes)


def _qualified(reader: _ModelReader, name: str, node: Node) -> Iterator[Constraint]:
    numbers = reader.values(node, name[0].lower() + name[1:])
    for value in nodes(reader.values(node, "qualifiedValueShape")):
        siblings: list[Term] = []
        if reader.says(node, "qualifiedValueShapesDisjoint"):
            siblings = [other for other in _siblings(reader, node) if other != value]
        for number in numbers:
            yield QualifiedConstraint(
                name, reader.shape(value), int(number.value), reader.shapes_at(siblings)
            )


def _siblings(reader: _ModelReader, node: Node) -> Iterator[Term]:
    """The qualified value shapes beside a property shape's own, and its own (SHACL 4.7.3)."""
    for parent, predicate in reader.graph.users(node):
        if predicate == SH + "property":
            for beside in nodes(reader.values(parent, "property")):
                yield from reader.values(beside, "qualifiedValueShape")


def _closed(reader: _ModelReader, name: str, node: Node) -> Iterator[Constraint]:
    if not reader.says(node, "closed"):
        return
    allowed = {
        path.value
        for shape in nodes(reader.values(node, "property"))
        for path in reader.values(shape, "path")
        if isinstance(path, ox.NamedNode)
    }
    for head in reader.values(node, "ignoredProperties"):
        allowed.update(member.value for member in reader.members(head))
    yield ClosedConstraint(name, frozenset(allowed))


def _sparql(reader: _ModelReader, _: str, node: Node) -> Iterator[Constraint]:
    for value in nodes(reader.values(node, "sparql")):
        yield SparqlConstraint("SPARQL", value)


_READERS: dict[str, Reader] = {
    **dict.fromkeys(
        ("class", "datatype", "equals", "disjoint", "lessThan", "lessThanOrEquals"), _iris
    ),
    "nodeKind": _node_kinds,
    **dict.fromkeys(("minCount", "maxCount", "minLength", "maxLength"), _numbers),
    **dict.fromkeys(("minExclusive", "minInclusive", "maxExclusive", "maxInclusive"), _limits),
    "pattern": _patterns,
    **dict.fromkeys(("in", "languageIn"), _listed),
    "hasValue": _has_value,
    "uniqueLang": _unique_lang,
    **dict.fromkeys(("not", "node", "property"), partial(_inner_shapes, listed=False)),
    **dict.fromkeys(("and", "or", "xone"), partial(_inner_shapes, listed=True)),
    **dict.fromkeys(("qualifiedMinCount", "qualifiedMaxCount"), _qualified),
    "closed": _closed,
    "sparql": _sparql,
}
