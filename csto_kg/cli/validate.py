"""``csto-kg validate``: does the graph hold, and would it with new facts?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from csto_kg.cli.checking import checking_options, facts_format_option, scope
from csto_kg.cli.options import Settings, examples, output_option, pass_settings, store_option
from csto_kg.cli.progress import progress
from csto_kg.cli.reasons import comparison, machine, notes, reasons, side_by_side
from csto_kg.comparison import compare
from csto_kg.errors import ExitCode, UsageError
from csto_kg.output.sink import open_output
from csto_kg.shacl.report.json_report import json_report
from csto_kg.shacl.report.text_report import text_report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csto_kg.change.report import Report
    from csto_kg.comparison import Row
    from csto_kg.explanation import Section
    from csto_kg.shacl.result import Result

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
            rows = compare(kb.catalog, report)
            behind = reasons(kb, report) if explain else {}
            written = _text(report, rows, behind) if format_ == "text" else None
            written = written or _json(report, rows, behind)
        else:
            from csto_kg.shacl.report import written as in_format

            written = in_format(report, format_, report.labels.get, report.shapes)
    with open_output(output) as sink:
        sink.write(written)
    return ExitCode.OK if report.conforms else ExitCode.NOT_CONFORMING


def _text(report: Report, rows: Sequence[Row], behind: Mapping[Result, tuple[Section, ...]]) -> str:
    found = text_report(report, report.labels.get, lambda result: notes(behind.get(result, ())))
    results, last = found.rstrip("\n").rpartition("\n")[::2]
    beside = side_by_side(report, rows, report.labels)
    return f"{results}\n{beside}{last}\n".lstrip("\n") + scope(report.checked)


def _json(report: Report, rows: Sequence[Row], behind: Mapping[Result, tuple[Section, ...]]) -> str:
    return json_report(
        report,
        report.labels.get,
        lambda result: machine(behind[result]) if result in behind else {},
        comparison(rows) if len(report.checked.readings) > 1 else None,
    )
