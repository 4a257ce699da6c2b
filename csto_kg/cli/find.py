"""``csto-kg find``: where a text occurs in the graph."""

from __future__ import annotations

import click

from csto_kg.cli.options import BY_SINK, Settings, answer_options, examples
from csto_kg.output.answer import TABULAR_FORMATS, write_rows
from csto_kg.output.sink import open_output


@click.command(
    "find",
    epilog=examples(
        "csto-kg find veto",
        'csto-kg find "street democracy"',
        "csto-kg find rotation --format json",
    ),
)
@click.argument("text")
@answer_options(TABULAR_FORMATS, BY_SINK)
def command(settings: Settings, text: str, format_: str | None, output: str | None) -> None:
    """Find TEXT in names, paraphrases, quotations and notes.

    Case, diacritics and the length of white space make no difference. The text of the sources is
    not searched: it is not part of the graph.
    """
    with settings.open() as kb:
        found = kb.find(text)
        rows = list(found.terms())
    with open_output(output) as sink:
        write_rows(found.columns, rows, sink, format_)
