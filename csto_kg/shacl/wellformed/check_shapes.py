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
from csto_kg.shacl.graph.index import TYPE, Index, Node, nodes
from csto_kg.shacl.result import SH
from csto_kg.shacl.wellformed.queries import check_validator
from csto_kg.shacl.wellformed.shape_checks import ShapeCheck
from csto_kg.terms import RDFS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def check_shapes(index: Index, *, strict: bool = True) -> None:
    """Raise IllFormedError for the first shape that is not well-formed or not supported.

    ``strict``: for what SHACL lets pass and nobody means, too: unknown terms of its namespace, and
    parameters that do nothing where they stand.
    """
    _check_terms(index, strict)
    components = _components(index)
    paths = {path for listed in components.values() for path in listed}
    shapes = shapenodes(index, paths)
    for node in sorted(shapes, key=str):
        shape = ShapeCheck(index, node, shapes)
        shape.check(paths)
        if strict:
            shape.check_use()
    _check_recursion(index, shapes)


def shapenodes(index: Index, component_paths: Collection[str] = ()) -> set[Node]:
    """Return the nodes that are shapes: declared, targeted, with parameters, or referred to."""
    found: set[Node] = set(index.instances(*(SH + name for name in SHAPE_CLASSES)))
    own = {SH + name for name, parameter in PARAMETERS.items() if not parameter.alone}
    own.update(component_paths)
    parameters = set(index.instances(SH + "Parameter"))
    for subject in index.subjects():
        parameters.update(nodes(index.values(subject, SH + "parameter")))
        if own & index.properties(subject).keys():
            found.add(subject)
        found.update(node for _, node in _references(index, subject))
    # A parameter of a constraint component looks like a property shape and checks nothing.
    return found - parameters


def _check_terms(index: Index, strict: bool) -> None:
    for subject in index.subjects():
        for predicate, values in index.properties(subject).items():
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


def _references(index: Index, shape: Node) -> Iterator[tuple[str, Node]]:
    """The shapes that a shape refers to, each with the property by which it does."""
    for name, parameter in PARAMETERS.items():
        if parameter.kind not in ("shape", "property", "list of shape"):
            continue
        for value in index.values(shape, SH + name):
            listed = parameter.kind == "list of shape"
            members = index.members(value) or [] if listed else [value]
            for member in nodes(members):
                yield name, member


def _components(index: Index) -> dict[Node, list[str]]:
    """The constraint components that the shapes define, each with its parameters' properties."""
    classes = {SH + "ConstraintComponent"}
    classes.update(
        node.value
        for node, predicate in index.users(ox.NamedNode(SH + "ConstraintComponent"))
        if predicate == f"{RDFS}subClassOf" and isinstance(node, ox.NamedNode)
    )
    found: dict[Node, list[str]] = {}
    for component in index.instances(*sorted(classes)):
        if isinstance(component, ox.NamedNode) and component.value.startswith(SH):
            continue
        paths = []
        for parameter in index.values(component, SH + "parameter"):
            path = index.value(parameter, SH + "path")
            if not isinstance(path, ox.NamedNode):
                raise IllFormedError(
                    component, "one of its parameters has no sh:path", "give it a property"
                )
            paths.append(path.value)
        found[component] = paths
        _check_component(index, component, paths)
    return found


def _check_component(index: Index, component: Node, paths: list[str]) -> None:
    if not paths:
        raise IllFormedError(component, "it has no sh:parameter", "give it one")
    names = [re.split(r"[#/]", path)[-1] for path in paths]
    queries = 0
    for kind in ("validator", "nodeValidator", "propertyValidator"):
        for validator in nodes(index.values(component, SH + kind)):
            queries += 1
            form = "ask" if index.values(validator, SH + "ask") else "select"
            check_validator(index, validator, form, names)
    if not queries:
        raise IllFormedError(component, "it has no validator", "give it an sh:validator")


def _check_recursion(index: Index, shapes: set[Node]) -> None:
    done: set[Node] = set()

    def visit(shape: Node, above: tuple[Node, ...]) -> None:
        if shape in above:
            names = ", ".join(shown(node) for node in above[above.index(shape) :])
            raise IllFormedError(
                shape, f"it refers to itself, through {names}", "SHACL leaves that undefined"
            )
        if shape not in done:
            for _, other in _references(index, shape):
                visit(other, (*above, shape))
            done.add(shape)

    for shape in sorted(shapes, key=str):
        visit(shape, ())
