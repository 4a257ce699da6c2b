"""A query as a tree: what its WHERE joins, leaves out, filters and computes.

Everything is immutable and keeps the tokens that it was read from, so that it can be written back
(``tree_text``). ``tree_reading`` makes it; there ``;`` and ``,`` are written out, blank nodes are
variables that no one selects, and a path ``p/q`` is two patterns with such a variable between
them, as SPARQL defines all three.

A variable is named without its ``?`` or ``$``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from csto_kg.sparql.tokens import Kind, Token

Tokens = tuple[Token, ...]
Term = Tokens  # one token, but for signs, datatypes and language tags of literals


class PathForm(Enum):
    """How a property path is made."""

    VARIABLE = "?p"
    IRI = "p"
    INVERSE = "^p"
    NEGATED = "!p"
    SEQUENCE = "p/q"
    ALTERNATIVE = "p|q"
    REPEATED = "p*"


@dataclass(frozen=True, slots=True)
class PropertyPath:
    """A predicate or a path: its form, its text, and the paths that it is made of."""

    form: PathForm
    tokens: Tokens
    parts: tuple[PropertyPath, ...] = ()

    @property
    def may_be_empty(self) -> bool:
        """Whether it may have no step, and so match a node that is in no triple."""
        if self.form is PathForm.REPEATED and self.tokens[-1].text != "+":
            return True
        parts = [part.may_be_empty for part in self.parts]
        return bool(parts) and (any if self.form is PathForm.ALTERNATIVE else all)(parts)

    def properties(self) -> Iterator[Token | None]:
        """Yield the names of its properties; None where it can match any."""
        if self.form in (PathForm.VARIABLE, PathForm.NEGATED):
            yield None
        elif self.form is PathForm.IRI:
            yield self.tokens[0]
        for part in self.parts:
            yield from part.properties()


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression: its tokens, white space included, and the groups of EXISTS among them."""

    parts: tuple[Token | Exists, ...]


@dataclass(frozen=True, slots=True)
class Exists:
    """EXISTS or NOT EXISTS with its group."""

    negated: bool
    group: Group


@dataclass(frozen=True, slots=True)
class TriplePattern:
    """A triple pattern, perhaps with a path."""

    subject: Term
    path: PropertyPath
    value: Term


@dataclass(frozen=True, slots=True)
class Filter:
    """FILTER with one condition: what ``&&`` joined are several."""

    condition: Expression


@dataclass(frozen=True, slots=True)
class Bind:
    """BIND of an expression to a variable."""

    expression: Expression
    variable: str


@dataclass(frozen=True, slots=True)
class Values:
    """VALUES: its variables, its text, how many rows, and whether none has UNDEF."""

    variables: tuple[str, ...]
    tokens: Tokens
    rows: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Optional:
    """OPTIONAL with its group."""

    group: Group


@dataclass(frozen=True, slots=True)
class Minus:
    """MINUS with its group."""

    group: Group


@dataclass(frozen=True, slots=True)
class Union:
    """Groups with UNION between them, two or more."""

    branches: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class InGraph:
    """GRAPH with its name and its group."""

    name: Term
    group: Group


@dataclass(frozen=True, slots=True)
class Item:
    """What a SELECT projects or groups by: a variable, an expression, or both with AS."""

    variable: str | None
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT, as a query or within a group.

    ``head`` is SELECT with DISTINCT or REDUCED, ``items`` None for ``*``, ``dataset`` its FROM;
    ``tail`` what comes after GROUP BY, of which ``clauses`` holds the keywords.
    """

    head: Tokens
    items: tuple[Item, ...] | None
    dataset: Tokens
    where: Group
    keys: tuple[Item, ...]
    tail: Expression
    clauses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """A group: what it holds, in the order of the text or, once planned, as a chain of steps."""

    elements: tuple[Element, ...]
    chain: tuple[Link, ...] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A step of a planned group: an element, how it joins what came before, and what it decides.

    ``loops``: it is matched once for each row so far, with its values (LATERAL). ``filters`` are
    those that hold for the rows so far.
    """

    element: Element
    loops: bool
    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A query: what stands before its group, the group, and what stands after it.

    ``prologue`` are its PREFIX and BASE; a SELECT is all in ``select``.
    """

    prologue: Tokens
    head: Tokens
    where: Group
    tail: Expression
    select: Select | None = None


Element = (
    TriplePattern | Filter | Bind | Values | Optional | Minus | Union | InGraph | Select | Group
)


def variable_of(term: Term) -> str | None:
    """Return the name of the variable that a term is; None for a constant."""
    return term[0].text[1:] if term[0].kind is Kind.VAR else None


def within(part: Element | Expression) -> Iterator[Element | Exists]:
    """Yield an element and all that it holds, groups of EXISTS and inner queries included."""
    match part:
        case Expression():
            for each in part.parts:
                if isinstance(each, Exists):
                    yield each
                    yield from within(each.group)
            return
        case Filter():
            inner: tuple[Element | Expression, ...] = (part.condition,)
        case Bind():
            inner = (part.expression,)
        case Optional() | Minus() | InGraph():
            inner = (part.group,)
        case Union():
            inner = part.branches
        case Group():
            inner = part.elements
        case Select():
            items = (*(part.items or ()), *part.keys)
            inner = (part.where, part.tail, *(i.expression for i in items if i.expression))
        case _:
            inner = ()
    yield part
    for each_part in inner:
        yield from within(each_part)
