"""Answers of a server, read into the embedded engine's own classes.

An answer of up to :data:`WHOLE` bytes is read and checked to its end before its first row is given
out; a longer one is read as it comes, and a fault shows where it stands.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import TypeVar

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure
from csto_kg.store.endpoint.settings import Endpoint, shown
from csto_kg.store.endpoint.transport import AnswerStream, cut_short
from csto_kg.terms import GRAPH

WHOLE = 16 * 1024 * 1024
ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
TRIPLES = "application/n-triples, text/turtle;q=0.5"

_PIECE = 1 << 16
_LIMITED = "X-SPARQL-MaxRows"  # Virtuoso says so when it gives fewer rows than there are

T = TypeVar("T")


def rows(stream: AnswerStream, endpoint: Endpoint) -> ox.QuerySolutions | ox.QueryBoolean:
    """Return the answer to SELECT or ASK (SPARQL 1.1 Query Results JSON or XML Format).

    Raises EnvironmentFailure for an answer of another kind, cut short, or limited by the server.
    """
    format_ = ox.QueryResultsFormat.from_media_type(stream.media_type)
    if format_ not in (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML):
        raise _not_sparql(stream, endpoint, "SPARQL results in JSON or XML")
    if stream.headers.get(_LIMITED):
        raise EnvironmentFailure(
            f"the endpoint {shown(endpoint.url)} gives no more than {stream.headers[_LIMITED]} "
            "rows, and the answer has more",
            hint="raise its limit on rows, or narrow the query",
        )

    def parse(source: bytes | _Rest) -> ox.QuerySolutions | ox.QueryBoolean:
        return ox.parse_query_results(source, format_)  # type: ignore[arg-type]

    def walk(answer: ox.QuerySolutions | ox.QueryBoolean) -> None:
        if isinstance(answer, ox.QuerySolutions):
            _exhaust(answer)

    return _whole(stream, endpoint, parse, walk)


def triples(stream: AnswerStream, endpoint: Endpoint) -> Iterator[ox.Triple]:
    """Return the answer to CONSTRUCT or DESCRIBE. Raises EnvironmentFailure as :func:`rows`.

    Triples have no closing bracket: only the length that HTTP announces tells a part of them from
    the whole, so an answer without it is refused.
    """
    format_ = ox.RdfFormat.from_media_type(stream.media_type)
    if format_ not in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE):
        raise _not_sparql(stream, endpoint, "N-Triples or Turtle")
    if not stream.framed:
        raise EnvironmentFailure(
            f"the endpoint {shown(endpoint.url)} does not say how long its answer is, so that a "
            "part of it could not be told from the whole",
            hint="ask with SELECT, or reach it through HTTP/1.1",
        )

    def parse(source: bytes | _Rest) -> Iterator[ox.Quad]:
        return ox.parse(source, format=format_, base_iri=GRAPH)  # type: ignore[arg-type]

    quads = checked(_whole(stream, endpoint, parse, _exhaust), endpoint)
    return (quad.triple for quad in quads)


def checked(answer: Iterator[T] | ox.QueryBoolean, endpoint: Endpoint) -> Iterator[T]:
    """Iterate; a fault that shows on the way is the server's. Raises EnvironmentFailure."""
    if isinstance(answer, ox.QueryBoolean):
        raise cut_short(endpoint)
    try:
        yield from answer
    except SyntaxError as error:
        raise cut_short(endpoint) from error


def _exhaust(items: Iterator[object]) -> None:
    for _ in items:
        pass


def _whole(
    stream: AnswerStream,
    endpoint: Endpoint,
    parse: Callable[[bytes | _Rest], T],
    walk: Callable[[T], None],
) -> T:
    """Parse an answer: a short one once for its faults before it is given out."""
    parts = []
    size = 0
    while size <= WHOLE:
        part = stream.read(_PIECE)
        if not part:
            break
        parts.append(part)
        size += len(part)
    try:
        if size > WHOLE:
            return parse(_Rest(parts, stream))
        content = b"".join(parts)
        walk(parse(content))
        return parse(content)
    except SyntaxError as error:
        raise cut_short(endpoint) from error


def _not_sparql(stream: AnswerStream, endpoint: Endpoint, wanted: str) -> EnvironmentFailure:
    kind = stream.media_type or "something of no named kind"
    said = f"a web page ({kind})" if "html" in kind else kind
    stream.close()
    return EnvironmentFailure(
        f"the endpoint {shown(endpoint.url)} answers with {said}, not with {wanted}",
        hint="check the address: that of the endpoint, not of a page about it",
    )


class _Rest:
    """A file to read: what has been read already, then the rest of the answer."""

    def __init__(self, parts: list[bytes], stream: AnswerStream) -> None:
        self._parts = itertools.chain(parts)
        self._stream = stream
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """Return at most ``size`` bytes, ``b""`` at the end."""
        if not self._left:
            self._left = next(self._parts, b"") or self._stream.read(_PIECE)
        if size < 0:
            size = len(self._left)
        data, self._left = self._left[:size], self._left[size:]
        return data
