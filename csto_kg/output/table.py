"""Tables for people: aligned text, rich's boxes on a terminal, GitHub's Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from csto_kg.store.interface import Term
from csto_kg.terms import shorten
from csto_kg.text import display_width, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csto_kg.output.sink import Sink

Cell: TypeAlias = Term | str | None

_MARKDOWN = re.compile(r"[\\|<>`*\[\]~]|(?<![^\W_])_|_(?![^\W_])")


def cell_text(cell: Cell) -> str:
    """Return what a table shows for a term: a CURIE, the plain text, nothing when unbound."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, ox.NamedNode):
        return shorten(cell.value)
    if isinstance(cell, ox.Literal):
        return cell.value
    return str(cell)


def write_table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], sink: Sink) -> None:
    """Write an aligned table; boxed by rich when a person watches."""
    texts = [[visible(cell_text(cell)) for cell in row] for row in rows]
    if sink.terminal:
        sink.write(_boxed(columns, texts))
        return
    widths = [
        max(display_width(name), *(display_width(row[index]) for row in texts), 1)
        for index, name in enumerate(columns)
    ]
    for row in (columns, ["-" * width for width in widths], *texts):
        padded = (
            text + " " * (width - display_width(text))
            for text, width in zip(row, widths, strict=True)
        )
        sink.write("  ".join(padded).rstrip() + "\n")


def write_markdown(columns: Sequence[str], rows: Iterable[Sequence[Cell]], sink: Sink) -> None:
    """Write a table in GitHub's Markdown, row by row."""
    if not columns:
        return
    sink.write(_markdown_row(columns))
    sink.write(_markdown_row(["---"] * len(columns), escape=False))
    for row in rows:
        sink.write(_markdown_row([cell_text(cell) for cell in row]))


def _markdown_row(cells: Sequence[str], *, escape: bool = True) -> str:
    if escape:
        cells = [
            "<br>".join(visible(_MARKDOWN.sub(r"\\\g<0>", line)) for line in cell.splitlines())
            for cell in cells
        ]
    return f"| {' | '.join(cells)} |\n"


def _boxed(columns: Sequence[str], texts: Sequence[Sequence[str]]) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    table = Table(box=box.ROUNDED, header_style="bold")
    for name in columns:
        table.add_column(Text(name), overflow="fold")
    for row in texts:
        # Text, not str: square brackets in the data are no markup.
        table.add_row(*(Text(text) for text in row))
    with console.capture() as capture:
        console.print(table)
    return capture.get()
