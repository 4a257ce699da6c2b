"""Results of constraints, with their messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.shacl.graph.paths import Predicate, path_text
from csto_kg.shacl.messages import filled
from csto_kg.shacl.result import ValidationResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csto_kg.shacl.compiled.model import Constraint, Shape
    from csto_kg.shacl.graph.paths import Path
    from csto_kg.shacl.result import Term

_LANGUAGES = {None: 0, "en": 1}


def result_of(
    shape: Shape,
    component: str,
    focus: Term,
    *,
    value: Term | None = None,
    path: Path | None = None,
    message: ox.Literal | None = None,
    bound: Mapping[str, Term | None] | None = None,
    constraint: str | None = None,
    see: str | None = None,
    generic: str = "",
) -> ValidationResult:
    """Return a result of a shape.

    ``path``: None is the shape's own. ``message``: the constraint's, before the shape's;
    ``bound``: what the variables of a query have for its places. ``constraint`` and ``see``: of a
    SPARQL constraint its name and the address that explains it, before the shape's. ``generic``:
    the words where neither has a message.
    """
    path = path or shape.path
    text = message or shape.message
    said = generic
    if text is not None:
        said = text.value if "{" not in text.value else _filled(text, focus, value, path, bound)
    return ValidationResult(
        severity=shape.severity,
        shape=shape.name,
        component=component,
        constraint=constraint,
        focus=focus,
        path=None if path is None else path_text(path),
        value=value,
        message=said,
        language=None if text is None else text.language,
        see=see or shape.see,
        custom_severity=shape.custom_severity,
    )


def chosen(messages: Iterable[ox.Literal]) -> ox.Literal | None:
    """Return one message of several: without language first, then English."""
    return min(
        messages,
        key=lambda text: (_LANGUAGES.get(text.language, 2), text.language or "", text.value),
        default=None,
    )


def in_words(term: Term) -> str:
    """Return a term as messages have it."""
    if isinstance(term, ox.NamedNode):
        return f"<{term.value}>"
    return term.value if isinstance(term, ox.Literal) else f"_:{term.value}"


def _filled(
    text: ox.Literal,
    focus: Term,
    value: Term | None,
    path: Path | None,
    bound: Mapping[str, Term | None] | None,
) -> str:
    found = {"this": focus, "value": value, **(bound or {})}
    if found["value"] is None:
        found["value"] = value
    shown = {name: None if term is None else in_words(term) for name, term in found.items()}
    if path is not None:
        bare = isinstance(path, Predicate)
        shown["path"] = shown["PATH"] = f"<{path.iri}>" if bare else path_text(path)  # type: ignore[union-attr]
    return filled(text.value, shown)


def in_general(constraint: Constraint) -> str:
    """Return what is wrong where a constraint is not met, for shapes that do not say it."""
    given = {name: _in_short(value) for name, value in vars(constraint).items()}
    return _GENERAL[constraint.name].format(**given)


def _in_short(value: object) -> str:
    if isinstance(value, ox.NamedNode | ox.BlankNode | ox.Literal):
        return in_words(value)
    if isinstance(value, tuple):
        return ", ".join(map(_in_short, value))
    return str(getattr(value, "name", value))


_GENERAL = {
    "Class": "the value is no instance of {iri}",
    "Datatype": "the value has not the datatype {iri}, or no form of it",
    "NodeKind": "the value is not of the kind sh:{kind}",
    "MinCount": "fewer than {number} values",
    "MaxCount": "more than {number} values",
    "MinExclusive": "the value is not greater than {limit}",
    "MinInclusive": "the value is not {limit} or greater",
    "MaxExclusive": "the value is not less than {limit}",
    "MaxInclusive": "the value is not {limit} or less",
    "MinLength": "the value has fewer than {number} characters",
    "MaxLength": "the value has more than {number} characters",
    "Pattern": 'the value does not match "{pattern}"',
    "LanguageIn": "the value is in none of the languages {terms}",
    "UniqueLang": "several values in one language",
    "Equals": "the value is no value of both properties, the other being {iri}",
    "Disjoint": "the value is one of {iri}, too",
    "LessThan": "the value is not less than one of {iri}",
    "LessThanOrEquals": "the value is greater than one of {iri}, or cannot be compared with it",
    "Not": "the value conforms to the shape {shapes}",
    "And": "the value does not conform to all of the shapes {shapes}",
    "Or": "the value conforms to none of the shapes {shapes}",
    "Xone": "the value conforms to none, or to several, of the shapes {shapes}",
    "Node": "the value does not conform to the shape {shapes}",
    "QualifiedMinCount": "fewer than {number} values conform to the shape {shape}",
    "QualifiedMaxCount": "more than {number} values conform to the shape {shape}",
    "Closed": "the node may not have this property",
    "HasValue": "the value {terms} is missing",
    "In": "the value is none of {terms}",
}
