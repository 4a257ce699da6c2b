"""Progress on a terminal: one line on standard error while something long is done."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from csto_kg.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress() -> Iterator[Callable[[str, int, int | None], None]]:
    """Show progress to a person who watches; nobody else pays for it."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from csto_kg.text import visible

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None, count="")

        def show(doing: str, done: int, total: int | None) -> None:
            count = "" if total is not None or not done else f"{done:,} triples"
            shown.update(task, description=visible(doing), completed=done, total=total, count=count)

        yield show
