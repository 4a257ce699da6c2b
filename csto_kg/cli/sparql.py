"""``csto-kg sparql``: ask in SPARQL, read-only."""

from __future__ import annotations

import sys

import click

from csto_kg.cli.options import (
    Settings,
    examples,
    format_option,
    output_option,
    pass_settings,
    store_option,
    timeout_option,
)
from csto_kg.errors import InputError, Location, UsageError
from csto_kg.output.answer import FORMATS, check_format, write_answer
from csto_kg.output.sink import open_output


@click.command(
    "sparql",
    epilog=examples(
        'csto-kg sparql "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class"',
        'csto-kg sparql "DESCRIBE csto:" --format turtle',
        "csto-kg sparql --file question.rq --format md --timeout 10",
        "echo 'ASK { ?s rdfs:label ?label }' | csto-kg sparql -",
    ),
)
@click.argument("text", required=False)
@click.option("--file", "file", metavar="FILE", help="Read the query from FILE.")
@format_option(FORMATS)
@output_option
@timeout_option
@store_option()
@pass_settings
def command(
    settings: Settings,
    text: str | None,
    file: str | None,
    format_: str | None,
    output: str | None,
    timeout: float | None,
) -> None:
    """Run a SPARQL query: TEXT, the one in --file, or - for standard input.

    It sees the union of all named graphs. The usual prefixes need no declaration. Updates and
    SERVICE are refused.
    """
    if (text is None) == (file is None):
        raise UsageError(
            "there is no query" if text is None else "there are two queries, in TEXT and --file",
            hint="give one: its text, --file FILE, or - for standard input",
        )
    if timeout is not None:
        from csto_kg.cli.watchdog import limit

        limit(timeout)
    source = "<query>"
    if text is None or text == "-":
        text, source = _read(file)
    with settings.open() as kb:
        answer = kb.store.query(text, source)
        check_format(answer, format_)
        with open_output(output) as sink:
            write_answer(answer, sink, format_)


def _read(file: str | None) -> tuple[str, str]:
    source = "<stdin>" if file is None or file == "-" else file
    try:
        if source == "<stdin>":
            if sys.stdin is None:
                raise InputError("standard input is closed", hint="give the query as text")
            content = sys.stdin.buffer.read()
        else:
            with open(source, "rb") as stream:
                content = stream.read()
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}",
            hint="name a file that holds a query",
            location=Location(source),
        ) from error
    try:
        return content.decode("utf-8-sig"), source
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            "this is not UTF-8", hint="save the query as UTF-8", location=Location(source, line)
        ) from error
