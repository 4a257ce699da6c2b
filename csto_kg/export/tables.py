"""Two tables, nodes and edges, for Gephi, NetworkX and spreadsheets.

What a node is and which relations there are, ``queries/tables/*.rq`` say: ``nodes.rq`` has a row
for each node, any other file rows for edges, one for each piece of evidence. CSV as in RFC 4180,
in UTF-8. A cell that a spreadsheet would run as a formula has an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import os
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.catalog.catalog import TABLES
from csto_kg.errors import EnvironmentFailure
from csto_kg.output.sink import open_output
from csto_kg.store.interface import engine_errors
from csto_kg.terms import shorten
from csto_kg.writers.canonical import natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from csto_kg.catalog.stored_query import StoredQuery
    from csto_kg.session.session import Session
    from csto_kg.session.source_graphs import SourceGraph

NODES = ("id", "label", "kind")
EDGES = (
    "source", "target", "relation", "status", "modality", "date", "until", "evidence", "record",
    "source_graph",
)  # fmt: skip
BETWEEN = "; "
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = tuple[str, ...]


@dataclass(frozen=True)
class Tables:
    """The rows of both tables, sorted, without their headings."""

    nodes: list[Row]
    edges: list[Row]

    def write(self, folder: str, *, overwrite: bool = False) -> None:
        """Write ``nodes.csv`` and ``edges.csv`` into a folder, which is made if there is none.

        Raises EnvironmentFailure where it is no folder, cannot be made or written to, and, without
        ``overwrite``, has one of the files already.
        """
        texts = {"nodes.csv": csv_text(NODES, self.nodes), "edges.csv": csv_text(EDGES, self.edges)}
        if os.path.lexists(folder) and not os.path.isdir(folder):
            raise EnvironmentFailure(f'"{folder}" is no folder', hint="name one for the two tables")
        for name in texts:
            path = os.path.join(folder, name)
            if os.path.lexists(path) and not overwrite:
                raise EnvironmentFailure(
                    f'"{path}" exists already', hint="name another folder, or add --overwrite"
                )
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise EnvironmentFailure(
                f'cannot make the folder "{folder}": {error.strerror}', hint="name another one"
            ) from error
        with ExitStack() as both:  # neither is put in place before both are written
            sinks = {
                name: both.enter_context(open_output(os.path.join(folder, name))) for name in texts
            }
            for name, sink in sinks.items():
                sink.write(texts[name])
                sink.flush()


def tables(session: Session, graphs: Sequence[SourceGraph] | None = None) -> Tables:
    """Return the tables of the whole graph, or of the relations that some sources state.

    Then the nodes are those that the relations connect.
    """
    wanted = None if graphs is None else {graph.graph for graph in graphs}
    evidence: dict[Row, set[str]] = {}
    nodes: dict[str, tuple[Row, bool]] = {}
    for stored in session.catalog.behind(TABLES):
        if stored.name == "nodes":
            for row in _rows(session, stored):
                node, alone = (row["id"], row["label"], row["kind"]), row["alone"] == "true"
                # Of two labels or kinds the first is taken.
                if node[0] not in nodes or node < nodes[node[0]][0]:
                    nodes[node[0]] = node, alone
            continue
        for row in _rows(session, stored):
            if wanted is not None and row["graph"] not in wanted:
                continue
            names = ("source", "target", "relation", "status", "modality", "from", "until")
            edge = (*(row[name] for name in names), row["record"], row["graph"])
            evidence.setdefault(edge, set()).update(filter(None, [row["evidence"]]))
    edges = [
        (*edge[:7], BETWEEN.join(sorted(found, key=natural)), *edge[7:])
        for edge, found in evidence.items()
    ]
    ends = {end for edge in edges for end in edge[:2]}
    kept = [node for node, alone in nodes.values() if node[0] in ends or (alone and wanted is None)]
    # An end that has no name is a node all the same.
    kept += [(end, "", "") for end in ends - nodes.keys()]
    return Tables(_sorted(kept), _sorted(edges))


def csv_text(heading: Sequence[str], rows: Iterable[Row]) -> str:
    """Return rows as CSV that no spreadsheet runs."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue()


def harmless(cell: str) -> str:
    """Return the cell, with an apostrophe before what a spreadsheet would run."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _rows(session: Session, stored: StoredQuery) -> Iterator[dict[str, str]]:
    answer = session.store.select(stored.bind({}, session.resolve), stored.file)
    names = [variable.value for variable in answer.variables]
    with engine_errors():
        for row in answer:
            yield {
                name: value.value if name == "graph" and isinstance(value, ox.NamedNode)
                else _cell(value)
                for name in names for value in [row[name]]
            }  # fmt: skip


def _cell(value: object) -> str:
    if isinstance(value, ox.NamedNode):
        return shorten(value.value).strip("<>")
    return "" if value is None else str(getattr(value, "value", value))


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: [natural(cell) for cell in row])
