"""``csto-kg timeline``: every dated record in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from csto_kg.cli.layout import Page
from csto_kg.cli.options import BY_SINK_TEXT, Settings, answer_options, day_option, examples
from csto_kg.output.answer import TABULAR_FORMATS, write_rows
from csto_kg.output.sink import open_output
from csto_kg.terms import local_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csto_kg.session.results import Row

FORMATS = ("text", *TABULAR_FORMATS)
_DAY_WIDTH = len("YYYY-MM-DD")


@click.command(
    "timeline",
    epilog=examples(
        "csto-kg timeline --from 2018-11-01 --to 2018-11-30",
        'csto-kg timeline "Nikol Pashinyan"',
        "csto-kg timeline --from 2018-12-01 --format csv",
    ),
)
@click.argument("entity", required=False)
@day_option("--from", "first", "Not before this day (YYYY-MM-DD).")
@day_option("--to", "last", "Not after this day (YYYY-MM-DD).")
@answer_options(FORMATS, BY_SINK_TEXT)
def command(
    settings: Settings,
    entity: str | None,
    first: date | None,
    last: date | None,
    format_: str | None,
    output: str | None,
) -> None:
    """List every dated record in order, or those that concern ENTITY.

    A record has a line for each of its dates. A line that starts with ? and says why in capitals
    is no report of what happened on that day: it is planned, forecast, hypothetical, claimed or
    hearsay. A date that may mean several days is listed when one of them is in the period.
    """
    with settings.open() as kb:
        found = kb.timeline(entity, first, last)
        with open_output(output) as sink:
            chosen = format_ or ("text" if sink.terminal else "tsv")
            if chosen == "text":
                _write(Page(sink), list(found))
            else:
                write_rows(found.columns, found.terms(), sink, chosen)


def _write(page: Page, rows: Sequence[Row]) -> None:
    if not rows:
        page.line("No record has a date in this period.")
    for row in rows:
        when, role, mark, what, put_as, status = (
            _text(row, name) for name in ("when", "role", "mark", "what", "put_as", "known_as")
        )
        record = local_name(_text(row, "record"))
        said = "; ".join(filter(None, (put_as, status, record)))
        labels = filter(None, (mark.upper(), role))
        text = "".join(f"{label}: " for label in labels) + f"{what} [{said}]"
        lead = "? " if mark else "  "
        if len(when) <= _DAY_WIDTH:
            page.line(text, lead=f"{lead}{when:<{_DAY_WIDTH}}  ")
        else:
            page.line(f"{when}  {text}", lead=lead, indent=len(lead) + _DAY_WIDTH + 2)


def _text(row: Row, name: str) -> str:
    term = row.term(name)
    return "" if term is None else str(getattr(term, "value", term))
