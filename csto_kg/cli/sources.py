"""``csto-kg sources``: the graphs held, each with its source."""

from __future__ import annotations

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
from csto_kg.export.sources import source_graphs
from csto_kg.output.answer import TABULAR_FORMATS, write_rows
from csto_kg.output.sink import open_output

_COLUMNS = ("source", "title", "records", "triples", "license", "graph")


@click.command(
    "sources",
    epilog=examples("csto-kg sources", "csto-kg --store my-graph sources --format json"),
)
@format_option(TABULAR_FORMATS)
@output_option
@store_option()
@pass_settings
def command(settings: Settings, format_: str | None, output: str | None) -> None:
    """List the graphs held: the ontology, one for each shipped source, and those you added."""
    with settings.open() as kb:
        graphs = source_graphs(kb)
    rows = [
        (
            graph.name,
            graph.title or graph.label,
            ox.Literal(graph.records),
            ox.Literal(graph.triples),
            graph.license,
            ox.NamedNode(graph.graph),
        )
        for graph in graphs
    ]
    with open_output(output) as sink:
        write_rows(_COLUMNS, rows, sink, format_)
