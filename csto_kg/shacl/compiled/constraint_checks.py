"""The constraint components of SHACL Core: for each, what it finds among the value nodes.

See https://www.w3.org/TR/shacl/#core-components.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from csto_kg.shacl.compiled.comparison import less
from csto_kg.shacl.compiled.datatypes import UNJUDGED, well_formed
from csto_kg.shacl.compiled.model import (
    ClosedConstraint,
    Constraint,
    IriConstraint,
    LimitConstraint,
    NodeKindConstraint,
    NumberConstraint,
    PatternConstraint,
    QualifiedConstraint,
    ShapesConstraint,
    TermsConstraint,
)
from csto_kg.shacl.graph.paths import Path, Predicate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from csto_kg.shacl.compiled.model import Shape
    from csto_kg.shacl.result import Term

    Found = tuple[Term | None, Path | None]
    """The value of a result, and its path where that is not the shape's."""
    Check = Callable[[Term, Sequence[Term]], Iterable[Found]]
    """What a constraint finds at a focus node with these value nodes."""
    Passes = Callable[[Term], bool]
    """Whether a value node is as it must be."""


class NodeLookups(Protocol):
    """What can be found out about nodes in one check of a data graph."""

    def about(self, node: Term) -> dict[str, list[Term]]:
        """Return the values of a node by property, as they were written."""

    def is_instance(self, node: Term, class_: ox.NamedNode) -> bool:
        """Whether a node is a SHACL instance of a class."""

    def conforms(self, shape: Shape, focus: Term) -> bool:
        """Whether a node conforms to a shape."""


def checks_of(evaluation: NodeLookups, shape: Shape) -> Iterator[tuple[Constraint, Check]]:
    """Yield the constraints of a shape that find something themselves, each with what checks it.

    Not: ``sh:property``, and what is asked in SPARQL.
    """
    for constraint in shape.constraints:
        if constraint.name in _EACH:
            yield constraint, _each(_EACH[constraint.name](evaluation, constraint))
        elif constraint.name in _TOGETHER:
            yield constraint, _TOGETHER[constraint.name](evaluation, constraint)


def _each(passes: Passes) -> Check:
    return lambda _, values: [(value, None) for value in values if not passes(value)]


def one_term(term: Term) -> Term:
    """Return the term with its language tag in lower case: equal to others of the same meaning."""
    if isinstance(term, ox.Literal) and term.language and term.language != term.language.lower():
        return ox.Literal(term.value, language=term.language, direction=term.direction)
    return term


def _text(term: Term) -> str | None:
    """What the function str of SPARQL gives."""
    return None if isinstance(term, ox.BlankNode) else term.value


def _class(evaluation: NodeLookups, constraint: IriConstraint) -> Passes:
    return lambda value: evaluation.is_instance(value, constraint.iri)


def _datatype(_: NodeLookups, constraint: IriConstraint) -> Passes:
    def passes(value: Term) -> bool:
        return (
            isinstance(value, ox.Literal)
            and value.datatype == constraint.iri
            and (value.datatype.value in UNJUDGED or well_formed(value))
        )

    return passes


def _node_kind(_: NodeLookups, constraint: NodeKindConstraint) -> Passes:
    return lambda value: isinstance(value, constraint.kinds)


def _limit(_: NodeLookups, constraint: LimitConstraint) -> Passes:
    limit, or_equal = constraint.limit, constraint.name.endswith("Inclusive")
    if constraint.name.startswith("Min"):
        return lambda value: isinstance(value, ox.Literal) and less(limit, value, or_equal)
    return lambda value: isinstance(value, ox.Literal) and less(value, limit, or_equal)


def _length(_: NodeLookups, constraint: NumberConstraint) -> Passes:
    least = constraint.name == "MinLength"

    def passes(value: Term) -> bool:
        text = _text(value)
        if text is None:
            return False
        return len(text) >= constraint.number if least else len(text) <= constraint.number

    return passes


def _pattern(_: NodeLookups, constraint: PatternConstraint) -> Passes:
    def passes(value: Term) -> bool:
        text = _text(value)
        return text is not None and constraint.regex.search(text) is not None

    return passes


def _language_in(_: NodeLookups, constraint: TermsConstraint) -> Passes:
    ranges = [term.value.lower() for term in constraint.terms]

    def passes(value: Term) -> bool:
        if not isinstance(value, ox.Literal) or not value.language:
            return False
        tag = value.language.lower()
        return any(each in ("*", tag) or tag.startswith(f"{each}-") for each in ranges)

    return passes


def _in(_: NodeLookups, constraint: TermsConstraint) -> Passes:
    allowed = frozenset(map(one_term, constraint.terms))
    return lambda value: one_term(value) in allowed


def _not(evaluation: NodeLookups, constraint: ShapesConstraint) -> Passes:
    (shape,) = constraint.shapes
    return lambda value: not evaluation.conforms(shape, value)


