"""``csto-kg sources``: the graphs held, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pyoxigraph as ox

from csto_kg.cli.options import (
    Settings,
    examples,
    format_option,
    output_option,
    pass_settings,
    store_option,
)
from csto_kg.output.answer import TABULAR_FORMATS, write_rows
from csto_kg.output.sink import open_output
from csto_kg.session.source_graphs import source_graphs
from csto_kg.terms import XSD

if TYPE_CHECKING:
    from csto_kg.change.journal import Change
    from csto_kg.output.table import Cell

_COLUMNS = ("source", "title", "records", "triples", "license", "graph", "added", "by")


@click.command(
    "sources",
    epilog=examples("csto-kg sources", "csto-kg --store my-graph sources --format json"),
)
@format_option(TABULAR_FORMATS)
@output_option
@store_option()
@pass_settings
def command(settings: Settings, format_: str | None, output: str | None) -> None:
    """List the graphs held: the ontology, one for each shipped source, and those you added.

    The last two columns say when a source was last added to, and by whom; what is shipped, and what
    was imported or pulled, has no such entry.
    """
    from csto_kg.change.journal import latest

    with settings.open() as kb:
        graphs = source_graphs(kb.session)
        changes = latest(kb.store)
    rows = [
        (
            graph.name,
            graph.title or graph.label,
            ox.Literal(graph.records),
            ox.Literal(graph.triples),
            graph.license,
            ox.NamedNode(graph.graph),
            *_entry(changes.get(graph.graph)),
        )
        for graph in graphs
    ]
    with open_output(output) as sink:
        write_rows(_COLUMNS, rows, sink, format_)


def _entry(change: Change | None) -> tuple[Cell, Cell]:
    if change is None:
        return None, None
    return ox.Literal(change.time, datatype=ox.NamedNode(XSD + "dateTime")), change.by
