"""``csto-kg validate``: does the graph hold, and would it with new facts?"""

from __future__ import annotations

import click

from csto_kg.cli.checking import checking_options, facts_format_option, in_words
from csto_kg.cli.options import Settings, examples, output_option, pass_settings, store_option
from csto_kg.cli.progress import progress
from csto_kg.errors import ExitCode
from csto_kg.output.sink import open_output

FORMATS = ("text", "json", "turtle", "sarif")


@click.command(
    "validate",
    epilog=examples(
        "csto-kg validate",
        "csto-kg validate my-facts.ttl",
        "csto-kg validate my-facts.ttl --reading turn-stays --format json",
        "csto-kg --store my-graph validate new.jsonld --retract my-facts",
    ),
)
@click.argument("facts", nargs=-1, metavar="[FACTS]...")
@checking_options("all")
@click.option(
    "--retract",
    multiple=True,
    metavar="FILE|SOURCE",
    help="Check as if these facts, or this source, were taken out in the same change; again for "
    "more.",
)
@click.option(
    "--source",
    metavar="NAME",
    help="The facts are those of the source NAME (default: of one that is not there yet).",
)
@facts_format_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    metavar="FORMAT",
    help=f"One of {', '.join(FORMATS)} (default: text).",
)
@output_option
@store_option()
@pass_settings
def command(
    settings: Settings,
    facts: tuple[str, ...],
    readings: tuple[str, ...],
    strict: bool,
    engine: str,
    retract: tuple[str, ...],
    source: str | None,
    facts_format: str | None,
    format_: str,
    output: str | None,
) -> ExitCode:
    """Check the graph against the rules, or what it would be with the facts in FACTS.

    All files are one change; nothing is written. Without a reading that is named, the common
    checks decide, and every reading is shown beside them. Exit code 1: a violation is there that
    decides.
    """
    with settings.open() as kb, progress() as shown:
        report = kb.validate(
            facts,
            readings=readings or "all",
            retract=retract,
            source=source,
            strict=strict,
            engine=engine,
            format=facts_format,
            progress=shown,
        )
    with open_output(output) as sink:
        if format_ == "text":
            sink.write(in_words(report))
        else:
            from csto_kg.shacl.report import written

            sink.write(written(report, format_, report.labels.get, report.shapes))
    return ExitCode.OK if report.conforms else ExitCode.NOT_CONFORMING
