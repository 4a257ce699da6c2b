"""``csto-kg find``: where a text occurs in the graph."""

from __future__ import annotations

import click

from csto_kg.cli.options import (
    Settings,
    examples,
    format_option,
    output_option,
    pass_settings,
    store_option,
)
from csto_kg.errors import UsageError
from csto_kg.output.answer import TABULAR_FORMATS, write_rows
from csto_kg.output.sink import open_output
from csto_kg.store.engine_errors import engine_errors
from csto_kg.text import fold


@click.command(
    "find",
    epilog=examples(
        "csto-kg find veto",
        'csto-kg find "street democracy"',
        "csto-kg find rotation --format json",
    ),
)
@click.argument("text")
@format_option(TABULAR_FORMATS)
@output_option
@store_option()
@pass_settings
def command(settings: Settings, text: str, format_: str | None, output: str | None) -> None:
    """Find TEXT in names, paraphrases, quotations and notes.

    Case, diacritics and the length of white space make no difference. The text of the sources is
    not searched: it is not part of the graph.
    """
    if not text.strip():
        raise UsageError("there is no text to find", hint='give one, as in "csto-kg find veto"')
    with settings.open() as kb:
        answer = kb.session.solutions("find-text", text=fold(text), loosely=True)
        columns = [variable.value for variable in answer.variables]
        place = columns.index("match")
        # The query gives too many places rather than too few.
        with engine_errors():
            rows = [[row[name] for name in columns] for row in answer]
    wanted = fold(text)
    found = [row for row in rows if wanted in fold(getattr(row[place], "value", ""))]
    with open_output(output) as sink:
        write_rows(columns, found, sink, format_)
