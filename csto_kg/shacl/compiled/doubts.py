"""Conditions in SPARQL that hold at every node at which a shape finds something, and at few others.

They see literals in the engine's forms. Where a condition cannot tell, such as where an operator
raises an error, it holds. For what is negated there are conditions that are *certain*: they hold
only where a shape does find something, and do not where they cannot tell.

Each (NOT) EXISTS has one triple pattern, with another one nested in its FILTER: so Oxigraph begins
it at the node in hand, and joins nothing else.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.shacl.compiled.comparison import ORDERED
from csto_kg.shacl.compiled.conditions import (
    ALWAYS,
    NEVER,
    NoDoubtError,
    all_of,
    any_of,
    can_be,
    exists,
    not_,
    property_of,
    unless,
    written,
)
from csto_kg.shacl.compiled.datatypes import CHECKED_BY, NUMBERS, UNJUDGED, well_formed
from csto_kg.shacl.compiled.model import (
    ClosedConstraint,
    Constraint,
    IriConstraint,
    LimitConstraint,
    NodeKindConstraint,
    NumberConstraint,
    PatternConstraint,
    QualifiedConstraint,
    Shape,
    ShapesConstraint,
    TermsConstraint,
)
from csto_kg.shacl.graph.paths import Alternative, Inverse, Path, Predicate, Repeated, parts
from csto_kg.sparql.guard import is_writable
from csto_kg.terms import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from csto_kg.shacl.graph.shapes_graph import Node


_TYPE = RDF + "type"
_LANG_STRING = RDF + "langString"
_CAST = frozenset(
    XSD + name
    for name in "boolean integer decimal float double date dateTime time gYear gYearMonth gMonth "
    "gMonthDay gDay duration dayTimeDuration yearMonthDuration".split()
)
"""The datatypes of which the engine casts a well-formed literal to itself."""
_COMPARED = ("date", "dateTime", "integer", "decimal", "string")
_EXACT = f"<{XSD}integer>, <{XSD}decimal>"
_IS_OF = {ox.NamedNode: "isIRI", ox.BlankNode: "isBlank", ox.Literal: "isLiteral"}
# Patterns that mean the same in XPath and in the engine's language of regular expressions.
_PLAIN = r"A-Za-z0-9 _:/#@,;=!%'\"<>"
_PLAIN_PATTERN = re.compile(
    rf"(?:[{_PLAIN}^$|)*+?{{}}-]|\((?!\?)|\\[./()\[\]{{}}|*+?^$-]|\[\^?(?:[{_PLAIN}.]|[A-Za-z0-9]-[A-Za-z0-9])+\])*"
)
_MOST_COUNTED = 4  # of values that there may be at most: each is one more EXISTS


class Doubts:
    """Makes the conditions, for the classes of one data graph.

    ``classes`` gives those of a class and its subclasses that have instances; ``single`` whether no
    node has a property, as SPARQL writes it, twice.
    """

    def __init__(
        self,
        classes: Callable[[ox.NamedNode], Sequence[Node]],
        single: Callable[[str], bool],
        opposite: Doubts | None = None,
        numbers: Iterator[int] | None = None,
    ) -> None:
        self._classes = classes
        self.single = single
        self.certain = opposite is not None
        self._numbers = numbers or count()
        self._opposite = opposite or Doubts(classes, single, self, self._numbers)

    def negated(self, shape: Shape, node: str) -> str:
        """Return a condition that holds wherever a node may conform to a shape.

        With conditions that are certain: only where it does conform.
        """
        try:
            found = self._opposite.shape(shape, node)
        except NoDoubtError:
            found = ALWAYS if self.certain else NEVER
        return not_(found)

    def shape(self, shape: Shape, node: str) -> str:
        """Return where a shape is in doubt at the node in a variable. Raises NoDoubtError."""
        if shape.deactivated:
            return NEVER
        if shape.path is None:
            inner = [self.shape(each, node) for each in shape.property_shapes]
            return any_of([*self.values(shape, node), *inner, self.together(shape, node)])
        value = self.variable()
        conditions = self.values(shape, value)
        conditions += [self.shape(each, value) for each in shape.property_shapes]
        each = self.leads(shape.path, node, value, any_of(conditions))
        return any_of([each, self.together(shape, node)])

    def variable(self) -> str:
        """Return a new one."""
        return f"?v{next(self._numbers)}"

    def values(self, shape: Shape, value: str) -> list[str]:
        """Return where a value node is in doubt, by the constraints that judge each by itself."""
        return [
            _EACH[each.name](self, each, value)
            for each in shape.constraints
            if each.name not in _TOGETHER and each.name != "Property" and self._can_tell(each)
        ]

    def together(self, shape: Shape, node: str) -> str:
        """Return where a focus node is in doubt by constraints that look at all its values."""
        found = [
            _TOGETHER[each.name](self, shape.path, each, node)
            for each in shape.constraints
            if each.name in _TOGETHER and self._can_tell(each)
        ]
        return any_of(found)

    def _can_tell(self, constraint: Constraint) -> bool:
        return not self.certain or constraint.name not in _UNCERTAIN

    def is_of(self, node: str, class_: ox.NamedNode) -> str:
        """Return where a node is an instance of a class, as far as it can be asked for."""
        kind = self.variable()
        known = self._classes(class_)
        classes = [str(each) for each in known if is_writable(each)]
        if self.certain and len(classes) < len(known):
            raise NoDoubtError
        if not classes:
            return NEVER
        if len(classes) == 1:
            return f"EXISTS {{ {node} <{_TYPE}> {classes[0]} }}"
        among = f"{kind} IN ({', '.join(classes)})"
        return f"EXISTS {{ {node} <{_TYPE}> {kind} FILTER ({among}) }}"

    def leads(self, path: Path, node: str, value: str, condition: str) -> str:
        """Return where a path leads from a node to a value, in a variable, with a condition."""
        if condition == NEVER:
            return NEVER
        if isinstance(path, Predicate):
            return exists(f"{node} {property_of(path)} {value}", condition)
        if isinstance(path, Inverse) and isinstance(path.path, Predicate):
            return exists(f"{value} {property_of(path.path)} {node}", condition)
        if isinstance(path, Alternative):
            return any_of(self.leads(part, node, value, condition) for part in path.parts)
        if isinstance(path, Repeated | Inverse):
            for part in parts(path):
                if isinstance(part, Predicate):
                    property_of(part)
            return exists(f"{node} {path} {value}", condition)
        for part in path.parts[:0:-1]:
            start = self.variable()
            condition, value = self.leads(part, start, value, condition), start
        return self.leads(path.parts[0], node, value, condition)


# What each constraint finds fault with in a value.


def _class(doubts: Doubts, constraint: IriConstraint, value: str) -> str:
    return not_(doubts.is_of(value, constraint.iri))


def _datatype(doubts: Doubts, constraint: IriConstraint, value: str) -> str:
    iri = constraint.iri.value
    other = unless(f"DATATYPE({value}) = {written(constraint.iri)}")
    if iri not in CHECKED_BY or iri in UNJUDGED or doubts.certain:
        return other
    if iri not in _CAST:
        return ALWAYS
    return any_of([other, unless(f"sameTerm(<{iri}>({value}), {value})")])


def _node_kind(_: Doubts, constraint: NodeKindConstraint, value: str) -> str:
    return f"!({' || '.join(f'{_IS_OF[kind]}({value})' for kind in constraint.kinds)})"


def _limit(_: Doubts, constraint: LimitConstraint, value: str) -> str:
    limit = constraint.limit
    iri = limit.datatype.value
    if iri not in ORDERED or not well_formed(limit) or limit.value == "NaN":
        return ALWAYS
    exact = iri in NUMBERS and iri not in (XSD + "float", XSD + "double")
    sign = ">" if constraint.name.startswith("Min") else "<"
    sign += "=" if constraint.name.endswith("Inclusive") else ""
    alike = f"DATATYPE({value}) IN ({_EXACT if exact else written(limit.datatype)})"
    return unless(f"{alike} && {value} {sign} {limit}")


def _length(_: Doubts, constraint: NumberConstraint, value: str) -> str:
    sign = ">=" if constraint.name == "MinLength" else "<="
    return unless(f"STRLEN(STR({value})) {sign} {constraint.number}")


def _pattern(doubts: Doubts, constraint: PatternConstraint, value: str) -> str:
    if constraint.flags or not _PLAIN_PATTERN.fullmatch(constraint.pattern):
        return NEVER if doubts.certain else ALWAYS
    if doubts.certain and "{" in constraint.pattern:
        return NEVER  # too large for the engine, it is an error for every value
    return unless(f"REGEX(STR({value}), {ox.Literal(constraint.pattern)})")


def _language_in(_: Doubts, constraint: TermsConstraint, value: str) -> str:
    ranges = [ox.Literal(term.value) for term in constraint.terms if term.value]
    if not ranges:
        return ALWAYS
    return unless(" || ".join(f"LANGMATCHES(LANG({value}), {each})" for each in ranges))


def _in(doubts: Doubts, constraint: TermsConstraint, value: str) -> str:
    found = [can_be(term, value) for term in constraint.terms]
    if doubts.certain and NEVER in found:
        return NEVER
    return unless(any_of(found))


def _node(doubts: Doubts, constraint: ShapesConstraint, value: str) -> str:
    return any_of(doubts.shape(each, value) for each in constraint.shapes)


def _or(doubts: Doubts, constraint: ShapesConstraint, value: str) -> str:
    return all_of(doubts.shape(each, value) for each in constraint.shapes)


def _not(doubts: Doubts, constraint: ShapesConstraint, value: str) -> str:
    return doubts.negated(constraint.shapes[0], value)


def _unknown(_: Doubts, constraint: Constraint, value: str) -> str:
    raise NoDoubtError(f"{constraint.name} {value}")


# What each constraint finds fault with in all values of a path from a node.


def _min_count(doubts: Doubts, path: Path | None, constraint: NumberConstraint, node: str) -> str:
    if constraint.number == 0:
        return NEVER
    if constraint.number > 1 or path is None:
        raise NoDoubtError
    return not_(doubts.leads(path, node, doubts.variable(), ALWAYS))


def _max_count(doubts: Doubts, path: Path | None, constraint: NumberConstraint, node: str) -> str:
    if isinstance(path, Predicate) and constraint.number > 0 and doubts.single(property_of(path)):
        return NEVER
    return _more_than(doubts, path, constraint.number, node, lambda _: ALWAYS)


def _qualified(
    doubts: Doubts, path: Path | None, constraint: QualifiedConstraint, node: str
) -> str:
    def conforms(value: str) -> str:
        return doubts.negated(constraint.shape, value)

    if constraint.name == "QualifiedMinCount":
        raise NoDoubtError
    return _more_than(doubts, path, constraint.number, node, conforms)


def _more_than(
    doubts: Doubts, path: Path | None, number: int, node: str, counts: Callable[[str], str]
) -> str:
    """Return where a path leads to more values than a number that count."""
    if number > _MOST_COUNTED or path is None:
        raise NoDoubtError
    values = [doubts.variable() for _ in range(number + 1)]
    condition = ALWAYS
    for at in range(number, -1, -1):
        others = [f"!sameTerm({values[at]}, {each})" for each in values[:at]]
        held = all_of([*others, counts(values[at]), condition])
        condition = doubts.leads(path, node, values[at], held)
    return condition


def _has_value(doubts: Doubts, path: Path | None, constraint: TermsConstraint, node: str) -> str:
    value = node if path is None else doubts.variable()
    found = can_be(constraint.terms[0], value)
    if found == NEVER:
        raise NoDoubtError
    return not_(found if path is None else doubts.leads(path, node, value, found))


def _unique_lang(doubts: Doubts, path: Path | None, _: Constraint, node: str) -> str:
    one, other = doubts.variable(), doubts.variable()
    predicate = property_of(path)
    alike = f"COALESCE(LANG({one}) = LANG({other}), false) && !sameTerm({one}, {other})"
    twice = exists(f"{node} {predicate} {other}", alike)
    tagged = f'COALESCE(LANG({one}) != "", false)'
    return exists(f"{node} {predicate} {one}", f"{tagged} && {twice}")


def _equals(doubts: Doubts, path: Path | None, constraint: IriConstraint, node: str) -> str:
    value = doubts.variable()
    here, there = property_of(path), written(constraint.iri)
    return any_of(
        f"EXISTS {{ {node} {one} {value} FILTER (!EXISTS {{ {node} {other} {value} }}) }}"
        for one, other in ((here, there), (there, here))
    )


def _disjoint(doubts: Doubts, path: Path | None, constraint: IriConstraint, node: str) -> str:
    value = doubts.variable()
    both = f"EXISTS {{ {node} {written(constraint.iri)} {value} }}"
    return exists(f"{node} {property_of(path)} {value}", both)


def _less_than(doubts: Doubts, path: Path | None, constraint: IriConstraint, node: str) -> str:
    one, other = doubts.variable(), doubts.variable()
    alike = f"DATATYPE({one}) = DATATYPE({other}) && DATATYPE({one}) != <{_LANG_STRING}>"
    order = f"{one} < {other}"
    if constraint.name == "LessThanOrEquals":
        # To the engine, NaN <= NaN, and any literal is <= itself, whatever its datatype and form.
        valid = " || ".join(f"sameTerm(<{XSD}{name}>({one}), {one})" for name in _COMPARED)
        order = f"({order} || (sameTerm({one}, {other}) && ({valid})))"
    wrong = unless(f"{alike} && {order}")
    pair = exists(f"{node} {written(constraint.iri)} {other}", wrong)
    return exists(f"{node} {property_of(path)} {one}", pair)


def _closed(doubts: Doubts, path: Path | None, constraint: ClosedConstraint, node: str) -> str:
    if path is not None:
        raise NoDoubtError
    name, value = doubts.variable(), doubts.variable()
    allowed = [iri for iri in constraint.allowed if is_writable(ox.NamedNode(iri))]
    if doubts.certain and len(allowed) < len(constraint.allowed):
        raise NoDoubtError
    among = f"{name} IN ({', '.join(f'<{iri}>' for iri in sorted(allowed))})"
    # To Oxigraph, nothing is in an empty list, and nothing is not.
    return exists(f"{node} {name} {value}", f"!({among})" if allowed else ALWAYS)


_UNCERTAIN = frozenset(
    """
    MinExclusive MinInclusive MaxExclusive MaxInclusive LanguageIn UniqueLang LessThan
    LessThanOrEquals Xone SPARQL QualifiedMinCount QualifiedMaxCount
    """.split()
)
"""Constraints without conditions that are certain."""
_EACH: dict[str, Callable[..., str]] = {
    "Class": _class,
    "Datatype": _datatype,
    "NodeKind": _node_kind,
    **dict.fromkeys(("MinExclusive", "MinInclusive", "MaxExclusive", "MaxInclusive"), _limit),
    **dict.fromkeys(("MinLength", "MaxLength"), _length),
    "Pattern": _pattern,
    "LanguageIn": _language_in,
    "In": _in,
    **dict.fromkeys(("And", "Node"), _node),
    "Or": _or,
    "Not": _not,
    **dict.fromkeys(("Xone", "SPARQL"), _unknown),
}
_TOGETHER: dict[str, Callable[..., str]] = {
    "MinCount": _min_count,
    "MaxCount": _max_count,
    "HasValue": _has_value,
    "UniqueLang": _unique_lang,
    "Equals": _equals,
    "Disjoint": _disjoint,
    **dict.fromkeys(("LessThan", "LessThanOrEquals"), _less_than),
    **dict.fromkeys(("QualifiedMinCount", "QualifiedMaxCount"), _qualified),
    "Closed": _closed,
}
