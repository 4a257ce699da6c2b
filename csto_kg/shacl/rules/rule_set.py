"""Rules read from shapes files and checked: each shape with its targets and its SPARQL rules.

What the engine does not do is refused by name, never skipped: other kinds of rules, conditions,
targets and functions of SHACL Advanced Features.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from csto_kg.errors import CstoKgError, InputError, Location
from csto_kg.shacl.graph.ill_formed import shown
from csto_kg.shacl.graph.prefixes import DECLARE, DeclarationError, prefixes_of
from csto_kg.shacl.graph.shapes_graph import TYPE, Node, ShapesGraph, read_turtle, truth
from csto_kg.shacl.graph.targets import Targets, read_targets
from csto_kg.shacl.result import SH, Term
from csto_kg.shacl.rules.construct import Construct
from csto_kg.shacl.rules.kept_constructs import construct_of
from csto_kg.terms import shorten

_RULE, _CONSTRUCT = SH + "rule", SH + "construct"
_SPARQL_RULE = ox.NamedNode(SH + "SPARQLRule")
_UNSUPPORTED_KINDS = frozenset(
    SH + name for name in ("TripleRule", "JSRule", "SPARQLFunction", "JSFunction")
)


@dataclass(frozen=True)
class Rule:
    """A SPARQL rule; ``location`` is the place of its text, as near as it is known."""

    iri: str
    order: Decimal
    location: Location | None
    construct: Construct

    @property
    def name(self) -> str:
        return shorten(self.iri)


@dataclass(frozen=True)
class RuleShape:
    """A shape with its targets and its rules in their order: ``sh:order``, then IRI."""

    iri: str
    order: Decimal
    targets: Targets
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class RuleSet:
    """The shapes that have rules, in their order: ``sh:order``, then IRI."""

    shapes: tuple[RuleShape, ...]


def rule_set(paths: Iterable[str | os.PathLike[str]]) -> RuleSet:
    """Read the rules of some Turtle files, which may add rules to each other's shapes.

    Raises InputError for what is not Turtle, and as :func:`rules_of` does; EnvironmentFailure for
    a file that cannot be opened.
    """
    return rules_of(ShapesGraph(files=map(read_turtle, paths)))


def rules_of(graph: ShapesGraph) -> RuleSet:
    """Return the rules of a graph. One with ``sh:deactivated true`` is checked and left out.

    Raises InputError with the file, the rule's IRI and, where known, the line: for what is not
    SPARQL, not whole or not supported.
    """
    _refuse_kinds(graph)
    shapes = [_shape(graph, node) for node in graph.subjects(_RULE)]
    return RuleSet(tuple(sorted(shapes, key=lambda shape: (shape.order, shape.iri))))


def _refuse_kinds(graph: ShapesGraph) -> None:
    held = {value for shape in graph.subjects(_RULE) for value in graph.objects(shape, _RULE)}
    for node in graph.subjects(TYPE):
        for kind in graph.objects(node, TYPE):
            if isinstance(kind, ox.NamedNode) and kind.value in _UNSUPPORTED_KINDS:
                raise InputError(
                    f"{shown(node)} is a {shorten(kind.value)}, which is not supported",
                    hint="write a sh:SPARQLRule",
                    location=graph.location(node, TYPE, kind),
                )
            if kind == _SPARQL_RULE and node not in held:
                raise InputError(
                    f"the rule {shown(node)} belongs to no shape, so that it never runs",
                    hint="name it at a shape with sh:rule",
                    location=graph.location(node, TYPE, kind),
                )


def _shape(graph: ShapesGraph, node: Node) -> RuleShape:
    values = graph.objects(node, _RULE)
    if not isinstance(node, ox.NamedNode):
        raise InputError(
            "a shape with rules has no IRI",
            hint="give it one",
            location=graph.location(node, _RULE, values[0]),
        )
    if _flag(graph, node, "deactivated"):
        raise InputError(
            f"the shape {shown(node)} is deactivated and has rules, which SHACL gives no meaning",
            hint="deactivate the rules",
            location=graph.location(node, _RULE, values[0]),
        )
    targets = read_targets(graph, node)
    if not targets:
        raise InputError(
            f"the shape {shown(node)} has rules and no target, so that they never run",
            hint="give it a target, such as sh:targetClass",
            location=graph.location(node, _RULE, values[0]),
        )
    found = [_rule(graph, node, value) for value in values]
    active = [rule for rule in found if rule is not None]
    active.sort(key=lambda rule: (rule.order, rule.iri))
    return RuleShape(node.value, _order(graph, node), targets, tuple(active))


def _rule(graph: ShapesGraph, shape: ox.NamedNode, node: Term) -> Rule | None:
    """Return a rule, None for one that is deactivated."""
    if not isinstance(node, ox.NamedNode):
        raise InputError(
            f"a rule of the shape {shown(shape)} has no IRI",
            hint="give it one, so that messages can name it",
            location=graph.location(shape, _RULE, node),
        )
    if _SPARQL_RULE not in graph.objects(node, TYPE):
        raise InputError(
            f"{shown(node)}, named by sh:rule, is no sh:SPARQLRule",
            hint="other kinds of rules are not supported; is its type missing?",
            location=graph.location(shape, _RULE, node),
        )
    for value in graph.objects(node, SH + "condition"):
        raise InputError(
            f"the rule {shown(node)} has sh:condition, which is not supported",
            hint="say the condition in its WHERE",
            location=graph.location(node, SH + "condition", value),
        )
    texts = graph.objects(node, _CONSTRUCT)
    text = texts[0] if len(texts) == 1 else None
    if not isinstance(text, ox.Literal):
        raise InputError(
            f"the rule {shown(node)} has {len(texts) or 'no'} sh:construct",
            hint="give it exactly one text",
            location=graph.location(node, TYPE, _SPARQL_RULE),
        )
    construct = _construct(graph, node, text)
    location = graph.text_start(node, _CONSTRUCT, text) or graph.location(node, _CONSTRUCT, text)
    if _flag(graph, node, "deactivated"):
        return None
    return Rule(node.value, _order(graph, node), location, construct)


def _construct(graph: ShapesGraph, node: ox.NamedNode, text: ox.Literal) -> Construct:
    prefixes = _prefixes(graph, node)
    try:
        return construct_of(text.value, prefixes)
    except CstoKgError as error:
        within = error.location
        start = graph.text_start(node, _CONSTRUCT, text)
        if start is None or start.line is None or start.column is None:
            place = graph.location(node, _CONSTRUCT, text)
        elif within is None or within.line is None:
            place = Location(start.file, start.line)
        else:
            before = start.column - 1 if within.line == 1 else 0
            column = within.column + before if within.column else None
            place = Location(start.file, start.line + within.line - 1, column)
        raise InputError(
            f"the rule {shown(node)}: {error.message}", hint=error.hint, location=place
        ) from error


def _prefixes(graph: ShapesGraph, node: ox.NamedNode) -> dict[str, str]:
    try:
        return prefixes_of(graph, node)
    except DeclarationError as error:
        if error.prefix is None:
            said = f"a sh:declare of {shown(error.source)} is not whole"
            hint = 'write it as sh:declare [ sh:prefix "…" ; sh:namespace "…"^^xsd:anyURI ]'
        else:
            one, other = error.namespaces
            said = f'the prefix "{error.prefix}:" is declared for <{one}> and for <{other}>'
            hint = "declare it once"
        place = graph.location(error.source, DECLARE, error.declaration)
        raise InputError(said, hint=hint, location=place) from error


def _order(graph: ShapesGraph, node: ox.NamedNode) -> Decimal:
    values = graph.objects(node, SH + "order")
    if not values:
        return Decimal(0)
    try:
        number = Decimal(values[0].value if isinstance(values[0], ox.Literal) else "")
        if len(values) == 1 and number.is_finite():
            return number
    except InvalidOperation:
        pass
    raise InputError(
        f"the sh:order of {shown(node)} is not one number",
        hint="write it as in sh:order 1",
        location=graph.location(node, SH + "order", values[0]),
    )


def _flag(graph: ShapesGraph, node: ox.NamedNode, name: str) -> bool:
    values = graph.objects(node, SH + name)
    if not values:
        return False
    found = truth(values[0]) if len(values) == 1 else None
    if found is not None:
        return found
    raise InputError(
        f"the sh:{name} of {shown(node)} is not one boolean",
        hint=f"write sh:{name} true, or leave it out",
        location=graph.location(node, SH + name, values[0]),
    )
