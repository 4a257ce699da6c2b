"""``csto-kg shacl``: does any data conform to any shapes?"""

from __future__ import annotations

import click

from csto_kg.cli.options import examples, format_option, output_option, timeout_option
from csto_kg.errors import ExitCode, UsageError
from csto_kg.output.sink import open_output
from csto_kg.rdf_files.formats import FORMATS as RDF_FORMATS
from csto_kg.text_files import STDIN

FORMATS = ("text", "json", "turtle", "sarif")
_BY_EXTENSION = "by the extension; .gz may follow it"


@click.command(
    "shacl",
    epilog=examples(
        "csto-kg shacl data.ttl --shapes shapes.ttl",
        "csto-kg shacl people.nt more.jsonld --shapes shapes.ttl --shapes more-shapes.ttl",
        "csto-kg shacl data-with-shapes.ttl --format turtle --output report.ttl",
        "cat data.ttl | csto-kg shacl - --data-format turtle --shapes shapes.ttl --timeout 60",
    ),
)
@click.argument("data", nargs=-1, metavar="DATA...", required=True)
@click.option(
    "--shapes",
    multiple=True,
    metavar="FILE",
    help="Read shapes from FILE; again for more (default: they are in DATA).",
)
@click.option("--allow-infos", is_flag=True, help="Conform with results of severity sh:Info.")
@click.option(
    "--allow-warnings", is_flag=True, help="Conform with results of sh:Warning and sh:Info."
)
@click.option(
    "--engine",
    default="compiled",
    metavar="NAME",
    help="The engine that checks, compiled or pyshacl (default: compiled).",
)
@click.option(
    "--data-format",
    type=click.Choice(list(RDF_FORMATS)),
    metavar="FORMAT",
    help=f"The format of DATA: {', '.join(RDF_FORMATS)} (default: {_BY_EXTENSION}).",
)
@click.option(
    "--shapes-format",
    type=click.Choice(list(RDF_FORMATS)),
    metavar="FORMAT",
    help=f"The format of the shapes (default: {_BY_EXTENSION}).",
)
@timeout_option
@format_option(FORMATS, "text")
@output_option
def command(
    data: tuple[str, ...],
    shapes: tuple[str, ...],
    allow_infos: bool,
    allow_warnings: bool,
    engine: str,
    data_format: str | None,
    shapes_format: str | None,
    timeout: float | None,
    format_: str,
    output: str | None,
) -> ExitCode:
    """Check the RDF files DATA against SHACL shapes: no ontology, no readings, no store.

    - is standard input, once. SHACL Core and SHACL-SPARQL; nothing is fetched, and owl:imports are
    not followed. Exit code 1: there is a result, of whatever severity, that is not allowed.
    """
    if [*data, *shapes].count(STDIN) > 1:
        raise UsageError("standard input can be read once", hint="give - once")
    if timeout is not None:
        from csto_kg.cli.watchdog import limit

        limit(timeout, "check less at once")
    from csto_kg.shacl import check_files

    report = check_files(
        data,
        shapes,
        engine,
        data_format=data_format,
        shapes_format=shapes_format,
        allow_infos=allow_infos,
        allow_warnings=allow_warnings,
    )
    written = report.written(format_)
    with open_output(output) as sink:
        sink.write(written)
    return ExitCode.OK if report.conforms else ExitCode.NOT_CONFORMING
