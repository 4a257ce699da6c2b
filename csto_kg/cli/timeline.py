"""``csto-kg timeline``: every dated record in order."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import click
import pyoxigraph as ox

from csto_kg.cli.layout import Page
from csto_kg.cli.options import Settings, examples, output_option, pass_settings, store_option
from csto_kg.errors import UsageError
from csto_kg.output.answer import TABULAR_FORMATS, write_answer
from csto_kg.output.sink import open_output
from csto_kg.session.entities import Entity
from csto_kg.store.engine_errors import engine_errors

if TYPE_CHECKING:
    from csto_kg.catalog.values import Value

FORMATS = ("text", *TABULAR_FORMATS)
_DAY_WIDTH = len("YYYY-MM-DD")
_DAY_FORM = "write a day as YYYY-MM-DD, as in 2018-11-02"


def _day(_context: click.Context, option: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    day = None
    if len(value) == _DAY_WIDTH and value.isascii():  # Python reads 20181102 and 2018-W44-5 too
        with suppress(ValueError):
            day = date.fromisoformat(value)
    if day is None:
        raise UsageError(f'{option.opts[0]} takes a day, and "{value}" is none', hint=_DAY_FORM)
    return day


@click.command(
    "timeline",
    epilog=examples(
        "csto-kg timeline --from 2018-11-01 --to 2018-11-30",
        'csto-kg timeline "Nikol Pashinyan"',
        "csto-kg timeline --from 2018-12-01 --format csv",
    ),
)
@click.argument("entity", required=False)
@click.option(
    "--from", "first", metavar="DAY", callback=_day, help="Not before this day (YYYY-MM-DD)."
)
@click.option("--to", "last", metavar="DAY", callback=_day, help="Not after this day (YYYY-MM-DD).")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    metavar="FORMAT",
    help=f"One of {', '.join(FORMATS)} (default: text on a terminal, else tsv).",
)
@output_option
@store_option()
@pass_settings
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
    if first is not None and last is not None and first > last:
        raise UsageError(
            f"--from {first} is after --to {last}", hint="give the earlier day to --from"
        )
    given: dict[str, Value] = {}
    with settings.open() as kb:
        if first is not None:
            given["from"] = first
        if last is not None:
            given["to"] = last
        if entity is not None:
            given["entity"] = kb.resolve(entity)
        answer = kb.session.solutions("timeline", **given)
        with open_output(output) as sink:
            chosen = format_ or ("text" if sink.terminal else "tsv")
            if chosen == "text":
                with engine_errors():
                    rows = list(answer)
                _write(Page(sink), rows)
            else:
                write_answer(answer, sink, chosen)


def _write(page: Page, rows: list[ox.QuerySolution]) -> None:
    if not rows:
        page.line("No record has a date in this period.")
    for row in rows:
        when, role, mark, what, put_as, status = (
            _text(row, name) for name in ("when", "role", "mark", "what", "put_as", "known_as")
        )
        record = Entity(_text(row, "record")).local_name
        said = "; ".join(filter(None, (put_as, status, record)))
        labels = filter(None, (mark.upper(), role))
        text = "".join(f"{label}: " for label in labels) + f"{what} [{said}]"
        lead = "? " if mark else "  "
        if len(when) <= _DAY_WIDTH:
            page.line(text, lead=f"{lead}{when:<{_DAY_WIDTH}}  ")
        else:
            page.line(f"{when}  {text}", lead=lead, indent=len(lead) + _DAY_WIDTH + 2)


def _text(row: ox.QuerySolution, name: str) -> str:
    term = row[name]
    return "" if term is None else str(getattr(term, "value", term))
