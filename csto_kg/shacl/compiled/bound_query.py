"""The query of a constraint, asked for many focus nodes at once with all that is bound before it.

To read a query and to plan it takes longer than to ask it of a small graph. So the texts that were
made of it (:mod:`csto_kg.shacl.compiled.planned_query`) are kept from one run to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from csto_kg.cache import keep, recall
from csto_kg.sparql.guard import is_writable
from csto_kg.sparql.tokens import UnreadableError
from csto_kg.store.interface import detail

if TYPE_CHECKING:
    from csto_kg.shacl.compiled.planned_query import ReadQuery
    from csto_kg.shacl.result import Term
    from csto_kg.sparql.statistics import Statistics

Row = tuple["Term", ...]

_KIND = "bound"
_MOST = 20_000  # rows that are written into one query
_MOST_TEXTS = 20
_FEW = 8  # rows that are asked for one by one


class BoundQuery:
    """A query, SELECT or ASK, for which variables are bound before it runs.

    ``given``: those with a value in each row, ``$this`` first; ``constants``: those with one value
    for all, in the forms of the store, that it names.
    """

    def __init__(
        self,
        text: str,
        given: Sequence[str],
        constants: Mapping[str, Term],
        path: str | None = None,
    ) -> None:
        """Read the query, unless what was made of it is kept.

        ``given``: ``$this``, and perhaps ``$value``, to which a ``path`` leads, or else it is the
        same. Raises UnreadableError for what cannot be asked so, and InputError or UsageError for a
        query that does more than ask.
        """
        self.given = tuple(given)
        self._text, self._path = text, path
        self._may_use = {name: term for name, term in constants.items() if name in text}
        named = [f"{name} {term}" for name, term in self._may_use.items()]
        self._made_from = (text, str(path), " ".join(given), *named)
        self._mark = "<urn:csto-kg:rows>"
        while any(self._mark in part for part in self._made_from):
            self._mark = f"{self._mark[:-1]}_>"
        known = _known(recall(_KIND, *self._made_from))
        used, self._properties, self._texts = known or (
            [*self.read.constants],
            [*self.read.properties],
            {},
        )
        self.constants = {n: term for n, term in self._may_use.items() if n in used}
        self._kept = known and [*self._texts]

    @cached_property
    def read(self) -> ReadQuery:
        """The query, read. Raises as the constructor does."""
        from csto_kg.shacl.compiled.planned_query import read_query

        return read_query(self._text, self.given, self._may_use, self._mark, self._path)

    def keep(self) -> None:
        """Keep what was made of it, if that is other than was kept before.

        A blank node is another one in each run.
        """
        blank = any(isinstance(term, ox.BlankNode) for term in self._may_use.values())
        if self._kept != [*self._texts] and not blank:
            self._kept = [*self._texts]
            value = [[*self.constants], self._properties, self._texts]
            keep(_KIND, value, *self._made_from)

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
            text = self._text_for(plain[start : start + _MOST], statistics)
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
            for solution in _asked(store, self.read.single_text(found, unwritten), unwritten):
                yield row, solution

    def _answered(self, store: ox.Store, text: str) -> Iterator[tuple[Row, ox.QuerySolution]]:
        for solution in _asked(store, text, {}):
            yield tuple(solution[name] for name in self.given), solution

    def _text_for(self, rows: Sequence[Row], statistics: Statistics) -> str:
        literals = any(isinstance(term, ox.Literal) for row in rows for term in row)
        key = self._key("literals" if literals else "nodes", len(rows), statistics)
        text = self._texts.get(key) or self._made(
            key, self.read.text(len(rows), statistics, literals=literals)
        )
        return text.replace(self._mark, " ".join(f"({' '.join(map(str, row))})" for row in rows))

    def _pool_text(self, count: int, statistics: Statistics) -> str:
        key = self._key("pool", count, statistics)
        return self._texts.get(key) or self._made(key, self.read.pool_text(statistics))

    def _key(self, kind: str, count: int, statistics: Statistics) -> str:
        """Return for what a plan is good: about as many rows, and triples of what it reads.

        Its rows are the same in any case.
        """
        sizes = (count.bit_length() // 3, *statistics.sizes(self._properties))
        return f"{kind} {' '.join(map(str, sizes))}"

    def _made(self, key: str, text: str) -> str:
        if len(self._texts) >= _MOST_TEXTS:
            del self._texts[next(iter(self._texts))]
        self._texts[key] = text
        return text


def _known(value: Any) -> tuple[list[str], list[str], dict[Any, Any]] | None:
    """Return what was kept of a query; None for anything else."""
    match value:
        case [[*used], [*properties], {**texts}]:
            if all(isinstance(each, str) for each in (*used, *properties, *texts.values())):
                return used, properties, texts
    return None


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