def _all(evaluation: NodeLookups, constraint: ShapesConstraint) -> Passes:
    return lambda value: all(evaluation.conforms(each, value) for each in constraint.shapes)


def _any(evaluation: NodeLookups, constraint: ShapesConstraint) -> Passes:
    return lambda value: any(evaluation.conforms(each, value) for each in constraint.shapes)


def _one(evaluation: NodeLookups, constraint: ShapesConstraint) -> Passes:
    return lambda value: sum(evaluation.conforms(each, value) for each in constraint.shapes) == 1


def _count(_: NodeLookups, constraint: NumberConstraint) -> Check:
    most = constraint.name == "MaxCount"

    def check(_: Term, values: Sequence[Term]) -> Iterable[Found]:
        wrong = len(values) > constraint.number if most else len(values) < constraint.number
        return [(None, None)] if wrong else []

    return check


def _has_value(_: NodeLookups, constraint: TermsConstraint) -> Check:
    needed = one_term(constraint.terms[0])

    def check(_: Term, values: Sequence[Term]) -> Iterable[Found]:
        return [] if needed in map(one_term, values) else [(None, None)]

    return check


def _unique_lang(_: NodeLookups, __: Constraint) -> Check:
    def check(_: Term, values: Sequence[Term]) -> Iterable[Found]:
        tags = Counter(
            v.language.lower() for v in values if isinstance(v, ox.Literal) and v.language
        )
        return [(None, None) for count in tags.values() if count > 1]

    return check


def _equals(evaluation: NodeLookups, constraint: IriConstraint) -> Check:
    def check(focus: Term, values: Sequence[Term]) -> Iterator[Found]:
        others = evaluation.about(focus).get(constraint.iri.value, ())
        here, there = set(map(one_term, values)), set(map(one_term, others))
        for value in values:
            if one_term(value) not in there:
                yield value, None
        for value in others:
            if one_term(value) not in here:
                yield value, None

    return check


def _disjoint(evaluation: NodeLookups, constraint: IriConstraint) -> Check:
    def check(focus: Term, values: Sequence[Term]) -> Iterable[Found]:
        others = set(map(one_term, evaluation.about(focus).get(constraint.iri.value, ())))
        return [(value, None) for value in values if one_term(value) in others]

    return check


def _less_than(evaluation: NodeLookups, constraint: IriConstraint) -> Check:
    or_equal = constraint.name == "LessThanOrEquals"

    def is_less(value: Term, other: Term) -> bool:
        if not isinstance(value, ox.Literal) or not isinstance(other, ox.Literal):
            return False
        return less(value, other, or_equal)

    def check(focus: Term, values: Sequence[Term]) -> Iterable[Found]:
        others = evaluation.about(focus).get(constraint.iri.value, ())
        return [(value, None) for value in values for other in others if not is_less(value, other)]

    return check


def _qualified(evaluation: NodeLookups, constraint: QualifiedConstraint) -> Check:
    def counts(value: Term) -> bool:
        return evaluation.conforms(constraint.shape, value) and not any(
            evaluation.conforms(each, value) for each in constraint.siblings
        )

    def check(_: Term, values: Sequence[Term]) -> Iterable[Found]:
        found = sum(map(counts, values))
        least = constraint.name == "QualifiedMinCount"
        wrong = found < constraint.number if least else found > constraint.number
        return [(None, None)] if wrong else []

    return check


def _closed(evaluation: NodeLookups, constraint: ClosedConstraint) -> Check:
    def check(_: Term, values: Sequence[Term]) -> Iterator[Found]:
        for value in values:
            for iri, found in evaluation.about(value).items():
                if iri not in constraint.allowed:
                    yield from ((each, Predicate(iri)) for each in found)

    return check


_EACH: dict[str, Callable[[NodeLookups, Any], Passes]] = {
    "Class": _class,
    "Datatype": _datatype,
    "NodeKind": _node_kind,
    **dict.fromkeys(("MinExclusive", "MinInclusive", "MaxExclusive", "MaxInclusive"), _limit),
    **dict.fromkeys(("MinLength", "MaxLength"), _length),
    "Pattern": _pattern,
    "LanguageIn": _language_in,
    "In": _in,
    "Not": _not,
    **dict.fromkeys(("And", "Node"), _all),
    "Or": _any,
    "Xone": _one,
}
"""Those that judge each value node by itself."""

_TOGETHER: dict[str, Callable[[NodeLookups, Any], Check]] = {
    **dict.fromkeys(("MinCount", "MaxCount"), _count),
    "HasValue": _has_value,
    "UniqueLang": _unique_lang,
    "Equals": _equals,
    "Disjoint": _disjoint,
    **dict.fromkeys(("LessThan", "LessThanOrEquals"), _less_than),
    **dict.fromkeys(("QualifiedMinCount", "QualifiedMaxCount"), _qualified),
    "Closed": _closed,
}
