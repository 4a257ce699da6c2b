"""``csto-kg import``: the mirror of export, into a store on disk."""

from __future__ import annotations

import click
import pyoxigraph as ox

from csto_kg.cli.options import (
    BY_EXTENSION,
    Settings,
    examples,
    format_option,
    pass_settings,
    store_option,
)
from csto_kg.cli.stderr import progress
from csto_kg.output.answer import write_rows
from csto_kg.output.sink import open_output
from csto_kg.rdf_files.formats import FORMATS

_COLUMNS = ("graph", "triples", "done")


@click.command(
    "import",
    epilog=examples(
        "csto-kg --store my-graph import my-notes.ttl",
        "csto-kg --store my-graph import my-notes.ttl --replace",
        "csto-kg --store my-graph import a.jsonld b.rdf --source field-work",
        "csto-kg export --format nquads | csto-kg --store copy import - --format nquads",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--source",
    metavar="NAME",
    help="Put the triples into graph:NAME (default: the file's name without its extension). "
    "Named graphs in a file keep their names.",
)
@format_option(FORMATS, BY_EXTENSION)
@click.option(
    "--replace",
    is_flag=True,
    help="Put a graph in the place of the one of its name, if it differs.",
)
@store_option()
@pass_settings
def command(
    settings: Settings,
    files: tuple[str, ...],
    source: str | None,
    format_: str | None,
    replace: bool,
) -> None:
    """Read RDF files into --store, which is made if it is new; - is standard input.

    All files go in in one step, or none does. The same graph again changes nothing. The graphs
    that csto-kg ships can be read but not changed.
    """
    with settings.open_store() as kb, progress() as shown:
        found = kb.import_(files, source=source, replace=replace, format=format_, progress=shown)
    rows = [(ox.NamedNode(graph.graph), ox.Literal(graph.triples), graph.done) for graph in found]
    with open_output() as sink:
        write_rows(_COLUMNS, rows, sink)
