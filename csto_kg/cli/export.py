"""``csto-kg export``: the graph as Turtle or N-Quads, byte for byte the same each time."""

from __future__ import annotations

import os
import stat

import click

from csto_kg.cli.options import Settings, examples, pass_settings, store_option
from csto_kg.errors import PROGRAM, EnvironmentFailure
from csto_kg.export.sources import choose, source_graphs
from csto_kg.output.sink import open_output

FORMATS = ("turtle", "nquads")
_EXTENSIONS = {".nq": "nquads", ".nquads": "nquads"}


@click.command(
    "export",
    epilog=examples(
        "csto-kg export --output csto.ttl",
        "csto-kg export --format nquads --output csto.nq",
        "csto-kg export --source edm-15-168",
    ),
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    metavar="FORMAT",
    help="turtle, or nquads, which keeps the sources apart as named graphs "
    "(default: nquads for a FILE that ends in .nq, else turtle).",
)
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="NAME",
    help='Only this source, by local name, label or graph; again for more; "ontology" for the '
    "terms (default: all sources, without the ontology).",
)
@click.option(
    "--output",
    metavar="FILE",
    help="Write to FILE, whole or not at all; - is standard output.",
)
@click.option("--overwrite", is_flag=True, help="Replace FILE if it exists.")
@store_option()
@pass_settings
def command(
    settings: Settings,
    format_: str | None,
    sources: tuple[str, ...],
    output: str | None,
    overwrite: bool,
) -> None:
    """Write the graph for other tools.

    The same graph gives the same bytes, in whatever order it was loaded, so that a diff of two
    exports shows what has changed: one line for one property.
    """
    if output is not None and output != "-" and not overwrite:
        _refuse_existing(output)
    chosen = format_ or _EXTENSIONS.get(os.path.splitext(output or "")[1].lower(), "turtle")
    with settings.open() as kb:
        graphs = choose(source_graphs(kb), sources, kb)
        quads = (quad for graph in graphs for quad in kb.store.quads(graph.graph))
        if chosen == "nquads":
            from csto_kg.export.nquads import nquads

            text = nquads(quads)
        else:
            from csto_kg.export.turtle import turtle

            text = turtle(quads)
    with open_output(output) as sink:
        sink.write(text)
    if chosen == "turtle" and len(graphs) > 1:
        click.echo(
            f"{PROGRAM}: Turtle has no named graphs, so {len(graphs)} sources are merged; "
            "--format nquads keeps them apart",
            err=True,
        )


def _refuse_existing(path: str) -> None:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return  # whatever is wrong there, the writing of it says better
    if stat.S_ISREG(mode):
        raise EnvironmentFailure(
            f'"{path}" exists already', hint="name another file, or add --overwrite"
        )
