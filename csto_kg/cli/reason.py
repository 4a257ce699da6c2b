"""``csto-kg reason``: is the graph consistent with the ontology, and what follows from it?"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from csto_kg.cli.layout import Page
from csto_kg.cli.options import Settings, examples, output_option, pass_settings, store_option
from csto_kg.errors import ExitCode, InputError, Location, UsageError
from csto_kg.output.sink import open_output
from csto_kg.reading.formats import FORMATS as RDF_FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csto_kg.reading.files import RdfFile
    from csto_kg.reasoning.consistency import Progress

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
@click.option(
    "--facts-format",
    type=click.Choice(list(RDF_FORMATS)),
    metavar="FORMAT",
    help=f"The format of FACTS: one of {', '.join(RDF_FORMATS)} (default: by the extension; .gz "
    "may follow it).",
)
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
    from csto_kg.reasoning.consistency import reason
    from csto_kg.reasoning.report import machine, text

    files = _files(facts, facts_format)
    with settings.open() as kb, _progress() as progress:
        found = reason(
            kb.store,
            files,
            reasoner=reasoner,
            explain=explain,
            inferences=inferences,
            timeout=timeout,
            progress=progress,
        )
    with open_output(output) as sink:
        if format_ == "json":
            sink.write(json.dumps(machine(found), ensure_ascii=False, indent=2) + "\n")
        else:
            page = Page(sink)
            for indent, line in text(found):
                page.line(line, lead=" " * indent)
    return ExitCode.OK if found.conforms else ExitCode.NOT_CONFORMING


def _files(paths: Sequence[str], format_: str | None) -> list[RdfFile]:
    from csto_kg.reading.files import STDIN, RdfFile

    if paths.count(STDIN) > 1:
        raise UsageError("standard input can be read once", hint="give - once")
    if STDIN in paths and format_ is None:
        raise InputError(
            "standard input has no name that says which RDF format this is",
            hint=f"name it with --facts-format, one of {', '.join(RDF_FORMATS)}",
            location=Location("<stdin>"),
        )
    return [RdfFile(path, format_) for path in paths]


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show what is being done to a person who watches."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield status.update
