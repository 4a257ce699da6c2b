"""Writes a query from its tree.

A planned group is a chain. Each step that loops is written ``LATERAL { … }``, which hands on what
the steps before have bound, and braces close around a filter, so that the next step has only the
rows that it lets through::

    { { ?a :p ?b FILTER (?b > 1) } LATERAL { ?b :q ?c } }

Other engines have no LATERAL (it is SPARQL 1.2's SEP-0006). For these there is a form in SPARQL
1.1: what loops is joined as a group, and in EXISTS, where it only matters whether there is a row,
each step stands in an EXISTS of its own. The filters stand where they do.

VALUES after other steps mostly picks from their rows. Oxigraph would begin with it all the same,
and match those steps once for each of its rows; so they are an inner query with OFFSET 0, which
says nothing but that its rows are to be found by themselves. In an inner group that would hide what
is bound outside from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from csto_kg.sparql.tokens import Kind, Token
from csto_kg.sparql.tree import (
    Bind,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    InGraph,
    Item,
    Link,
    Minus,
    Optional,
    Query,
    Select,
    TriplePattern,
    Union,
    Values,
)

_SPACE = Token(Kind.SPACE, " ", 0, 0, 0)
_WORDS = {
    text: Token(Kind.WORD if text.isalpha() else Kind.PUNCT, text, 0, 0, 0)
    for text in (
        *"{}().",
        *("AS", "BIND", "BY", "EXISTS", "FILTER", "GRAPH", "GROUP", "LATERAL", "MINUS", "NOT"),
        *("OFFSET", "OPTIONAL", "SELECT", "UNION", "WHERE"),
    )
}
_WORDS["*"] = Token(Kind.PUNCT, "*", 0, 0, 0)
_ZERO = Token(Kind.NUMBER, "0", 0, 0, 0)
_BY_ITSELF = [
    part for text in ("{", "SELECT", "*", "WHERE", "{") for part in (_WORDS[text], _SPACE)
]
_AS_IT_IS = [_WORDS["OFFSET"], _SPACE, _ZERO, _SPACE, _WORDS["}"], _SPACE]


def query_tokens(query: Query, *, lateral: bool = True) -> list[Token]:
    """Return the tokens of a query; without ``lateral``, in plain SPARQL 1.1."""
    writing = _Writing(lateral)
    out = [*query.prologue, _SPACE]
    if query.select is not None:
        writing.select(out, query.select, outermost=True)
    else:
        out += [*query.head, _SPACE]
        writing.group(out, query.where, outermost=True)
        writing.expression(out, query.tail)
    return out


class _Writing:
    """Adds the tokens of what it is given to a list."""

    def __init__(self, lateral: bool) -> None:
        self._lateral = lateral

    def group(
        self, out: list[Token], group: Group, *, exists: bool = False, outermost: bool = False
    ) -> None:
        """Write a group in braces; ``exists``: that of an EXISTS; ``outermost``: in no other."""
        out += [_WORDS["{"], _SPACE]
        if group.chain is None:
            for element in group.elements:
                self._element(out, element)
                if isinstance(element, TriplePattern):
                    out += [_WORDS["."], _SPACE]
        else:
            out += self._chain(group.chain, exists=exists, outermost=outermost)
        out += [_WORDS["}"], _SPACE]

    def select(self, out: list[Token], select: Select, *, outermost: bool = False) -> None:
        """Write a SELECT without braces."""
        out += [*select.head, _SPACE]
        if select.items is None:
            out += [_WORDS["*"], _SPACE]
        for item in select.items or ():
            self._item(out, item)
        out += [*select.dataset, _SPACE, _WORDS["WHERE"], _SPACE]
        self.group(out, select.where, outermost=outermost)
        if select.keys:
            out += [_WORDS["GROUP"], _SPACE, _WORDS["BY"], _SPACE]
            for item in select.keys:
                self._item(out, item)
        self.expression(out, select.tail)
        out.append(_SPACE)

    def expression(self, out: list[Token], expression: Expression) -> None:
        """Write the parts of an expression."""
        for part in expression.parts:
            if isinstance(part, Token):
                out.append(part)
            else:
                self._exists(out, part)

    def _exists(self, out: list[Token], part: Exists) -> None:
        if part.negated:
            out += [_WORDS["NOT"], _SPACE]
        out += [_WORDS["EXISTS"], _SPACE]
        self.group(out, part.group, exists=True)

    def _item(self, out: list[Token], item: Item) -> None:
        if item.expression is None:
            out += [_variable(item.variable or ""), _SPACE]
            return
        out += [_WORDS["("]]
        self.expression(out, item.expression)
        if item.variable is not None:
            out += [_SPACE, _WORDS["AS"], _SPACE, _variable(item.variable)]
        out += [_WORDS[")"], _SPACE]

    def _chain(
        self, chain: Sequence[Link], *, exists: bool, outermost: bool = False
    ) -> list[Token]:
        out: list[Token] = []
        filtered = False
        for index, link in enumerate(chain):
            if out and outermost and isinstance(link.element, Values):
                out = [*_BY_ITSELF, *out, _WORDS["}"], _SPACE, *_AS_IT_IS]
            elif filtered:
                out = [_WORDS["{"], _SPACE, *out, _WORDS["}"], _SPACE]
            if not out:
                self._element(out, link.element)
            elif link.loops and self._lateral:
                out += [_WORDS["LATERAL"], _SPACE, _WORDS["{"], _SPACE]
                self._element(out, link.element)
                out += [_WORDS["}"], _SPACE]
            elif exists and not self._lateral and not _goes_on(link.element):
                out += [_WORDS["FILTER"], _SPACE, _WORDS["EXISTS"], _SPACE, _WORDS["{"], _SPACE]
                out += self._chain(chain[index:], exists=True)
                return [*out, _WORDS["}"], _SPACE]
            else:
                if isinstance(link.element, TriplePattern):
                    out += [_WORDS["."], _SPACE]
                self._element(out, link.element)
            for each in link.filters:
                self._element(out, each)
            filtered = bool(link.filters)
        return out

    def _element(self, out: list[Token], element: Element) -> None:
        match element:
            case TriplePattern():
                for tokens in (element.subject, element.path.tokens, element.value):
                    out += [*tokens, _SPACE]
            case Filter():
                self._filter(out, element.condition)
            case Bind():
                out += [_WORDS["BIND"], _SPACE]
                self._item(out, Item(element.variable, element.expression))
            case Values():
                out += [*element.tokens, _SPACE]
            case Group():
                self.group(out, element)
            case Select():
                out += [_WORDS["{"], _SPACE]
                self.select(out, element)
                out += [_WORDS["}"], _SPACE]
            case Union():
                self._with_between(out, element.branches)
            case Optional():
                out += [_WORDS["OPTIONAL"], _SPACE]
                self.group(out, element.group)
            case Minus():
                out += [_WORDS["MINUS"], _SPACE]
                self.group(out, element.group)
            case InGraph():
                out += [_WORDS["GRAPH"], _SPACE, *element.name, _SPACE]
                self.group(out, element.group)

    def _with_between(self, out: list[Token], branches: Iterable[Group]) -> None:
        for index, branch in enumerate(branches):
            if index:
                out += [_WORDS["UNION"], _SPACE]
            self.group(out, branch)

    def _filter(self, out: list[Token], condition: Expression) -> None:
        out += [_WORDS["FILTER"], _SPACE]
        alone = len(condition.parts) == 1 and isinstance(condition.parts[0], Exists)
        if not alone:
            out.append(_WORDS["("])
        self.expression(out, condition)
        if not alone:
            out.append(_WORDS[")"])
        out.append(_SPACE)


def _goes_on(element: Element) -> bool:
    """Whether an element works on the rows before it, which an EXISTS of its own would not have."""
    return isinstance(element, Optional | Minus | Bind)


def _variable(name: str) -> Token:
    return Token(Kind.VAR, f"?{name}", 0, 0, 0)
