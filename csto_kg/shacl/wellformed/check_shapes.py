"""Whether shapes are well-formed, and use only what is supported.

An engine may skip what it does not know, or stop in the middle: a rule that is misspelt would then
be no rule. So every term and every parameter is looked at before any engine runs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.errors import did_you_mean
from csto_kg.shacl.graph.components import (
    KNOWN,
    NODE_KINDS,
    PARAMETERS,
    SHAPE_CLASSES,
    UNSUPPORTED,
    ComponentParameter,
    local_name,
)
from csto_kg.shacl.graph.ill_formed import IllFormedError, shown
from csto_kg.shacl.graph.paths import Path, read_path
from csto_kg.shacl.graph.shapes_graph import TYPE, Node, ShapesGraph, nodes, truth
from csto_kg.shacl.messages import places
from csto_kg.shacl.result import SH
from csto_kg.shacl.wellformed.queries import check_constraint, check_validator
from csto_kg.terms import RDF, RDFS, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from csto_kg.shacl.result import Term


_CORE_PLACES = ("this", "value", "path", "PATH")


class ShapeCheck:
    """One shape, with the checks of its parameters."""

    def __init__(self, graph: ShapesGraph, node: Node, shapes: set[Node]) -> None:
        self.graph = graph
        self.node = node
        self.shapes = shapes
        self.path = self._path()

    def check(self, component_paths: Collection[str]) -> None:
        """Raise IllFormedError for a parameter that does not take what it has.

        ``component_paths``: the properties that are parameters of constraint components.
        """
        properties = self.graph.properties(self.node)
        if not properties:
            user = self.graph.users(self.node)[0][0]
            said = f"it refers to {shown(self.node)}, which is described nowhere"
            raise IllFormedError(user, said, "describe it, or correct its name")
        for name, parameter in PARAMETERS.items():
            values = properties.get(SH + name, [])
            if values:
                self._check_parameter(name, parameter, values)
        self._check_pattern()
        if not any(path in properties for path in component_paths):
            self._check_messages()
        for constraint in nodes(properties.get(SH + "sparql", [])):
            check_constraint(self.graph, constraint, str(self.path) if self.path else None)

    def wrong(self, message: str, hint: str) -> IllFormedError:
        return IllFormedError(self.node, message, hint)

    def _path(self) -> Path | None:
        types = {term.value for term in self.graph.objects(self.node, TYPE)}
        paths = self.graph.objects(self.node, SH + "path")
        if not paths:
            if SH + "PropertyShape" in types:
                raise self.wrong("it is a property shape without sh:path", "give it one")
            return None
        if SH + "NodeShape" in types:
            raise self.wrong("it is a node shape and has sh:path", "make it a sh:PropertyShape")
        if len(paths) > 1:
            raise self.wrong(f"it has {len(paths)} values of sh:path", "leave one")
        try:
            return read_path(self.graph, paths[0])
        except ValueError as error:
            raise self.wrong(f"its sh:path is broken: {error}", "see SHACL 2.3.1") from error

    def _check_parameter(
        self, name: str, parameter: ComponentParameter, values: list[Term]
    ) -> None:
        if parameter.single and len(values) > 1:
            raise self.wrong(f"it has {len(values)} values of sh:{name}", "leave one")
        if parameter.only_property and self.path is None:
            raise self.wrong(
                f"sh:{name} stands in a node shape", "put it into a property shape (sh:property)"
            )
        for value in values:
            if not self._takes(parameter.kind, value):
                raise self.wrong(
                    f"sh:{name} takes {_KINDS[parameter.kind]}, and {shown(value)} is none",
                    "correct it",
                )

    def _takes(self, kind: str, value: Term) -> bool:
        if kind.startswith("list of "):
            members = self.graph.members(value)
            inner = kind.removeprefix("list of ")
            return members is not None and all(self._takes(inner, member) for member in members)
        if kind == "property":
            return value in self.shapes and bool(self.graph.objects(value, SH + "path"))
        if kind == "shape":
            return value in self.shapes
        if kind == "constraint":
            return not isinstance(value, ox.Literal) and bool(
                self.graph.objects(value, SH + "select")
            )
        return _ATOMS[kind](value)

    def _check_pattern(self) -> None:
        flags = self.graph.value(self.node, SH + "flags")
        letters = flags.value if isinstance(flags, ox.Literal) else ""
        if set(letters) - set("ismx"):
            raise self.wrong(f'the flags "{letters}" are not supported', "use i, s, m or x")
        for pattern in self.graph.objects(self.node, SH + "pattern"):
            text = pattern.value
            try:
                re.compile(text)
            except re.error as error:
                raise self.wrong(
                    f'its sh:pattern "{text}" is no regular expression: {error.msg}', "correct it"
                ) from error

    def check_use(self) -> None:
        """Raise IllFormedError for parameters that do nothing where they stand."""
        given = self.graph.properties(self.node).keys()
        counts = {SH + "qualifiedMinCount", SH + "qualifiedMaxCount"}
        if SH + "qualifiedValueShape" in given and not counts & given:
            raise self.wrong(
                "its sh:qualifiedValueShape has no count",
                "add sh:qualifiedMinCount or sh:qualifiedMaxCount",
            )
        if counts & given and SH + "qualifiedValueShape" not in given:
            raise self.wrong("it has a qualified count and no sh:qualifiedValueShape", "add one")
        if SH + "ignoredProperties" in given and SH + "closed" not in given:
            raise self.wrong("it has sh:ignoredProperties and is not closed", "add sh:closed true")

    def _check_messages(self) -> None:
        for message in self.graph.objects(self.node, SH + "message"):
            for name in places(message.value):
                if name not in _CORE_PLACES and not self.graph.objects(self.node, SH + "sparql"):
                    raise self.wrong(
                        f"its message takes {{?{name}}}, which no query gives",
                        "use {$this}, {$value} or {$path}",
                    )


_KINDS = {
    "iri": "an IRI",
    "node": "an IRI or a literal",
    "literal": "a literal",
    "any": "a term",
    "string": "a text",
    "integer": "a whole number from 0",
    "boolean": "true or false",
    "shape": "a shape",
    "property": "a property shape",
    "nodeKind": f"one of {', '.join('sh:' + kind for kind in sorted(NODE_KINDS))}",
    "constraint": "a SPARQL constraint (sh:select)",
    "list of iri": "a list of IRIs",
    "list of shape": "a list of shapes",
    "list of any": "a list",
    "list of string": "a list of texts",
}


def _is_string(term: Term) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value in (
        XSD + "string",
        f"{RDF}langString",
    )


def _is_integer(term: Term) -> bool:
    return (
        isinstance(term, ox.Literal)
        and term.datatype.value == XSD + "integer"
        and re.fullmatch(r"\+?[0-9]+", term.value) is not None
    )


def _is_node_kind(term: Term) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.removeprefix(SH) in NODE_KINDS


_ATOMS: dict[str, Callable[[Term], bool]] = {
    "iri": lambda term: isinstance(term, ox.NamedNode),
    "node": lambda term: not isinstance(term, ox.BlankNode),
    "literal": lambda term: isinstance(term, ox.Literal),
    "any": lambda _: True,
    "string": _is_string,
    "integer": _is_integer,
    "boolean": lambda term: truth(term) is not None,
    "nodeKind": _is_node_kind,
}


def check_shapes(graph: ShapesGraph, *, strict: bool = True) -> None:
    """Raise IllFormedError for the first shape that is not well-formed or not supported.

    ``strict``: for what SHACL lets pass and nobody means, too: unknown terms of its namespace, and
    parameters that do nothing where they stand.
    """
    _check_terms(graph, strict)
    components = checked_components(graph)
    paths = {path for listed in components.values() for path in listed}
    shapes = shape_nodes(graph, paths)
    for node in sorted(shapes, key=str):
        shape = ShapeCheck(graph, node, shapes)
        shape.check(paths)
        if strict:
            shape.check_use()
    _check_recursion(graph, shapes)


def shape_nodes(graph: ShapesGraph, component_paths: Collection[str] = ()) -> set[Node]:
    """Return the nodes that are shapes: declared, targeted, with parameters, or referred to."""
    found: set[Node] = set(graph.instances(*(SH + name for name in SHAPE_CLASSES)))
    own = {SH + name for name, parameter in PARAMETERS.items() if not parameter.alone}
    own.update(component_paths)
    parameters = set(graph.instances(SH + "Parameter"))
    for subject in graph.subjects():
        parameters.update(nodes(graph.objects(subject, SH + "parameter")))
        if own & graph.properties(subject).keys():
            found.add(subject)
        found.update(node for _, node in _references(graph, subject))
    # A parameter of a constraint component looks like a property shape and checks nothing.
    return found - parameters


def _check_terms(graph: ShapesGraph, strict: bool) -> None:
    for subject in graph.subjects():
        for predicate, values in graph.properties(subject).items():
            _check_term(subject, predicate, strict)
            if predicate in (TYPE, SH + "severity"):
                for value in values:
                    _check_term(subject, value.value, strict)


def _check_term(subject: Node, iri: str, strict: bool) -> None:
    if not iri.startswith(SH) or iri.removeprefix(SH) in KNOWN:
        return
    local = iri.removeprefix(SH)
    if local in UNSUPPORTED:
        raise IllFormedError(
            subject,
            f"sh:{local} is not supported",
            "use SHACL Core or SHACL-SPARQL; rules are sh:SPARQLRule",
        )
    if not strict:
        return
    meant = did_you_mean(f"sh:{local}", (f"sh:{name}" for name in sorted(KNOWN)), limit=1)
    raise IllFormedError(
        subject, f"sh:{local} is no term of SHACL", meant or "see its recommendation"
    )


def _references(graph: ShapesGraph, shape: Node) -> Iterator[tuple[str, Node]]:
    """The shapes that a shape refers to, each with the property by which it does."""
    for name, parameter in PARAMETERS.items():
        if parameter.kind not in ("shape", "property", "list of shape"):
            continue
        for value in graph.objects(shape, SH + name):
            listed = parameter.kind == "list of shape"
            members = graph.members(value) or [] if listed else [value]
            for member in nodes(members):
                yield name, member


def checked_components(graph: ShapesGraph) -> dict[Node, list[str]]:
    """Return the constraint components that the shapes define, with their parameters' properties.

    Raises IllFormedError.
    """
    classes = {SH + "ConstraintComponent"}
    classes.update(
        node.value
        for node, predicate in graph.users(ox.NamedNode(SH + "ConstraintComponent"))
        if predicate == f"{RDFS}subClassOf" and isinstance(node, ox.NamedNode)
    )
    found: dict[Node, list[str]] = {}
    for component in graph.instances(*sorted(classes)):
        if isinstance(component, ox.NamedNode) and component.value.startswith(SH):
            continue
        paths = []
        for parameter in graph.objects(component, SH + "parameter"):
            path = graph.value(parameter, SH + "path")
            if not isinstance(path, ox.NamedNode):
                raise IllFormedError(
                    component, "one of its parameters has no sh:path", "give it a property"
                )
            paths.append(path.value)
        found[component] = paths
        _check_component(graph, component, paths)
    return found


def _check_component(graph: ShapesGraph, component: Node, paths: list[str]) -> None:
    if not paths:
        raise IllFormedError(component, "it has no sh:parameter", "give it one")
    names = [local_name(path) for path in paths]
    queries = 0
    for kind in ("validator", "nodeValidator", "propertyValidator"):
        for validator in nodes(graph.objects(component, SH + kind)):
            queries += 1
            form = "ask" if graph.objects(validator, SH + "ask") else "select"
            check_validator(graph, validator, form, names)
    if not queries:
        raise IllFormedError(component, "it has no validator", "give it an sh:validator")


def _check_recursion(graph: ShapesGraph, shapes: set[Node]) -> None:
    done: set[Node] = set()

    def visit(shape: Node, above: tuple[Node, ...]) -> None:
        if shape in above:
            names = ", ".join(shown(node) for node in above[above.index(shape) :])
            raise IllFormedError(
                shape, f"it refers to itself, through {names}", "SHACL leaves that undefined"
            )
        if shape not in done:
            for _, other in _references(graph, shape):
                visit(other, (*above, shape))
            done.add(shape)

    for shape in sorted(shapes, key=str):
        visit(shape, ())
