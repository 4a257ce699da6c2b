"""``csto-kg sparql``: ask in SPARQL, read-only."""

from __future__ import annotations

import click

from csto_kg.cli.options import BY_SINK, Settings, answer_options, examples, timeout_option
from csto_kg.errors import UsageError
from csto_kg.output.answer import FORMATS, check_format, write_answer
from csto_kg.output.sink import open_output
from csto_kg.text_files import STDIN, read_text, shown_path


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
@answer_options(FORMATS, f"{BY_SINK}; turtle for CONSTRUCT and DESCRIBE", timeout_option)
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
        path = STDIN if file is None else file
        text = read_text(
            path,
            unreadable="name a file that holds a query",
            not_utf8="save the query as UTF-8",
            no_stdin="give the query as text",
        )
        source = shown_path(path)
    with settings.open() as kb:
        answer = kb.store.query(text, source)
        check_format(answer, format_)
        with open_output(output) as sink:
            write_answer(answer, sink, format_)
