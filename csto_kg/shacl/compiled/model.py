"""Shapes as an engine needs them: everything looked up, nothing left to read.

Made by :mod:`csto_kg.shacl.compiled.model_reading` from shapes that were checked before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from csto_kg.shacl.graph.paths import Path
from csto_kg.shacl.graph.shapes_graph import Node
from csto_kg.shacl.graph.targets import Targets
from csto_kg.shacl.result import SH, Severity, Term


@dataclass(frozen=True)
class Constraint:
    """A constraint of a shape; ``name`` is that of its component, such as MinCount."""

    name: str

    @property
    def component(self) -> str:
        """The IRI of its constraint component."""
        return f"{SH}{self.name}ConstraintComponent"


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape, or with a ``path`` a property shape; equal to itself only.

    ``message`` is the one of its messages that results have; ``custom_severity`` is one of the
    shapes' own; ``see``: the address that explains it.
    """

    node: Node
    path: Path | None = None
    targets: Targets = field(default_factory=Targets)
    constraints: tuple[Constraint, ...] = ()
    severity: Severity = Severity.VIOLATION
    custom_severity: str | None = None
    message: ox.Literal | None = None
    see: str | None = None
    deactivated: bool = False

    @cached_property
    def name(self) -> str:
        """As results have it: the IRI, or ``_:…`` of a blank node."""
        return node_name(self.node)

    @cached_property
    def property_shapes(self) -> tuple[Shape, ...]:
        """The shapes of ``sh:property``."""
        return tuple(
            shape
            for each in self.constraints
            if isinstance(each, ShapesConstraint) and each.name == "Property"
            for shape in each.shapes
        )


@dataclass(frozen=True)
class IriConstraint(Constraint):
    """Class, Datatype, and Equals, Disjoint, LessThan, LessThanOrEquals with their property."""

    iri: ox.NamedNode


@dataclass(frozen=True)
class NodeKindConstraint(Constraint):
    """NodeKind; ``kinds`` are the classes of the terms that it lets pass, ``kind`` its name."""

    kind: str
    kinds: tuple[type[Term], ...]


@dataclass(frozen=True)
class NumberConstraint(Constraint):
    """MinCount, MaxCount, MinLength and MaxLength."""

    number: int


@dataclass(frozen=True)
class LimitConstraint(Constraint):
    """MinExclusive, MinInclusive, MaxExclusive and MaxInclusive."""

    limit: ox.Literal


@dataclass(frozen=True)
class PatternConstraint(Constraint):
    """Pattern; ``regex`` finds what the pattern does by XPath's rules."""

    pattern: str
    flags: str
    regex: re.Pattern[str]


@dataclass(frozen=True)
class TermsConstraint(Constraint):
    """HasValue, In, and LanguageIn with its language ranges, in lower case."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class ShapesConstraint(Constraint):
    """Not, And, Or, Xone, Node and Property."""

    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class QualifiedConstraint(Constraint):
    """QualifiedMinCount and QualifiedMaxCount, each a constraint of its own.

    ``siblings``: shapes that a value must not conform to if it is to be counted.
    """

    shape: Shape
    number: int
    siblings: tuple[Shape, ...]


@dataclass(frozen=True)
class ClosedConstraint(Constraint):
    """Closed; ``allowed`` are the properties that a node may have."""

    allowed: frozenset[str]


@dataclass(frozen=True)
class SparqlConstraint(Constraint):
    """A value of ``sh:sparql``: the ``node`` of the shapes graph that has ``sh:select``."""

    node: Node


@dataclass(frozen=True)
class ComponentConstraint(Constraint):
    """A use of a SPARQL-based constraint component, which is at ``definition``.

    ``parameters``: what the shape gives for each, by local name, as its variable is called; an
    optional one may be missing. A shape that gives its only parameter several values uses the
    component once for each.
    """

    definition: Node
    parameters: tuple[tuple[str, Term], ...]

    @property
    def component(self) -> str:
        return node_name(self.definition)


def node_name(node: Node) -> str:
    """Return a node of the shapes graph as results have it."""
    return node.value if isinstance(node, ox.NamedNode) else f"_:{node.value}"
