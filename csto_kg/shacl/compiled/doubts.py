"""Conditions in SPARQL that hold at every node at which a shape finds something, and at few others.

They see literals in the engine's forms. Where a condition cannot tell, such as where an operator
raises an error, it holds. Each (NOT) EXISTS has one triple pattern, with another one nested in its
FILTER: so Oxigraph begins it at the node in hand, and joins nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.shacl.compiled.datatypes import CHECKED_BY, NUMBERS, well_formed
from csto_kg.shacl.compiled.model import (
    ClosedConstraint,
    Constraint,
    IriConstraint,
    LimitConstraint,
    NodeKindConstraint,
    NumberConstraint,
    PatternConstraint,
    Shape,
    ShapesConstraint,
    TermsConstraint,
)
from csto_kg.shacl.graph.paths import Alternative, Inverse, Path, Predicate, Repeated
from csto_kg.sparql.prebinding import is_writable
from csto_kg.store.embedded.lexical_forms import at_risk
from csto_kg.terms import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from csto_kg.shacl.result import Term

_TYPE = RDF + "type"
_LANG_STRING = RDF + "langString"
_CAST = frozenset(
    XSD + name
    for name in "boolean integer decimal float double date dateTime time gYear gYearMonth gMonth "
    "gMonthDay gDay duration dayTimeDuration yearMonthDuration".split()
)
"""The datatypes of which the engine casts a well-formed literal to itself."""
_EXACT = f"<{XSD}integer>, <{XSD}decimal>"
_IS_OF = {ox.NamedNode: "isIRI", ox.BlankNode: "isBlank", ox.Literal: "isLiteral"}
# Patterns that mean the same in XPath and in the engine's language of regular expressions.
_PLAIN = r"A-Za-z0-9 _:/#@,;=!%'\"<>"
_PLAIN_PATTERN = re.compile(
    rf"(?:[{_PLAIN}^$|)*+?{{}}-]|\((?!\?)|\\[./()\[\]{{}}|*+?^$-]|\[\^?(?:[{_PLAIN}.]|[A-Za-z0-9]-[A-Za-z0-9])+\])*"
)
_NEVER, _ALWAYS = "false", "true"
_MOST_COUNTED = 4  # of values that there may be at most: each is one more EXISTS


class NoDoubtError(Exception):
    """There is no condition for a constraint: all its focus nodes must be looked at."""


class Doubts:
    """Makes the conditions, for the classes of one data graph.

    ``classes`` gives a class and its subclasses; ``single`` whether no node has a property twice.
    """

    def __init__(
        self, classes: Callable[[ox.NamedNode], Iterable[object]], single: Callable[[str], bool]
    ) -> None:
        self._classes = classes
        self.single = single
        self._variables = 0

    def shape(self, shape: Shape, node: str) -> str:
        """Return where a shape is in doubt at the node in a variable. Raises NoDoubtError."""
        if shape.deactivated:
            return _NEVER
        if shape.path is None:
            inner = [self.shape(each, node) for each in shape.property_shapes]
            return any_of([*self.values(shape, node), *inner])
        value = self.variable()
        conditions = self.values(shape, value)
        conditions += [self.shape(each, value) for each in shape.property_shapes]
        each = self.leads(shape.path, node, value, any_of(conditions))
        return any_of([each, self.together(shape, node)])

    def variable(self) -> str:
        self._variables += 1
        return f"?v{self._variables}"

    def values(self, shape: Shape, value: str) -> list[str]:
        """Return where a value node is in doubt, by the constraints that judge each by itself."""
        return [
            _EACH[each.name](self, each, value)
            for each in shape.constraints
            if each.name not in _TOGETHER and each.name != "Property"
        ]

    def together(self, shape: Shape, node: str) -> str:
        """Return where a focus node is in doubt by constraints that look at all its values."""
        found = [
            _TOGETHER[each.name](self, shape.path, each, node)
            for each in shape.constraints
            if each.name in _TOGETHER
        ]
        return any_of(found)

    def is_of(self, node: str, class_: ox.NamedNode) -> str:
        """Return where a node is an instance of a class, as far as it can be asked for."""
        kind = self.variable()
        classes = sorted(
            str(each)
            for each in self._classes(class_)
            if isinstance(each, ox.NamedNode) and is_writable(each)
        )
        if len(classes) == 1:
            return f"EXISTS {{ {node} <{_TYPE}> {classes[0]} }}"
        among = f"{kind} IN ({', '.join(classes)})"
        return f"EXISTS {{ {node} <{_TYPE}> {kind} FILTER ({among}) }}"

    def leads(self, path: Path, node: str, value: str, condition: str) -> str:
        """Return where a path leads from a node to a value, in a variable, with a condition."""
        if condition == _NEVER:
            return _NEVER
        if isinstance(path, Predicate):
            return _exists(f"{node} {written(path.iri)} {value}", condition)
        if isinstance(path, Inverse) and isinstance(path.path, Predicate):
            return _exists(f"{value} {written(path.path.iri)} {node}", condition)
        if isinstance(path, Alternative):
            return any_of(self.leads(part, node, value, condition) for part in path.parts)
        if isinstance(path, Repeated | Inverse):
            for iri in re.findall("<([^>]*)>", str(path)):
                written(iri)
            return _exists(f"{node} {path} {value}", condition)
        for part in path.parts[:0:-1]:
            start = self.variable()
            condition, value = self.leads(part, start, value, condition), start
        return self.leads(path.parts[0], node, value, condition)


# What each constraint finds fault with in a value.


def _class(doubts: Doubts, constraint: IriConstraint, value: str) -> str:
    return f"!{doubts.is_of(value, constraint.iri)}"


def _datatype(_: Doubts, constraint: IriConstraint, value: str) -> str:
    iri = constraint.iri.value
    other = _unless(f"DATATYPE({value}) = {written(iri)}")
    if iri not in CHECKED_BY:
        return other
    if iri not in _CAST:
        return _ALWAYS
    return any_of([other, _unless(f"sameTerm(<{iri}>({value}), {value})")])


def _node_kind(_: Doubts, constraint: NodeKindConstraint, value: str) -> str:
    return f"!({' || '.join(f'{_IS_OF[kind]}({value})' for kind in constraint.kinds)})"


def _limit(_: Doubts, constraint: LimitConstraint, value: str) -> str:
    limit = constraint.limit
    iri = limit.datatype.value
    if not well_formed(limit) or limit.language or limit.value == "NaN":
        return _ALWAYS
    exact = iri in NUMBERS and iri not in (XSD + "float", XSD + "double")
    sign = ">" if constraint.name.startswith("Min") else "<"
    sign += "=" if constraint.name.endswith("Inclusive") else ""
    alike = f"DATATYPE({value}) IN ({_EXACT if exact else written(iri)})"
    return _unless(f"{alike} && {value} {sign} {limit}")


def _length(_: Doubts, constraint: NumberConstraint, value: str) -> str:
    sign = ">=" if constraint.name == "MinLength" else "<="
    return _unless(f"STRLEN(STR({value})) {sign} {constraint.number}")


def _pattern(_: Doubts, constraint: PatternConstraint, value: str) -> str:
    if constraint.flags or not _PLAIN_PATTERN.fullmatch(constraint.pattern):
        return _ALWAYS
    return _unless(f"REGEX(STR({value}), {ox.Literal(constraint.pattern)})")


def _language_in(_: Doubts, constraint: TermsConstraint, value: str) -> str:
    ranges = [ox.Literal(term.value) for term in constraint.terms if term.value]
    if not ranges:
        return _ALWAYS
    return _unless(" || ".join(f"LANGMATCHES(LANG({value}), {each})" for each in ranges))


def _in(_: Doubts, constraint: TermsConstraint, value: str) -> str:
    return _unless(any_of(_is(term, value) for term in constraint.terms))


def _is(term: Term, value: str) -> str:
    """Return where a value can only be a term; a form that is rewritten is none here."""
    if isinstance(term, ox.BlankNode) or not is_writable(term):
        return _NEVER
    if isinstance(term, ox.Literal) and not term.language and at_risk(term):
        return _NEVER
    return f"sameTerm({value}, {term})"


def _node(doubts: Doubts, constraint: ShapesConstraint, value: str) -> str:
    return any_of(doubts.shape(each, value) for each in constraint.shapes)


def _or(doubts: Doubts, constraint: ShapesConstraint, value: str) -> str:
    found = [doubts.shape(each, value) for each in constraint.shapes]
    return _NEVER if _NEVER in found else f"({' && '.join(found or [_ALWAYS])})"


def _unknown(_: Doubts, constraint: Constraint, value: str) -> str:
    raise NoDoubtError(f"{constraint.name} {value}")


# What each constraint finds fault with in all values of a path from a node.


def _min_count(doubts: Doubts, path: Path | None, constraint: NumberConstraint, node: str) -> str:
    if constraint.number == 0:
        return _NEVER
    if constraint.number > 1 or path is None:
        raise NoDoubtError
    return f"!{doubts.leads(path, node, doubts.variable(), _ALWAYS)}"


def _max_count(doubts: Doubts, path: Path | None, constraint: NumberConstraint, node: str) -> str:
    if constraint.number == 0 and path is not None:
        return doubts.leads(path, node, doubts.variable(), _ALWAYS)
    predicate = _predicate(path)
    if doubts.single(predicate):
        return _NEVER
    if constraint.number > _MOST_COUNTED:
        raise NoDoubtError
    values = [doubts.variable() for _ in range(constraint.number + 1)]
    condition = _ALWAYS
    for at in range(constraint.number, -1, -1):
        others = [f"!sameTerm({values[at]}, {each})" for each in values[:at]]
        held = [*others, *([] if condition == _ALWAYS else [condition])]
        condition = _exists(f"{node} {predicate} {values[at]}", " && ".join(held) or _ALWAYS)
    return condition


def _has_value(doubts: Doubts, path: Path | None, constraint: TermsConstraint, node: str) -> str:
    value = node if path is None else doubts.variable()
    found = _is(constraint.terms[0], value)
    if found == _NEVER:
        raise NoDoubtError
    return f"!{found if path is None else doubts.leads(path, node, value, found)}"


def _unique_lang(doubts: Doubts, path: Path | None, _: Constraint, node: str) -> str:
    one, other = doubts.variable(), doubts.variable()
    predicate = _predicate(path)
    alike = f"COALESCE(LANG({one}) = LANG({other}), false) && !sameTerm({one}, {other})"
    twice = _exists(f"{node} {predicate} {other}", alike)
    tagged = f'COALESCE(LANG({one}) != "", false)'
    return _exists(f"{node} {predicate} {one}", f"{tagged} && {twice}")


def _equals(doubts: Doubts, path: Path | None, constraint: IriConstraint, node: str) -> str:
    value = doubts.variable()
    here, there = _predicate(path), written(constraint.iri.value)
    return any_of(
        f"EXISTS {{ {node} {one} {value} FILTER (!EXISTS {{ {node} {other} {value} }}) }}"
        for one, other in ((here, there), (there, here))
    )


def _disjoint(doubts: Doubts, path: Path | None, constraint: IriConstraint, node: str) -> str:
    value = doubts.variable()
    both = f"EXISTS {{ {node} {written(constraint.iri.value)} {value} }}"
    return _exists(f"{node} {_predicate(path)} {value}", both)


def _less_than(doubts: Doubts, path: Path | None, constraint: IriConstraint, node: str) -> str:
    one, other = doubts.variable(), doubts.variable()
    alike = f"DATATYPE({one}) = DATATYPE({other}) && DATATYPE({one}) != <{_LANG_STRING}>"
    order = f"{one} < {other}"
    if constraint.name == "LessThanOrEquals":
        order = f"({order} || {one} = {other})"  # to the engine, NaN <= NaN
    wrong = _unless(f"{alike} && {order}")
    pair = _exists(f"{node} {written(constraint.iri.value)} {other}", wrong)
    return _exists(f"{node} {_predicate(path)} {one}", pair)


def _closed(doubts: Doubts, path: Path | None, constraint: ClosedConstraint, node: str) -> str:
    if path is not None:
        raise NoDoubtError
    name, value = doubts.variable(), doubts.variable()
    allowed = [iri for iri in constraint.allowed if is_writable(ox.NamedNode(iri))]
    among = f"{name} IN ({', '.join(f'<{iri}>' for iri in sorted(allowed))})"
    return _exists(f"{node} {name} {value}", f"!({among})")


def _uncounted(_: Doubts, __: Path | None, constraint: Constraint, node: str) -> str:
    raise NoDoubtError(f"{constraint.name} {node}")


def any_of(conditions: Iterable[str]) -> str:
    """Return where one of several conditions holds."""
    found = list(dict.fromkeys(each for each in conditions if each != _NEVER))
    if _ALWAYS in found:
        return _ALWAYS
    return f"({' || '.join(found)})" if len(found) > 1 else "".join(found) or _NEVER


def written(iri: str) -> str:
    """Return an IRI as SPARQL writes it. Raises NoDoubtError for one that it cannot."""
    if not is_writable(ox.NamedNode(iri)):
        raise NoDoubtError
    return f"<{iri}>"


def _predicate(path: Path | None) -> str:
    if not isinstance(path, Predicate):
        raise NoDoubtError
    return written(path.iri)


def _exists(pattern: str, condition: str) -> str:
    held = "" if condition == _ALWAYS else f" FILTER ({condition})"
    return f"EXISTS {{ {pattern}{held} }}"


def _unless(condition: str) -> str:
    """Return where a condition does not hold, or is an error."""
    return f"COALESCE(!({condition}), true)"


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
    **dict.fromkeys(("Not", "Xone", "SPARQL"), _unknown),
}
_TOGETHER: dict[str, Callable[..., str]] = {
    "MinCount": _min_count,
    "MaxCount": _max_count,
    "HasValue": _has_value,
    "UniqueLang": _unique_lang,
    "Equals": _equals,
    "Disjoint": _disjoint,
    **dict.fromkeys(("LessThan", "LessThanOrEquals"), _less_than),
    **dict.fromkeys(("QualifiedMinCount", "QualifiedMaxCount"), _uncounted),
    "Closed": _closed,
}
