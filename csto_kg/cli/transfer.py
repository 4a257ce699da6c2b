"""What ``push`` and ``pull`` share: progress on a terminal, and the closing comparison."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
import pyoxigraph as ox

from csto_kg.errors import PROGRAM
from csto_kg.output.answer import write_rows
from csto_kg.output.sink import open_output
from csto_kg.session.source_graphs import choose, source_graphs
from csto_kg.terms import shorten
from csto_kg.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csto_kg.knowledge_base import KnowledgeBase
    from csto_kg.transfer.to_endpoint import Copied

COLUMNS = ("graph", "triples", "done", "sha256", "sha256_after")


def chosen_graphs(kb: KnowledgeBase, sources: Sequence[str]) -> list[str]:
    """Return the graphs to copy, all when no source is named. Raises UsageError as choose does."""
    if not sources:
        return kb.store.graph_names()
    return [graph.graph for graph in choose(source_graphs(kb.session), sources, kb.session)]


class ProgressLine:
    """One line on standard error, written over and over, and only for a person who watches."""

    def __init__(self) -> None:
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._width = 0

    def __call__(self, graph: str, done: int, total: int | None) -> None:
        """Show how much of a graph is copied."""
        self._write(visible(f"{shorten(graph)}: {done:,} of {total or done:,} triples"))

    def clear(self) -> None:
        """Leave an empty line for what comes next."""
        self._write("")

    def _write(self, text: str) -> None:
        if self._shown:
            sys.stderr.write("\r" + text.ljust(self._width) + ("" if text else "\r"))
            sys.stderr.flush()
            self._width = len(text)


def write_report(found: Iterable[Copied], format_: str | None) -> None:
    """Write a row for each graph, and say on standard error how those differ that differ."""
    found = list(found)
    rows = [
        (
            ox.NamedNode(copied.graph),
            ox.Literal(copied.held.triples),
            "copied" if copied.changed else "was the same",
            copied.sent.sha256,
            copied.held.sha256,
        )
        for copied in found
    ]
    with open_output() as sink:
        write_rows(COLUMNS, rows, sink, format_)
    for copied in found:
        if copied.difference is not None:
            text = f"{PROGRAM}: {shorten(copied.graph)} is not the same there: {copied.difference}"
            click.echo(visible(text), err=True)
