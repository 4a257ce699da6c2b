"""``csto-kg export``: the graph for other tools, byte for byte the same each time."""

from __future__ import annotations

import os
import stat

import click

from csto_kg.cli.options import Settings, examples, pass_settings, store_option
from csto_kg.cli.stderr import notice
from csto_kg.errors import EnvironmentFailure, UsageError, did_you_mean
from csto_kg.export.selection import VOID
from csto_kg.output.sink import open_output
from csto_kg.rdf_files.formats import BY_EXTENSION, FORMATS

TABLES = "csv"
NAMES = (*FORMATS, TABLES, VOID)


@click.command(
    "export",
    epilog=examples(
        "csto-kg export --output csto.ttl",
        "csto-kg export --format nquads --output csto.nq",
        "csto-kg export --source edm-15-168",
        "csto-kg export --source shapes --source rules --source readings --output checks.ttl",
        "csto-kg export --format csv --output tables",
        "csto-kg export --format void",
    ),
)
@click.option(
    "--format",
    "format_",
    metavar="FORMAT",
    help="turtle, ntriples or rdfxml, which merge the sources; trig, nquads or jsonld, which keep "
    "them apart as named graphs; csv, for tables of nodes and edges in the folder that --output "
    "names; void, for a description of the graph in Turtle (default: as FILE ends, else turtle).",
)
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="NAME",
    help='Only this source, by local name, label or graph; again for more; "ontology" for the '
    'terms, "shapes", "rules", "readings" and "alignments" for what is shipped beside the facts '
    "(default: all sources, without any of these).",
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
    name = _format_name(format_, output)
    if output == "-":
        output = None
    if name == TABLES:
        _write_tables(settings, sources, output, overwrite=overwrite)
        return
    if output is not None and not overwrite:
        _refuse_existing(output)
    with settings.open() as kb:
        selection = kb.selection(sources)
        text = kb.export(name, selection)
    with open_output(output) as sink:
        sink.write(text)
    if name in FORMATS and not FORMATS[name].graphs and len(selection) > 1:
        notice(
            f"{FORMATS[name].title} has no named graphs, so {len(selection)} sources are "
            f"merged; --format {'nquads' if name == 'ntriples' else 'trig'} keeps them apart"
        )


def _format_name(chosen: str | None, output: str | None) -> str:
    if chosen is None:
        return _format_by_ending(output or "-")
    if chosen not in NAMES:
        raise UsageError(
            f'there is no format "{chosen}"',
            hint=did_you_mean(chosen, NAMES) or f"use one of {', '.join(NAMES)}",
        )
    return chosen


def _format_by_ending(output: str) -> str:
    """The format that a file's name says: Turtle without extension, and nothing is guessed."""
    extension = os.path.splitext(output)[1]
    found = BY_EXTENSION.get(extension.lower())
    if found is not None or not extension:
        return found.name if found else "turtle"
    hint = f"name it with --format, one of {', '.join(NAMES)}"
    if extension.lower() == ".gz":
        hint += "; nothing is zipped: write to - and let gzip follow"
    raise UsageError(f'the extension "{extension}" does not say which format to write', hint=hint)


def _write_tables(
    settings: Settings, sources: tuple[str, ...], output: str | None, *, overwrite: bool
) -> None:
    if output is None:
        raise UsageError(
            "csv is two tables, nodes.csv and edges.csv", hint="name a folder with --output"
        )
    with settings.open() as kb:
        found = kb.tables(sources)
    found.write(output, overwrite=overwrite)


def _refuse_existing(path: str) -> None:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return  # whatever is wrong there, the writing of it says better
    if stat.S_ISREG(mode):
        raise EnvironmentFailure(
            f'"{path}" exists already', hint="name another file, or add --overwrite"
        )
