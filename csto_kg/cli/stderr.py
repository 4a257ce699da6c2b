"""What the program says on standard error: notices, and progress to a person who watches."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from csto_kg.errors import PROGRAM
from csto_kg.progress import silent
from csto_kg.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csto_kg.progress import Progress


def notice(text: str) -> None:
    """Write a line that is no answer and no error."""
    click.echo(f"{PROGRAM}: {visible(text)}", err=True)


@contextmanager
def progress() -> Iterator[Progress]:
    """Show progress to a person who watches; nobody else pays for it."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield silent
        return
    from rich import progress as bar
    from rich.console import Console

    columns = (
        bar.TextColumn("{task.description}", markup=False),
        bar.BarColumn(),
        bar.TextColumn("{task.fields[count]}"),
        bar.TimeElapsedColumn(),
    )
    shown = bar.Progress(*columns, console=Console(stderr=True), transient=True)
    task = shown.add_task("", total=None, count="")

    def show(doing: str, done: int, total: int | None) -> None:
        shown.start()  # not before there is something to show: notices come first
        count = "" if total is not None or not done else f"{done:,} triples"
        shown.update(task, description=visible(doing), completed=done, total=total, count=count)

    try:
        yield show
    finally:
        shown.stop()
