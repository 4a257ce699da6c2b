"""The query of a constraint, asked for many focus nodes at once with all that is bound before it.

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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.shacl.compiled.projection import InnerSelect, inner_select
from csto_kg.sparql.guard import check_query, declared_prefixes, engine_text
from csto_kg.sparql.planner import Planner, kept
from csto_kg.sparql.prebinding import (
    is_writable,
    joins_alike,
    known_in_branches,
    unified,
    unified_branches,
)
from csto_kg.sparql.scopes import mentioned
from csto_kg.sparql.tokens import Kind, Token, significant, tokenize, variables
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
from csto_kg.sparql.triples_reading import UnreadableError
from csto_kg.store.interface import detail

if TYPE_CHECKING:
    from csto_kg.shacl.result import Term
    from csto_kg.sparql.costs import Statistics

Row = tuple["Term", ...]

_THIS = "this"
_SPACE, _OPEN, _CLOSE = (
    Token(kind, text, 0, 0, 0)
    for kind, text in ((Kind.SPACE, " "), (Kind.PUNCT, "{"), (Kind.PUNCT, "}"))
)
_MOST = 20_000  # rows that are written into one query
_FEW = 8  # rows that are asked for one by one


@dataclass(frozen=True, eq=False)
class BoundQuery:
    """A query that is ready to be asked.

    ``given``: the variables with a value in each row, ``$this`` first; ``constants``: those with
    one value for all. ``mark`` stands in texts where the rows go. ``pool`` finds, in SPARQL, all
    rows with a blank node that there can be.
    """

    inner: InnerSelect
    given: tuple[str, ...]
    constants: Mapping[str, Term]
    mark: str
    pool: str
    prefixes: Mapping[str, str]
    _plans: dict[tuple[object, ...], str] = field(default_factory=dict, repr=False)
    _trees: dict[bool, Query | None] = field(default_factory=dict, repr=False)

    def tree(self, *, literals: bool) -> Query | None:
        """Return what can be planned; None for a query that is matched row by row.

        ``literals``: whether there are any among the rows; what is equal to one may be another.
        """
        if literals not in self._trees:
            self._trees[literals] = self._readable_tree(literals=literals)
        return self._trees[literals]

    def _readable_tree(self, *, literals: bool) -> Query | None:
        try:
            query = read_tree([*self.inner.prologue, *self.inner.select])
        except UnreadableError:
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

    def answers(
        self, store: ox.Store, rows: Sequence[Row], statistics: Statistics
    ) -> Iterator[tuple[Row, ox.QuerySolution]]:
        """Yield the solutions, each with the row of ``rows`` that it is for.

        ``rows``: each once, in the forms of the store. Of an ASK, a solution is for a row for which
        the answer is no.
        """
        fixed = all(map(_is_written, self.constants.values()))
        plain = [row for row in rows if fixed and all(map(_is_written, row))]
        for start in range(0, len(plain), _MOST):
            text = self._text(plain[start : start + _MOST], statistics)
            yield from self._answered(store, text)
        if len(plain) == len(rows):
            return
        written = set(plain)
        nameless = [row for row in rows if row not in written]
        if fixed and len(nameless) > _FEW:
            blank = {row for row in nameless if all(map(_is_written_or_blank, row))}
            text = self._pool_text(len(blank), statistics)
            yield from (each for each in self._answered(store, text) if each[0] in blank)
            nameless = [row for row in nameless if row not in blank]
        for row in nameless:
            found = {**self.constants, **dict(zip(self.given, row, strict=True))}
            unwritten = {name: term for name, term in found.items() if not _is_written(term)}
            _refuse_unknown(store, unwritten)
            for solution in _asked(store, self._single_text(found, unwritten), unwritten):
                yield row, solution

    def _answered(self, store: ox.Store, text: str) -> Iterator[tuple[Row, ox.QuerySolution]]:
        for solution in _asked(store, text, {}):
            yield tuple(solution[name] for name in self.given), solution

    def _text(self, rows: Sequence[Row], statistics: Statistics) -> str:
        literals = any(isinstance(term, ox.Literal) for row in rows for term in row)
        tree = self.tree(literals=literals)
        # A plan is good for a graph of about the same size; its rows are the same in any case.
        key = (literals, len(rows).bit_length() // 3, statistics.triples.bit_length() // 2)
        if key not in self._plans:
            if tree is None:
                lead = _values_text(self.given, self.mark) + self._constants_text()
                self._plans[key] = self._apart(lead)
            else:
                first = [_values(self.given, self.mark, len(rows))]
                self._plans[key] = self._planned(tree, first, statistics)
        written = " ".join(f"({' '.join(map(str, row))})" for row in rows)
        return self._plans[key].replace(self.mark, written)

    def _pool_text(self, count: int, statistics: Statistics) -> str:
        tree = self.tree(literals=True)
        if tree is None:
            return self._apart(self.pool + self._constants_text())
        key = ("pool", count.bit_length() // 3, statistics.triples.bit_length() // 2)
        if key not in self._plans:
            pool = read_tree(tokenize(f"SELECT * {{ {self.pool} }}")).where
            self._plans[key] = self._planned(tree, pool.elements, statistics)
        return self._plans[key]

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

    def _single_text(self, row: Mapping[str, Term], unwritten: Mapping[str, Term]) -> str:
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


def read_bound(
    text: str, given: Sequence[str], constants: Mapping[str, Term], path: str | None = None
) -> BoundQuery:
    """Return a query, SELECT or ASK, for which variables are bound before it runs.

    ``given``: those with a value in each row: ``$this``, and perhaps ``$value``, to which a
    ``path`` leads, or else it is the same; ``constants``: the others, in the forms of the store.
    Raises UnreadableError for what cannot be asked so, and InputError or UsageError for a query
    that does more than ask.
    """
    tokens = check_query(text, prefixes={}).tokens
    used = {name: term for name, term in constants.items() if name in variables(tokens)}
    inner = inner_select(tokens, [*given, *used])
    mark = "<urn:csto-kg:rows>"
    while any(mark in each for each in (text, *map(str, used.values()))):
        mark = f"{mark[:-1]}_>"
    prefixes = declared_prefixes(significant(tokens))
    return BoundQuery(inner, tuple(given), used, mark, _pool(given, path), prefixes)


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


def _asked(
    store: ox.Store, text: str, substitutions: Mapping[str, Term]
) -> Iterable[ox.QuerySolution]:
    terms: dict[ox.Variable, Term | ox.Triple] = {
        ox.Variable(name): term for name, term in substitutions.items()
    }
    try:
        found = store.query(text, substitutions=terms) if terms else store.query(text)
    except SyntaxError as error:  # by itself the query was read
        raise UnreadableError(f"as an inner query, {detail(error)}") from error
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101  (it is a SELECT)
    return found


def _refuse_unknown(store: ox.Store, unwritten: Mapping[str, Term]) -> None:
    """Raise UnreadableError for a term that no pattern can find."""
    for name, term in unwritten.items():
        found = next(store.quads_for_pattern(None, None, term, None), None)
        if found is None and not isinstance(term, ox.Literal):
            found = next(store.quads_for_pattern(term, None, None, None), None)
        if found is None:
            raise UnreadableError(f"${name} is {term}, which no query can name")


def _is_written(term: Term) -> bool:
    """Whether a term can be written in a query."""
    return not isinstance(term, ox.BlankNode) and is_writable(term)


def _is_written_or_blank(term: Term) -> bool:
    return isinstance(term, ox.BlankNode) or _is_written(term)


def _values_text(names: Sequence[str], rows: str) -> str:
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {rows} }}"


def _values(names: tuple[str, ...], rows: str, count: int) -> Values:
    word, row = Token(Kind.WORD, "VALUES", 0, 0, 0), Token(Kind.STRING, rows, 0, 0, 0)
    opening, closing = (Token(Kind.PUNCT, sign, 0, 0, 0) for sign in "()")
    variables = [each for name in names for each in (Token(Kind.VAR, f"?{name}", 0, 0, 0), _SPACE)]
    tokens = (word, _SPACE, opening, *variables, closing, _SPACE, _OPEN, _SPACE, row, _SPACE)
    return Values(names, (*tokens, _CLOSE), count, complete=True)
