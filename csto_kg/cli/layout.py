"""Text for people to read: lines that hang under their first word on a terminal."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from csto_kg.text import display_width, visible

if TYPE_CHECKING:
    from csto_kg.output.sink import Sink

_NARROWEST = 24  # columns of text that are left to a line, however narrow the terminal


class Page:
    """Lines of text; wrapped when a person watches, one line each when a program reads."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._width = shutil.get_terminal_size().columns if sink.terminal else None

    def line(self, text: str = "", *, lead: str = "", indent: int | None = None) -> None:
        """Write ``lead`` and ``text``; further lines start under ``text``, or at ``indent``."""
        text = visible(text)
        if self._width is None or not text:
            self._sink.write(f"{lead}{text}".rstrip() + "\n")
            return
        margin = display_width(lead) if indent is None else indent
        space = max(self._width - margin, _NARROWEST)
        first = max(self._width - display_width(lead), _NARROWEST)
        rows = wrap(text, first, space)
        for number, row in enumerate(rows):
            self._sink.write(f"{lead if number == 0 else ' ' * margin}{row}\n")


def wrap(text: str, first: int, space: int) -> list[str]:
    """Return the text in rows of at most ``first``, then ``space`` columns; words stay whole."""
    rows: list[str] = []
    row, used = "", 0
    for word in text.split(" "):
        width = display_width(word)
        if row and used + 1 + width > (space if rows else first):
            rows.append(row)
            row, used = word, width
        else:
            row, used = (f"{row} {word}", used + 1 + width) if row else (word, width)
    return [*rows, row]
