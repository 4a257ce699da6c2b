"""``csto-kg import``: the mirror of export, into a store on disk."""

from __future__ import annotations

import click
import pyoxigraph as ox

from csto_kg.cli.options import Settings, examples, pass_settings, store_option
from csto_kg.cli.progress_bar import progress
from csto_kg.errors import UsageError
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
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    metavar="FORMAT",
    help=f"One of {', '.join(FORMATS)} (default: by the extension; .gz may follow it).",
)
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
    if not settings.store:
        raise UsageError("there is no store to import into", hint="give --store DIR")
    from csto_kg.rdf_files.file import rdf_files
    from csto_kg.resources import find_resources
    from csto_kg.transfer.import_files import import_files

    resources = find_resources()
    with progress() as shown:
        read = rdf_files(files, format_, option="--format")
        found = import_files(
            settings.store, resources, read, source=source, replace=replace, progress=shown
        )
    rows = [(ox.NamedNode(graph.graph), ox.Literal(graph.triples), graph.done) for graph in found]
    with open_output() as sink:
        write_rows(_COLUMNS, rows, sink)
