"""Renames a variable in a part of a query.

Within an inner query that does not project it, a variable of that name is another one and stays.
"""

from __future__ import annotations

import dataclasses
from typing import TypeVar

from csto_kg.sparql.scopes import visible
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
    Minus,
    Optional,
    PropertyPath,
    Select,
    Tokens,
    TriplePattern,
    Union,
    Values,
)

_AnyElement = TypeVar("_AnyElement", bound=Element)


def renamed(element: _AnyElement, old: str, new: str) -> _AnyElement:
    """Return an element with the variable ``old`` called ``new``; it is not planned yet."""
    return _Renaming(old, new).element(element)  # type: ignore[return-value]


def renamed_tokens(tokens: Tokens, old: str, new: str) -> Tokens:
    """Return tokens with the variable ``old`` called ``new``."""
    return _Renaming(old, new).tokens(tokens)


class _Renaming:
    def __init__(self, old: str, new: str) -> None:
        self._old = old
        self._new = new

    def tokens(self, tokens: Tokens) -> Tokens:
        return tuple(map(self._token, tokens))

    def _token(self, token: Token) -> Token:
        found = token.kind is Kind.VAR and token.text[1:] == self._old
        return token._replace(text=f"?{self._new}") if found else token

    def _name(self, name: str) -> str:
        return self._new if name == self._old else name

    def element(self, element: Element) -> Element:
        match element:
            case TriplePattern():
                path = element.path
                named = PropertyPath(path.form, self.tokens(path.tokens), path.parts)
                return TriplePattern(
                    self.tokens(element.subject), named, self.tokens(element.value)
                )
            case Filter():
                return Filter(self._expression(element.condition))
            case Bind():
                return Bind(self._expression(element.expression), self._name(element.variable))
            case Values():
                names = tuple(map(self._name, element.variables))
                return dataclasses.replace(
                    element, variables=names, tokens=self.tokens(element.tokens)
                )
            case Optional():
                return Optional(self._group(element.group))
            case Minus():
                return Minus(self._group(element.group))
            case InGraph():
                return InGraph(self.tokens(element.name), self._group(element.group))
            case Union():
                return Union(tuple(map(self._group, element.branches)))
            case Select():
                return self._select(element)
            case Group():
                return self._group(element)

    def _group(self, group: Group) -> Group:
        return Group(tuple(map(self.element, group.elements)))

    def _select(self, select: Select) -> Select:
        if self._old not in visible(select):
            return select
        return dataclasses.replace(
            select,
            items=select.items and tuple(map(self._item, select.items)),
            where=self._group(select.where),
            keys=tuple(map(self._item, select.keys)),
            tail=self._expression(select.tail),
        )

    def _item(self, item: Item) -> Item:
        return Item(
            item.variable and self._name(item.variable),
            item.expression and self._expression(item.expression),
        )

    def _expression(self, expression: Expression) -> Expression:
        return Expression(
            tuple(
                Exists(part.negated, self._group(part.group))
                if isinstance(part, Exists)
                else self._token(part)
                for part in expression.parts
            )
        )
