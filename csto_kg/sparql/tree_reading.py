"""Reads the tree of a query off its tokens.

What it does not read it refuses, by name (UnreadableError); the caller then keeps the text.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from csto_kg.sparql.scopes import visible
from csto_kg.sparql.tokens import Kind, Token, UnreadableError
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
    Query,
    Select,
    Tokens,
    Union,
    Values,
)
from csto_kg.sparql.triples_reading import TriplesReader

_SPACE = Token(Kind.SPACE, " ", 0, 0, 0)
_MODIFIERS = frozenset(("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"))
# Each row has its own of these, and a plan may compute them for fewer rows or for more.
_NEW_EACH_TIME = frozenset(("BNODE", "RAND", "STRUUID", "UUID"))


def read_tree(tokens: Sequence[Token]) -> Query:
    """Return the tree of a query, given all its tokens.

    Raises UnreadableError, which names what it cannot read.
    """
    return _QueryReader(tokens).query()


class _QueryReader(TriplesReader):
    """Goes over the significant tokens of a query once."""

    def query(self) -> Query:
        start = self._at
        while self._keyword() in ("PREFIX", "BASE"):
            self._at += 3 if self._keyword() == "PREFIX" else 2
        prologue = self._between(start, self._at)
        if self._keyword() == "SELECT":
            select = self._select()
            query = Query(prologue, (), select.where, Expression(()), select)
        else:
            query = self._other_form(prologue)
        if self._at < len(self._real):
            raise UnreadableError(f"{self._text()} after the query")
        return query

    def _other_form(self, prologue: Tokens) -> Query:
        start = self._at
        form = self._keyword()
        if form not in ("ASK", "CONSTRUCT"):
            raise UnreadableError(form or self._text())
        self._at += 1
        if form == "CONSTRUCT":
            if self._text() != "{":
                raise UnreadableError("CONSTRUCT without a template")
            self._skip_brackets()
        while self._text() != "{" and self._text():
            self._at += 1
        head = self._between(start, self._at)
        where = self._group()
        tail, clauses = self._tail(frozenset())
        if clauses:
            raise UnreadableError(f"{min(clauses)} after {form}")
        return Query(prologue, head, where, tail)

    def _select(self) -> Select:
        start = self._at
        self._at += 1
        if self._keyword() in ("DISTINCT", "REDUCED"):
            self._at += 1
        head = self._between(start, self._at)
        items: list[Item] = []
        star = self._skip("*")
        while (
            not star
            and self._text() not in ("{", "")
            and self._keyword()
            not in (
                "WHERE",
                "FROM",
            )
        ):
            items.append(self._item())
        start = self._at
        while self._keyword() != "WHERE" and self._text() not in ("{", ""):
            self._at += 1
        dataset = self._between(start, self._at)
        if self._keyword() == "WHERE":
            self._at += 1
        where = self._group()
        keys: list[Item] = []
        if self._keyword() == "GROUP":
            self._at += 2
            while self._text() not in ("}", "") and self._keyword() not in _MODIFIERS:
                keys.append(self._item())
        tail, clauses = self._tail(frozenset(("GROUP",)) if keys else frozenset())
        if star and any(map(self.is_hidden, visible(where))):
            # * is what stands in the group, which the variables made here do not.
            items = [Item(name) for name in sorted(visible(where)) if not self.is_hidden(name)]
            star = False
            if not items:
                raise UnreadableError("* of no variable")
        return Select(head, None if star else tuple(items), dataset, where, tuple(keys), tail,
                      clauses)  # fmt: skip

    def _tail(self, clauses: frozenset[str]) -> tuple[Expression, frozenset[str]]:
        found = set(clauses)
        start = self._at
        depth = 0
        for token in self._real[start:]:
            if token.text == "}" and depth == 0:
                break
            depth += (token.text in ("(", "{")) - (token.text in (")", "}"))
            if depth == 0 and token.keyword in _MODIFIERS:
                found.add(token.keyword)
            self._at += 1
        end, self._at = self._at, start
        return Expression(tuple(self._parts(end))), frozenset(found)

    def _item(self) -> Item:
        """Read a variable, ``(expression AS ?variable)``, ``(expression)`` or a call."""
        if self._kind() is Kind.VAR:
            return Item(self._variable())
        start = self._at
        while self._text() not in ("(", ""):
            self._at += 1
        called = self._at > start
        self._skip_brackets()
        end, self._at = self._at, start
        if called:
            return Item(None, Expression(tuple(self._parts(end))))
        self._at += 1
        last = self._real[end - 2]
        if self._real[end - 3].keyword == "AS" and last.kind is Kind.VAR:
            found = Item(last.text[1:], Expression(tuple(self._parts(end - 3))))
        else:
            found = Item(None, Expression(tuple(self._parts(end - 1))))
        self._at = end
        return found

    def _group(self) -> Group:
        """Read a group in braces."""
        self._expect("{")
        if self._keyword() == "SELECT":
            group = Group((self._select(),))
        else:
            elements: list[Element] = []
            while self._text() not in ("}", ""):
                self._element(elements)
            group = Group(tuple(elements))
        self._expect("}")
        return group

    def _element(self, found: list[Element]) -> None:
        keyword = self._keyword()
        if self._text() == "{":
            found.append(self._groups())
        elif self._skip("."):
            pass
        elif keyword in ("", "A", "TRUE", "FALSE"):
            self._same_subject(found)
        else:
            self._at += 1
            if keyword == "OPTIONAL":
                found.append(Optional(self._group()))
            elif keyword == "MINUS":
                found.append(Minus(self._group()))
            elif keyword == "GRAPH":
                found.append(InGraph(self._name(), self._group()))
            elif keyword == "FILTER":
                found.extend(map(Filter, _conditions(self._constraint())))
            elif keyword == "BIND":
                found.append(self._bind())
            elif keyword == "VALUES":
                found.append(self._values())
            else:
                raise UnreadableError(keyword)

    def _groups(self) -> Element:
        branches = [self._group()]
        while self._keyword() == "UNION":
            self._at += 1
            branches.append(self._group())
        if len(branches) > 1:
            return Union(tuple(branches))
        only = branches[0].elements
        return only[0] if len(only) == 1 and isinstance(only[0], Select) else branches[0]

    def _name(self) -> Tokens:
        self._at += 1
        return (self._real[self._at - 1],)

    def _constraint(self) -> Expression:
        """Read what FILTER asks: in parentheses, EXISTS, or a call."""
        start = self._at
        if self._keyword() == "NOT":
            self._at += 1
        if self._keyword() == "EXISTS":
            self._at += 1
            return Expression((Exists(self._at - start == 2, self._group()),))
        while self._text() not in ("(", ""):
            self._at += 1
        called = self._at > start
        self._skip_brackets()
        end, self._at = self._at, start
        if called:
            return Expression(tuple(self._parts(end)))
        self._at += 1
        found = Expression(tuple(self._parts(end - 1)))
        self._at = end
        return found

    def _bind(self) -> Bind:
        item = self._item()
        if item.variable is None or item.expression is None:
            raise UnreadableError("BIND without AS")
        return Bind(item.expression, item.variable)

    def _values(self) -> Values:
        start = self._at - 1
        if self._kind() is Kind.VAR:
            variables = [self._variable()]
        else:
            self._expect("(")
            variables = []
            while not self._skip(")"):
                variables.append(self._variable())
        first = self._at
        self._skip_brackets()
        rows = self._real[first + 1 : self._at - 1]
        single = self._real[start + 1].kind is Kind.VAR
        # Of a single variable each token is a row, but for the parts of a literal: enough to plan.
        count = sum(1 for token in rows if single or token.text == "(")
        complete = all(token.keyword != "UNDEF" for token in rows)
        return Values(tuple(variables), self._between(start, self._at), count, complete)

    def _parts(self, end: int) -> list[Token | Exists]:
        """Read tokens up to an index, with the groups of EXISTS among them."""
        parts: list[Token | Exists] = []
        while self._at < end:
            if parts and self._spaced[self._at]:
                parts.append(_SPACE)
            if self._keyword() == "EXISTS":
                self._at += 1
                negated = len(parts) > 1 and _is_not(parts[-2])
                if negated:
                    del parts[-2:]
                parts.append(Exists(negated, self._group()))
            else:
                if self._text() == "*" and self._real[self._at - 1].keyword == "DISTINCT":
                    raise UnreadableError("DISTINCT *")  # would see the variables made here
                if self._keyword() in _NEW_EACH_TIME:
                    raise UnreadableError(self._keyword())
                parts.append(self._real[self._at])
                self._at += 1
        return parts


def _is_not(part: Token | Exists) -> bool:
    return isinstance(part, Token) and part.keyword == "NOT"


def _conditions(whole: Expression) -> list[Expression]:
    """Return what ``&&`` joins, one by one.

    A row passes if each is true, and else not: where one is an error, so is the whole or it is
    false, and a filter drops both.
    """
    parts = _bare(list(whole.parts))
    found: list[list[Token | Exists]] = [[]]
    depth = 0
    for part in parts:
        text = part.text if isinstance(part, Token) else ""
        depth += (text == "(") - (text == ")")
        if depth == 0 and text == "||":
            return [Expression(tuple(parts))]
        if depth == 0 and text == "&&":
            found.append([])
        else:
            found[-1].append(part)
    if len(found) == 1:
        return [Expression(tuple(parts))]
    return [each for one in found for each in _conditions(Expression(tuple(one)))]


def _bare(parts: list[Token | Exists]) -> list[Token | Exists]:
    """Return the parts without parentheses around all of them."""
    parts = _trimmed(parts)
    while parts and isinstance(parts[0], Token) and parts[0].text == "(":
        depth = 0
        closing = 0
        for closing, part in enumerate(parts):  # noqa: B007  (used below)
            text = part.text if isinstance(part, Token) else ""
            depth += (text == "(") - (text == ")")
            if depth == 0:
                break
        if closing + 1 < len(parts):
            break
        parts = _trimmed(parts[1:-1])
    return parts


def _trimmed(parts: list[Token | Exists]) -> list[Token | Exists]:
    space = [isinstance(part, Token) and part.kind is Kind.SPACE for part in parts]
    start = len(list(itertools.takewhile(bool, space)))
    end = len(parts) - len(list(itertools.takewhile(bool, reversed(space))))
    return parts[start:end]
