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
    PARAMETERS,
    SHAPE_CLASSES,
    UNSUPPORTED,
)
from csto_kg.shacl.graph.ill_formed import IllFormedError, shown
from csto_kg.shacl.graph.shapes_graph import TYPE, Node, ShapesGraph, nodes
from csto_kg.shacl.result import SH
from csto_kg.shacl.wellformed.queries import check_validator
from csto_kg.shacl.wellformed.shape_checks import ShapeCheck
from csto_kg.terms import RDFS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def check_shapes(graph: ShapesGraph, *, strict: bool = True) -> None:
    """Raise IllFormedError for the first shape that is not well-formed or not supported.

    ``strict``: for what SHACL lets pass and nobody means, too: unknown terms of its namespace, and
    parameters that do nothing where they stand.
    """
    _check_terms(graph, strict)
    components = _components(graph)
    paths = {path for listed in components.values() for path in listed}
    shapes = _shape_nodes(graph, paths)
    for node in sorted(shapes, key=str):
        shape = ShapeCheck(graph, node, shapes)
        shape.check(paths)
        if strict:
            shape.check_use()
    _check_recursion(graph, shapes)


def _shape_nodes(graph: ShapesGraph, component_paths: Collection[str] = ()) -> set[Node]:
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


def _components(graph: ShapesGraph) -> dict[Node, list[str]]:
    """The constraint components that the shapes define, each with its parameters' properties."""
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
    names = [re.split(r"[#/]", path)[-1] for path in paths]
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
