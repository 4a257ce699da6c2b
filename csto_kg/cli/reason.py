"""``csto-kg reason``: is the graph consistent with the ontology, and what follows from it?"""

from __future__ import annotations

import click

from csto_kg.cli.checking import facts_format_option
from csto_kg.cli.layout import Page
from csto_kg.cli.options import Settings, answer_options, examples
from csto_kg.cli.stderr import progress
from csto_kg.errors import ExitCode
from csto_kg.output.json_text import json_text
from csto_kg.output.sink import open_output

FORMATS = ("text", "json")


@click.command(
    "reason",
    epilog=examples(
        "csto-kg reason",
        "csto-kg reason my-facts.ttl --explain",
        "csto-kg reason --reasoner pellet --inferences --format json",
        "csto-kg --store my-graph reason --timeout 60",
    ),
)
@click.argument("facts", nargs=-1, metavar="[FACTS]...")
@click.option(
    "--reasoner",
    metavar="NAME",
    default="hermit",
    help="hermit or pellet (default: hermit).",
)
@click.option("--explain", is_flag=True, help="Name the axioms behind a contradiction too.")
@click.option("--inferences", is_flag=True, help="List what follows about things.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Stop the reasoner after SECONDS, with exit code 4; when a contradiction is known by "
    "then, what was found about it is printed.",
)
@facts_format_option
@answer_options(FORMATS, "text")
def command(
    settings: Settings,
    facts: tuple[str, ...],
    reasoner: str,
    explain: bool,
    inferences: bool,
    timeout: float | None,
    facts_format: str | None,
    format_: str,
    output: str | None,
) -> int:
    """Ask an OWL reasoner whether ontology, graph and FACTS contradict each other.

    FACTS are RDF files that are looked at together with the graph and change nothing (- is
    standard input). A contradiction is narrowed down to the facts that cannot all be true. Dates
    are no OWL 2 datatypes, so reasoners do not see them. Exit code 1 for a contradiction, or a
    class that can have no member.
    """
    from csto_kg.reasoning.consistency_report import machine, text

    with settings.open() as kb, progress() as shown:
        found = kb.reason(
            facts,
            reasoner=reasoner,
            explain=explain,
            inferences=inferences,
            timeout=timeout,
            format=facts_format,
            progress=shown,
        )
    with open_output(output) as sink:
        if format_ == "json":
            sink.write(json_text(machine(found)))
        else:
            page = Page(sink)
            for indent, line in text(found):
                page.line(line, lead=" " * indent)
    return ExitCode.OK if found.conforms else ExitCode.NOT_CONFORMING
