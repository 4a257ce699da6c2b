"""The query of a constraint, read, and planned for many focus nodes with all that is bound before.

Pre-binding (SHACL 5.3.1 and appendix A) is as if values were written in the place of variables,
everywhere in the query. There are three ways, each with the same rows:

- the values are joined in front, and the planner orders the joins of all (``joins_alike``);
- the query as it is written is an inner query, matched once for each value, with it (LATERAL; of
  an ASK, NOT EXISTS): this hands on values to wherever they are named;
- the same with a pattern that finds blank nodes, since none can be written in a query: all that
  there are, of which the others are left out, or a single one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from csto_kg.shacl.compiled.projection import InnerSelect, inner_select
from csto_kg.sparql.costs import named_properties
from csto_kg.sparql.guard import check_query, declared_prefixes, engine_text
from csto_kg.sparql.planner import Planner, kept
from csto_kg.sparql.prebinding import joins_alike, known_in_branches, unified, unified_branches
from csto_kg.sparql.scopes import mentioned
from csto_kg.sparql.tokens import Kind, Token, UnreadableError, significant, tokenize, variables
from csto_kg.sparql.tree import (
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    Query,
    Select,
    Values,
)
from csto_kg.sparql.tree_reading import read_tree
from csto_kg.sparql.tree_text import query_tokens

if TYPE_CHECKING:
    from csto_kg.shacl.result import Term
    from csto_kg.sparql.statistics import Statistics

_THIS = "this"
_SPACE, _OPEN, _CLOSE = (
    Token(kind, text, 0, 0, 0)
    for kind, text in ((Kind.SPACE, " "), (Kind.PUNCT, "{"), (Kind.PUNCT, "}"))
)


@dataclass(frozen=True, eq=False)
class ReadQuery:
    """A query of which texts are made: see :class:`csto_kg.shacl.compiled.bound_query.BoundQuery`.

    ``constants``: those that it names. ``mark`` stands in texts where the rows go. ``pool`` finds,
    in SPARQL, all rows with a blank node that there can be.
    """

    inner: InnerSelect
    given: tuple[str, ...]
    constants: Mapping[str, Term]
    mark: str
    pool: str
    prefixes: Mapping[str, str]
    _trees: dict[bool, Query | None] = field(default_factory=dict, repr=False)

    @cached_property
    def _query(self) -> Query | None:
        try:
            return read_tree([*self.inner.prologue, *self.inner.select])
        except UnreadableError:
            return None

    @property
    def properties(self) -> tuple[str, ...]:
        """What decides how a plan is made: the properties that it names, if it can be planned."""
        return named_properties(self._query.where, self.prefixes) if self._query else ()

    def tree(self, *, literals: bool) -> Query | None:
        """Return what can be planned; None for a query that is matched row by row.

        ``literals``: whether there are any among the rows; what is equal to one may be another.
        """
        if literals not in self._trees:
            self._trees[literals] = self._readable_tree(literals=literals)
        return self._trees[literals]

    def _readable_tree(self, *, literals: bool) -> Query | None:
        query = self._query
        if query is None:
            return None
        select = query.select
        assert select is not None  # noqa: S101  (an InnerSelect)
        if self.inner.asks:
            return _asking(query, select)
        where = select.where
        if not literals:
            outside = mentioned(dataclasses.replace(select, where=Group(())))
            where, _ = unified(where, _THIS, outside)
            where = unified_branches(where, _THIS, outside)
        where = known_in_branches(where, _THIS)
        changed = _with_group(query, select, where)
        alike = joins_alike(where, frozenset((*self.given, *self.constants)))
        return changed if alike and kept(changed) is None else None

    def text(self, count: int, statistics: Statistics, *, literals: bool) -> str:
        """Return the text for so many rows."""
        tree = self.tree(literals=literals)
        if tree is None:
            return self._apart(_values_text(self.given, self.mark) + self._constants_text())
        return self._planned(tree, [_values(self.given, self.mark, count)], statistics)

    def pool_text(self, statistics: Statistics) -> str:
        """Return the text for all rows with a blank node."""
        tree = self.tree(literals=True)
        if tree is None:
            return self._apart(self.pool + self._constants_text())
        pool = read_tree(tokenize(f"SELECT * {{ {self.pool} }}")).where
        return self._planned(tree, pool.elements, statistics)

    def _planned(self, tree: Query, first: Sequence[Element], statistics: Statistics) -> str:
        first = [*first]
        if self.constants:
            row = f"({' '.join(map(str, self.constants.values()))})"
            first.append(_values(tuple(self.constants), row, 1))
        where = Group((*first, *tree.where.elements))
        select = tree.select
        assert select is not None  # noqa: S101  (made by read_bound)
        query = _with_group(tree, select, where)
        planned = Planner(statistics, self.prefixes).query(query)
        return engine_text(query_tokens(planned))

    def _constants_text(self) -> str:
        if not self.constants:
            return ""
        row = f"({' '.join(map(str, self.constants.values()))})"
        return _values_text(tuple(self.constants), row)

    def _apart(self, lead: str) -> str:
        """Return the query as an inner one, matched with each row of ``lead``."""
        prologue, inner = engine_text([*self.inner.prologue]), engine_text([*self.inner.select])
        if self.inner.asks:
            names = " ".join(f"?{name}" for name in (*self.given, *self.constants))
            return f"{prologue} SELECT {names} {{ {lead} FILTER NOT EXISTS {{ {inner} }} }}"
        return f"{prologue} SELECT * {{ {lead} LATERAL {{ {inner} }} }}"

    def single_text(self, row: Mapping[str, Term], unwritten: Mapping[str, Term]) -> str:
        """Return the query for one value of each variable; the unwritten ones are substituted.

        The engine substitutes a term in triple patterns only: so one of these hands it on.
        """
        written = {name: term for name, term in row.items() if name not in unwritten}
        lead = ""
        if written:
            lead = _values_text(tuple(written), f"({' '.join(map(str, written.values()))})")
        for name in unwritten:
            ends = (f"{{ ?{name} ?_p ?_o }}", f"{{ ?_s ?_p ?{name} }}")
            places = " UNION ".join((*ends, *(f"{{ GRAPH ?_g {each} }}" for each in ends)))
            lead += f" {{ SELECT DISTINCT ?{name} {{ {places} }} }}"
        return self._apart(lead)


def read_query(
    text: str, given: Sequence[str], constants: Mapping[str, Term], mark: str, path: str | None
) -> ReadQuery:
    """Return a query, SELECT or ASK, read.

    Raises UnreadableError for what cannot be asked so, and InputError or UsageError for a query
    that does more than ask.
    """
    tokens = check_query(text, prefixes={}).tokens
    used = {name: term for name, term in constants.items() if name in variables(tokens)}
    inner = inner_select(tokens, [*given, *used])
    prefixes = declared_prefixes(significant(tokens))
    return ReadQuery(inner, tuple(given), used, mark, _pool(given, path), prefixes)


def _pool(given: Sequence[str], path: str | None) -> str:
    """Return what finds the rows with a blank node; none can be written in a query."""
    if path is not None and "value" in given:
        blank = "ISBLANK(?this) || ISBLANK(?value)"
        return f"{{ SELECT DISTINCT ?this ?value {{ ?this {path} ?value FILTER ({blank}) }} }}"
    places = "{ ?this ?_p ?_o } UNION { ?_s ?_p ?this }"
    pool = f"{{ SELECT DISTINCT ?this {{ {places} FILTER (ISBLANK(?this)) }} }}"
    return f"{pool} BIND (?this AS ?value)" if "value" in given else pool


def _asking(query: Query, select: Select) -> Query | None:
    """Return the query for the rows for which an ASK, made a SELECT, has no solution."""
    group = Group((select,)) if select.clauses else select.where
    where = Group((Filter(Expression((Exists(negated=True, group=group),))),))
    plain = dataclasses.replace(select, keys=(), tail=Expression(()), clauses=frozenset())
    found = _with_group(query, plain, where)
    return found if kept(found) is None else None


def _with_group(query: Query, select: Select, where: Group) -> Query:
    return dataclasses.replace(query, where=where, select=dataclasses.replace(select, where=where))


def _values_text(names: Sequence[str], rows: str) -> str:
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {rows} }}"


def _values(names: tuple[str, ...], rows: str, count: int) -> Values:
    word, row = Token(Kind.WORD, "VALUES", 0, 0, 0), Token(Kind.STRING, rows, 0, 0, 0)
    opening, closing = (Token(Kind.PUNCT, sign, 0, 0, 0) for sign in "()")
    variables = [each for name in names for each in (Token(Kind.VAR, f"?{name}", 0, 0, 0), _SPACE)]
    tokens = (word, _SPACE, opening, *variables, closing, _SPACE, _OPEN, _SPACE, row, _SPACE)
    return Values(names, (*tokens, _CLOSE), count, complete=True)
