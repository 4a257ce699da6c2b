"""``csto-kg sources``: the graphs held, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pyoxigraph as ox

from csto_kg.cli.options import BY_SINK, Settings, answer_options, examples
from csto_kg.output.answer import TABULAR_FORMATS, write_rows
from csto_kg.output.sink import open_output
from csto_kg.terms import XSD

if TYPE_CHECKING:
    from csto_kg.change.journal import Change
    from csto_kg.output.table import Cell

_COLUMNS = ("source", "title", "records", "triples", "license", "graph", "added", "by")


@click.command(
    "sources",
    epilog=examples("csto-kg sources", "csto-kg --store my-graph sources --format json"),
)
@answer_options(TABULAR_FORMATS, BY_SINK)
def command(settings: Settings, format_: str | None, output: str | None) -> None:
    """List the graphs held: the ontology, one for each shipped source, and those you added.

    The last two columns say when a source was last added to, and by whom; what is shipped, and what
    was imported or pulled, has no such entry.
    """
    with settings.open() as kb:
        found = kb.sources()
    rows = [
        (
            source.name,
            source.title or source.label,
            ox.Literal(source.records),
            ox.Literal(source.triples),
            source.license,
            ox.NamedNode(source.graph),
            *_entry(source.last_change),
        )
        for source in found
    ]
    with open_output(output) as sink:
        write_rows(_COLUMNS, rows, sink, format_)


def _entry(change: Change | None) -> tuple[Cell, Cell]:
    if change is None:
        return None, None
    return ox.Literal(change.time, datatype=ox.NamedNode(XSD + "dateTime")), change.by
