"""What every store offers, whether embedded or behind an endpoint.

Terms and answers are pyoxigraph's: they are light, typed, and serialise themselves in every
SPARQL result format; an endpoint's JSON answer parses into the same classes.

pyoxigraph raises OSError or RuntimeError when the database fails, before the first row or in the
middle of an answer, and SyntaxError for a server's answer that breaks off in its middle;
:func:`engine_errors` goes around all of them and makes ours of them.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import pyoxigraph as ox

from csto_kg.closing import Closing
from csto_kg.errors import EnvironmentFailure, InputError, Location, UsageError

NOT_CERTAIN = "the store was changed, but a power cut could still undo that"
_UNKNOWN_FUNCTION = re.compile(r"custom function (<.*>) is not supported")


@contextmanager
def engine_errors(what: str = "the query could not be answered") -> Iterator[None]:
    """Raise EnvironmentFailure instead of the engine's own exceptions.

    A failing write to our own output comes through untouched: it is no fault of the store.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except SyntaxError as error:  # of results that a server sends, found while they are read
        raise EnvironmentFailure(
            f"the answer is cut short or damaged: {detail(error)}", hint="ask again"
        ) from error
    except (OSError, RuntimeError) as error:
        unknown = _UNKNOWN_FUNCTION.search(str(error))
        if unknown:  # the engine finds out only while it answers
            raise InputError(
                f"there is no function {unknown[1]}", hint="use those of SPARQL 1.1"
            ) from error
        raise EnvironmentFailure(
            f"{what}: {detail(error)}",
            hint="if the store is on disk, make it anew in an empty directory",
        ) from error


def detail(error: BaseException) -> str:
    """Return the engine's own words as part of a sentence: one line, no full stop."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class TriplesAnswer:
    """The triples of an answer that came from elsewhere, to iterate over once.

    pyoxigraph's own QueryTriples cannot be made from triples.
    """

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._triples = iter(triples)

    def __iter__(self) -> Iterator[ox.Triple]:
        return self._triples


Answer: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples | TriplesAnswer


class Store(Closing):
    """A dataset of named graphs that answers SPARQL queries, read-only.

    Queries see the union of the dataset's named graphs as default graph. Internal graphs (see
    :func:`csto_kg.terms.is_internal`) are in it only when named in ``also``. Every method raises
    EnvironmentFailure when the store itself fails.
    """

    @abstractmethod
    def query(self, text: str, source: str = "<query>", *, also: Collection[str] = ()) -> Answer:
        """Run a query of any form; the answer of SELECT and CONSTRUCT is read lazily.

        ``source`` names the text in errors: a file, ``<query>``, ``<stdin>``. Raises UsageError
        for an update or SERVICE, InputError for a syntax error, with line and column.
        """

    def select(
        self, text: str, source: str = "<query>", *, also: Collection[str] = ()
    ) -> ox.QuerySolutions:
        """Run a SELECT query. Raises UsageError for a query of another form."""
        answer = self.query(text, source, also=also)
        if not isinstance(answer, ox.QuerySolutions):
            raise _wrong_form("SELECT", source)
        return answer

    def ask(self, text: str, source: str = "<query>", *, also: Collection[str] = ()) -> bool:
        """Run an ASK query. Raises UsageError for a query of another form."""
        answer = self.query(text, source, also=also)
        if not isinstance(answer, ox.QueryBoolean):
            raise _wrong_form("ASK", source)
        return bool(answer)

    def construct(
        self, text: str, source: str = "<query>", *, also: Collection[str] = ()
    ) -> Iterator[ox.Triple]:
        """Run a CONSTRUCT or DESCRIBE query. Raises UsageError for a query of another form."""
        answer = self.query(text, source, also=also)
        if not isinstance(answer, ox.QueryTriples | TriplesAnswer):
            raise _wrong_form("CONSTRUCT or DESCRIBE", source)
        return iter(answer)

    @abstractmethod
    def graph_names(self, *, internal: bool = False) -> list[str]:
        """Return the IRIs of the dataset's named graphs, sorted; with ``internal``, of all."""

    @abstractmethod
    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Iterate over the quads of one graph, or of all dataset graphs, in no set order."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and locks; the store cannot be used afterwards. Safe to repeat."""


def _wrong_form(form: str, source: str) -> UsageError:
    """Return the error for a query that is not of the form that the call is for."""
    return UsageError(
        f"this is no {form} query", hint="use the call for its form", location=Location(source)
    )
