"""What ``push`` and ``pull`` have copied, and whether it arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.cli.stderr import notice
from csto_kg.output.answer import write_rows
from csto_kg.output.sink import open_output
from csto_kg.terms import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csto_kg.transfer.to_endpoint import Copied

COLUMNS = ("graph", "triples", "done", "sha256", "sha256_after")


def write_report(found: Sequence[Copied], format_: str | None) -> None:
    """Write a row for each graph, and say on standard error how those differ that differ."""
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
            notice(f"{shorten(copied.graph)} is not the same there: {copied.difference}")
