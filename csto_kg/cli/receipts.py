"""The outcome of ``add`` and ``retract``, for people and for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.checking.formats.whole_report import as_object, in_words
from csto_kg.errors import ExitCode
from csto_kg.output.json_text import json_text
from csto_kg.output.sink import open_output
from csto_kg.terms import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csto_kg.change.receipt import Receipt
    from csto_kg.checking.report import Report
    from csto_kg.checking.side_by_side import ComparedFact

FORMATS = ("text", "json")


def write_receipt(
    receipt: Receipt, rows: Sequence[ComparedFact], format_: str, output: str | None
) -> ExitCode:
    """Write a receipt and return the exit code that it means.

    ``rows``: facts of its report side by side under each reading.
    """
    text = _json(receipt, rows) if format_ == "json" else _words(receipt, rows)
    with open_output(output) as sink:
        sink.write(text)
    return ExitCode.NOT_CONFORMING if receipt.done == "refused" else ExitCode.OK


def _json(receipt: Receipt, rows: Sequence[ComparedFact]) -> str:
    report, change = receipt.report, receipt.change
    found = {
        "graph": receipt.graph,
        "done": receipt.done,
        "dry_run": receipt.dry_run,
        "added": receipt.added,
        "removed": receipt.removed,
        "by": None if change is None else change.by,
        "at": None if change is None else change.time,
        "report": None if report is None else as_object(report, rows),
    }
    return json_text(found)


def _words(receipt: Receipt, rows: Sequence[ComparedFact]) -> str:
    report = receipt.report
    lines = [in_words(report, rows)] if report is not None and _says_more(report) else []
    return "\n".join([*lines, _outcome(receipt) + "\n"])


def _says_more(report: Report) -> bool:
    """Whether there is anything to be said beside what was done."""
    checked = report.checked
    return bool(
        report.results
        or report.moved
        or report.missing
        or checked.new_not_counting
        or checked.new_not_judged
        or report.new_subjects.intersection(checked.readings_without_rules)
    )


def _outcome(receipt: Receipt) -> str:
    name = shorten(receipt.graph)
    if receipt.done == "was the same":
        return f"{name}: nothing to do, it has these facts already"
    if receipt.done == "refused":
        assert receipt.report is not None  # noqa: S101  (that is why)
        count = len(receipt.report.introduced)
        return f"{name}: refused, since it would violate {count} of the checks; nothing was changed"
    counts = f"{receipt.added:,} triples added"
    if receipt.done == "replaced":
        counts += f", {receipt.removed:,} removed"
    elif receipt.done == "retracted":
        counts = f"{receipt.removed:,} triples removed"
    said = f"{name}: {'would be ' if receipt.dry_run else ''}{receipt.done}, {counts}"
    if receipt.dry_run:
        said += "; nothing was changed"
    remaining = receipt.report.remaining if receipt.report is not None else ()
    return said + (f"; {len(remaining)} violations from before remain" if remaining else "")
