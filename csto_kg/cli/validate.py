"""``csto-kg validate``: does the graph hold, and would it with new facts?"""

from __future__ import annotations

import click

from csto_kg.checking.formats.whole_report import for_machines, in_words
from csto_kg.cli.checking import checking_options, facts_format_option
from csto_kg.cli.options import Settings, answer_options, examples
from csto_kg.cli.stderr import progress
from csto_kg.errors import ExitCode, UsageError
from csto_kg.output.sink import open_output

FORMATS = ("text", "json", "turtle", "sarif")
EXPLAINED = ("text", "json")
"""The formats that have room for what stands behind a result."""


@click.command(
    "validate",
    epilog=examples(
        "csto-kg validate",
        "csto-kg validate my-facts.ttl",
        "csto-kg validate my-facts.ttl --explain",
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
@click.option(
    "--explain",
    is_flag=True,
    help="Say for each result which records stand behind it, who said so, and where.",
)
@facts_format_option
@answer_options(FORMATS, "text")
def command(
    settings: Settings,
    facts: tuple[str, ...],
    readings: tuple[str, ...],
    strict: bool,
    engine: str,
    retract: tuple[str, ...],
    source: str | None,
    explain: bool,
    facts_format: str | None,
    format_: str,
    output: str | None,
) -> ExitCode:
    """Check the graph against the rules, or what it would be with the facts in FACTS.

    All files are one change; nothing is written. Without a reading that is named, the common
    checks decide, and every reading is shown beside them: facts side by side, and what makes the
    readings part. Exit code 1: a violation is there that decides.
    """
    if explain and format_ not in EXPLAINED:
        raise UsageError(
            f"--explain is not there in {format_}", hint=f"use --format {' or '.join(EXPLAINED)}"
        )
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
        if format_ in EXPLAINED:
            rows = kb.compare(report)
            behind = kb.explain(report) if explain else {}
            shape = in_words if format_ == "text" else for_machines
            written = shape(report, rows, behind)
        else:
            from csto_kg.checking.formats import written as in_format

            written = in_format(report, format_, report.labels.get, report.shapes)
    with open_output(output) as sink:
        sink.write(written)
    return ExitCode.OK if report.conforms else ExitCode.NOT_CONFORMING
