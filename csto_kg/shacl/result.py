"""One result of a check, as every engine gives it back and every report writes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import pyoxigraph as ox

from csto_kg.terms import PREFIXES, RDF, XSD

SH = PREFIXES["sh"]
_PLAIN = (XSD + "string", RDF + "langString")

Term = ox.NamedNode | ox.BlankNode | ox.Literal


class Severity(IntEnum):
    """How sure it is that a rule is broken; the greater, the surer."""

    INFO = 0
    WARNING = 1
    VIOLATION = 2

    @property
    def iri(self) -> str:
        return f"{SH}{self.name.capitalize()}"

    @property
    def word(self) -> str:
        """The verdict in words."""
        return _WORDS[self]


_WORDS = {
    Severity.INFO: "undetermined",
    Severity.WARNING: "may violate",
    Severity.VIOLATION: "violates",
}


@dataclass(frozen=True)
class ValidationResult:
    """A focus node that does not meet a shape.

    ``shape``, ``component`` and ``constraint`` are IRIs (``_:…`` for a blank node); ``constraint``
    is the SPARQL constraint, if it is one. ``path`` is a property path in SPARQL; of a single
    property, its bare IRI. IRIs in ``message`` stand in angle brackets (see
    :func:`csto_kg.shacl.messages.worded`); ``language`` is its tag. ``see`` is the
    address that explains the shape, if it names one. ``custom_severity`` is a severity of the
    shapes' own, which counts as a violation.
    """

    severity: Severity
    shape: str
    component: str
    constraint: str | None
    focus: Term
    path: str | None
    value: Term | None
    message: str
    language: str | None = None
    see: str | None = None
    custom_severity: str | None = None


def sort_key(result: ValidationResult) -> tuple[object, ...]:
    """Return the key of the results' order: the gravest first, then by place."""
    return (
        -result.severity,
        str(result.focus),
        result.shape,
        result.constraint or "",
        result.component,
        result.path or "",
        "" if result.value is None else str(result.value),
        result.message,
    )


def in_json(value: Term) -> str | dict[str, str]:
    """Return an IRI or ``_:name`` as text, a literal as an object."""
    if isinstance(value, ox.NamedNode):
        return value.value
    if isinstance(value, ox.BlankNode):
        return f"_:{value.value}"
    found = {"literal": value.value}
    if value.language is not None:
        found["language"] = value.language
    elif value.datatype.value not in _PLAIN:
        found["datatype"] = value.datatype.value
    return found
