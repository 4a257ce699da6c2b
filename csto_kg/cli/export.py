"""``csto-kg export``: the graph for other tools, byte for byte the same each time."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import click

from csto_kg.cli.options import Settings, examples, pass_settings, store_option
from csto_kg.errors import PROGRAM, EnvironmentFailure, UsageError, did_you_mean
from csto_kg.export.serialize import export
from csto_kg.export.shipped_files import companions, with_companions
from csto_kg.output.sink import open_output
from csto_kg.rdf_files.formats import BY_EXTENSION, FORMATS
from csto_kg.session.kinds_in_order import kinds_in_order
from csto_kg.session.source_graphs import choose, source_graphs

if TYPE_CHECKING:
    from csto_kg.knowledge_base import KnowledgeBase
    from csto_kg.session.source_graphs import SourceGraph

TABLES, DESCRIPTION = "csv", "void"
NAMES = (*FORMATS, TABLES, DESCRIPTION)


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
        known = companions(kb.session.resources)
        beside = [source for source in dict.fromkeys(sources) if source in known]
        named = [source for source in sources if source not in known]
        graphs = (
            []
            if beside and not named
            else choose(source_graphs(kb.session), named, kb.session, known)
        )
        text = _text(kb, graphs, beside, name)
    with open_output(output) as sink:
        sink.write(text)
    count = len(graphs) + len(beside)
    if name in FORMATS and not FORMATS[name].graphs and count > 1:
        click.echo(
            f"{PROGRAM}: {FORMATS[name].title} has no named graphs, so {count} sources are "
            f"merged; --format {'nquads' if name == 'ntriples' else 'trig'} keeps them apart",
            err=True,
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


def _text(kb: KnowledgeBase, graphs: list[SourceGraph], beside: list[str], name: str) -> str:
    chosen = [graph.graph for graph in graphs]
    if name == DESCRIPTION:
        if beside:
            raise UsageError(
                f"void describes sources, and {beside[0]} is none", hint="leave it out"
            )
        from csto_kg.export.void import description

        return description(kb.session, graphs)
    if beside:
        store, chosen = with_companions(kb.store, chosen, kb.session.resources, beside)
        return export(store, chosen, name, kinds_in_order(kb.session))
    return export(kb.store, chosen, name, kinds_in_order(kb.session))


def _write_tables(
    settings: Settings, sources: tuple[str, ...], output: str | None, *, overwrite: bool
) -> None:
    from csto_kg.export.tables import tables, write_tables

    if output is None:
        raise UsageError(
            "csv is two tables, nodes.csv and edges.csv", hint="name a folder with --output"
        )
    with settings.open() as kb:
        for source in sources:
            if source in companions(kb.session.resources):
                raise UsageError(
                    f"csv has tables of sources, and {source} is none", hint="leave it out"
                )
        graphs = choose(source_graphs(kb.session), sources, kb.session) if sources else None
        found = tables(kb.session, graphs)
    write_tables(found, output, overwrite=overwrite)


def _refuse_existing(path: str) -> None:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return  # whatever is wrong there, the writing of it says better
    if stat.S_ISREG(mode):
        raise EnvironmentFailure(
            f'"{path}" exists already', hint="name another file, or add --overwrite"
        )
