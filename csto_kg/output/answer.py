"""Any answer in any format: the one place that knows which goes with which.

On a terminal a table, else SPARQL 1.1 TSV; CONSTRUCT and DESCRIBE answer in Turtle. Rows stream,
except into an aligned table, whose widths depend on the last row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.errors import UsageError
from csto_kg.output.table import write_markdown, write_table
from csto_kg.store.interface import TriplesAnswer, engine_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from csto_kg.output.sink import Sink
    from csto_kg.output.table import Cell
    from csto_kg.store.interface import Answer, Term

TABULAR_FORMATS = ("table", "tsv", "csv", "json", "md")
GRAPH_FORMATS = ("turtle",)
FORMATS = TABULAR_FORMATS + GRAPH_FORMATS

_SERIALIZED = {
    "tsv": ox.QueryResultsFormat.TSV,
    "csv": ox.QueryResultsFormat.CSV,
    "json": ox.QueryResultsFormat.JSON,
}


def check_format(answer: Answer, chosen: str | None) -> None:
    """Raise UsageError when the answer cannot be written in the chosen format."""
    graph = isinstance(answer, (ox.QueryTriples, TriplesAnswer))
    allowed = GRAPH_FORMATS if graph else TABULAR_FORMATS
    if chosen is not None and chosen not in allowed:
        what = "CONSTRUCT and DESCRIBE answer" if graph else "SELECT and ASK answer"
        raise UsageError(
            f'{what} in no format "{chosen}"', hint=f"use --format {' or '.join(allowed)}"
        )


def write_answer(answer: Answer, sink: Sink, chosen: str | None = None) -> None:
    """Write an answer in the chosen format, by default the one that fits the sink.

    Raises UsageError for a format that does not fit the answer, EnvironmentFailure when the
    store fails on the way or the sink cannot be written to.
    """
    check_format(answer, chosen)
    with engine_errors():
        _write(answer, sink, chosen or ("table" if sink.terminal else "tsv"))


def write_rows(
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    sink: Sink,
    chosen: str | None = None,
) -> None:
    """Write rows made in Python as ``write_answer`` writes those of a SELECT.

    A cell is a term, a text (a plain literal) or None (unbound).
    """
    chosen = chosen or ("table" if sink.terminal else "tsv")
    if chosen == "table":
        write_table(columns, rows, sink)
    elif chosen == "md":
        write_markdown(columns, rows, sink)
    elif chosen in _SERIALIZED:
        _write(_solutions(columns, rows), sink, chosen)
    else:
        raise UsageError(
            f'there is no format "{chosen}" for this',
            hint=f"use --format {' or '.join(TABULAR_FORMATS)}",
        )


def _write(answer: Answer, sink: Sink, chosen: str) -> None:
    if isinstance(answer, (ox.QueryTriples, TriplesAnswer)):
        from csto_kg.writers.turtle.plain import plain_turtle

        sink.write(plain_turtle(answer))
    elif isinstance(answer, ox.QueryBoolean) and chosen in ("table", "md"):
        sink.write("true\n" if answer else "false\n")
    elif chosen in _SERIALIZED:
        answer.serialize(sink, _SERIALIZED[chosen])  # type: ignore[arg-type]
        if chosen == "json" or isinstance(answer, ox.QueryBoolean):
            sink.write("\n")
    elif isinstance(answer, ox.QuerySolutions):
        columns = [variable.value for variable in answer.variables]
        write = write_table if chosen == "table" else write_markdown
        write(columns, _cells(answer), sink)


def _cells(answer: ox.QuerySolutions) -> Iterator[list[Cell]]:
    width = len(answer.variables)
    for row in answer:
        yield [row[index] for index in range(width)]


def _solutions(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> ox.QuerySolutions:
    import json

    bindings = [
        {
            name: _json_term(cell)
            for name, cell in zip(columns, row, strict=True)
            if cell is not None
        }
        for row in rows
    ]
    document = {"head": {"vars": list(columns)}, "results": {"bindings": bindings}}
    parsed = ox.parse_query_results(json.dumps(document), ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QuerySolutions)  # noqa: S101  (it has no "boolean")
    return parsed


def _json_term(cell: Term | str) -> dict[str, object]:
    if isinstance(cell, str):
        return {"type": "literal", "value": cell}
    if isinstance(cell, ox.NamedNode):
        return {"type": "uri", "value": cell.value}
    if isinstance(cell, ox.BlankNode):
        return {"type": "bnode", "value": cell.value}
    if isinstance(cell, ox.Triple):
        parts = (cell.subject, cell.predicate, cell.object)
        names = ("subject", "predicate", "object")
        value = {name: _json_term(part) for name, part in zip(names, parts, strict=True)}
        return {"type": "triple", "value": value}
    term: dict[str, object] = {"type": "literal", "value": cell.value}
    if cell.language:
        term["xml:lang"] = cell.language
    else:
        term["datatype"] = cell.datatype.value
    return term
