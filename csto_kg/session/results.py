"""Answers for Python: rows that are read as they come, with values of Python's own types.

:class:`Rows` for SELECT, :class:`Triples` for CONSTRUCT and DESCRIBE, a ``bool`` for ASK. Both
read the engine's answer lazily and once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure
from csto_kg.store.interface import engine_errors
from csto_kg.terms import XSD
from csto_kg.text import parse_day

if TYPE_CHECKING:
    import pandas

    from csto_kg.store.interface import Answer, Term

PythonValue: TypeAlias = str | int | Decimal | float | bool | date | None

_INTEGERS = frozenset(
    XSD + name
    for name in (
        "integer nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger "
        "long int short byte unsignedLong unsignedInt unsignedShort unsignedByte"
    ).split()
)
_FLOATS = (XSD + "double", XSD + "float")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class Row(Mapping[str, PythonValue]):
    """One row of an answer: column names to values, in the order of the columns.

    An IRI is its string, a number an ``int``, ``Decimal`` or ``float``, an ``xsd:date`` a ``date``,
    an ``xsd:dateTime`` a ``datetime``; a literal of another type, or one that Python's type cannot
    hold, is its lexical form. A column without value is ``None``. :meth:`term` gives the RDF term.
    """

    def __init__(self, columns: tuple[str, ...], solution: ox.QuerySolution) -> None:
        self._columns = columns
        self._solution = solution

    def __getitem__(self, column: str) -> PythonValue:
        return python_value(self.term(column))

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return f"Row({dict(self)})"

    def term(self, column: str) -> Term | None:
        """Return the RDF term of a column, None without value. Raises KeyError for no column."""
        if column not in self._columns:
            raise KeyError(column)
        term: Term | None = self._solution[column]
        return term


class Rows(Iterator[Row]):
    """The answer of a SELECT query: an iterator of rows, which are read as they are asked for.

    Those that are not ``wanted`` are left out.
    """

    def __init__(
        self, solutions: ox.QuerySolutions, wanted: Callable[[Row], bool] = lambda _: True
    ) -> None:
        self.columns: tuple[str, ...] = tuple(v.value for v in solutions.variables)
        self._solutions = solutions
        self._wanted = wanted

    def __next__(self) -> Row:
        with engine_errors():
            while not self._wanted(row := Row(self.columns, next(self._solutions))):
                pass
        return row

    def terms(self) -> Iterator[list[Term | None]]:
        """Iterate over the remaining rows as RDF terms, None without value."""
        return ([row.term(column) for column in self.columns] for row in self)

    def to_dataframe(self) -> pandas.DataFrame:
        """Return the remaining rows as a pandas DataFrame with the answer's columns.

        An empty cell is what pandas takes for missing. Raises EnvironmentFailure where pandas is
        not installed.
        """
        try:
            import pandas as pd  # only who asks for a DataFrame pays for it
        except ImportError as error:
            raise EnvironmentFailure(
                "pandas is not installed", hint="install it with: pip install pandas"
            ) from error
        return pd.DataFrame([dict(row) for row in self], columns=list(self.columns))


class Triples(Iterator[ox.Triple]):
    """The answer of a CONSTRUCT or DESCRIBE query: an iterator of triples."""

    def __init__(self, triples: Iterator[ox.Triple]) -> None:
        self._triples = triples

    def __next__(self) -> ox.Triple:
        with engine_errors():
            return next(self._triples)


def result(answer: Answer) -> Rows | Triples | bool:
    """Return the engine's answer as a user of the library gets it."""
    if isinstance(answer, ox.QuerySolutions):
        return Rows(answer)
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    return Triples(iter(answer))


def python_value(term: Term | None) -> PythonValue:
    """Return the value of a term in Python's own types, as :class:`Row` describes."""
    if not isinstance(term, ox.Literal):
        return None if term is None else getattr(term, "value", str(term))
    kind, form = term.datatype.value, term.value
    with suppress(ValueError, InvalidOperation, KeyError):  # ill-typed, or beyond Python's range
        if kind in _INTEGERS:
            return int(form)
        if kind == XSD + "decimal":
            return Decimal(form)
        if kind in _FLOATS:
            return float(form)
        if kind == XSD + "boolean":
            return _BOOLEANS[form]
        if kind == XSD + "date":
            return parse_day(form) or form
        if kind == XSD + "dateTime":
            return datetime.fromisoformat(form)
    return form
