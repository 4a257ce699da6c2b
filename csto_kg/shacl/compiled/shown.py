"""Results of constraints, with their messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.shacl.graph.paths import Predicate, path_text
from csto_kg.shacl.messages import filled
from csto_kg.shacl.result import ValidationResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csto_kg.shacl.compiled.model import Shape
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
