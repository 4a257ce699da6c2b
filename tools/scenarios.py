"""The scenarios of tests/scenarios: what the checks find in each, as a table of words.

A scenario is a folder: ``facts.ttl`` as a user would add them, ``README.md``, ``expected.tsv`` with
every result; where the change moves turns, or has records that nothing is held against,
``beside.txt``, which says so; and where something is taken out in the same change, ``retract.txt``
with a source or a file of the folder in each line. Run this file to write the expected results
anew, of all or of
some, and the index; then read the difference:

    python tools/scenarios.py [NAME… | --index]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from csto_kg.checking.formats.whole_report import calendar, missing
from csto_kg.checking.suite import COMMON
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.shacl.messages import worded
from csto_kg.shacl.result import Severity
from csto_kg.terms import shorten

if TYPE_CHECKING:
    from csto_kg.checking.checked_result import Result
    from csto_kg.checking.report import Report
    from csto_kg.shacl.result import Term

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "scenarios"
READINGS = ("turn-passes", "turn-stays")
TABLE = "| scenario | what happens | common | turn-passes | turn-stays |\n"
COLUMNS = ("reading", "verdict", "shape", "focus", "value", "message")


def scenarios() -> list[Path]:
    """Return the folders of all scenarios in order of name."""
    return sorted(path.parent for path in FOLDER.glob("*/README.md"))


def taken_out(folder: Path) -> list[str]:
    """Return the sources, and the files in the folder, that are taken out in the same change."""
    file = folder / "retract.txt"
    return file.read_text("utf-8").split() if file.is_file() else []


def rows(folder: Path) -> list[dict[str, str]]:
    """Return the expected results, each by column."""
    lines = (folder / "expected.tsv").read_text("utf-8").splitlines()[1:]
    return [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines]


def report_of(kb: KnowledgeBase, folder: Path) -> Report:
    """Check the change that a scenario is. Raises as ``KnowledgeBase.validate`` does."""
    out = [folder / name for name in taken_out(folder)]
    return kb.validate(
        folder / "facts.ttl",
        retract=[str(path) if path.is_file() else path.name for path in out],
    )


def table(report: Report) -> str:
    """Return the results as TSV: IRIs by their short names, messages in words."""
    rows = sorted(_row(report, result) for result in report.results)
    return "".join("\t".join(row) + "\n" for row in [COLUMNS, *rows])


def beside(report: Report) -> str:
    """Return what stands beside the results: gaps, turns that move, what is not checked and why."""
    lines = missing(report.missing) + calendar(report.moved)
    for what, reasons in (
        ("does not count", report.checked.new_not_counting),
        ("no rotation rule is held against it", report.checked.new_not_judged),
    ):
        lines += "".join(f"{what}: {count} {why}\n" for why, count in reasons.items())
    return lines


def write(folder: Path, report: Report) -> None:
    """Write what is expected of a scenario."""
    (folder / "expected.tsv").write_text(table(report), "utf-8")
    path, text = folder / "beside.txt", beside(report)
    path.unlink(missing_ok=True)
    if text:
        path.write_text(text, "utf-8")


def _row(report: Report, result: Result) -> tuple[str, ...]:
    return (
        result.reading or COMMON,
        result.severity.word,
        shorten(result.shape).removeprefix("shape:"),
        _short(result.focus),
        _short(result.value),
        worded(result.message, report.labels.get),
    )


def _short(term: Term | None) -> str:
    return "" if term is None else shorten(term.value)


def with_table(index: str) -> str:
    """Return the text of the index with its table made anew from the folders."""
    head = index[: index.index(TABLE)]
    lines = [TABLE, "|---|---|---|---|---|\n"]
    for folder in scenarios():
        title = (folder / "README.md").read_text("utf-8").splitlines()[0].removeprefix("# ")
        verdicts = " | ".join(_verdicts(folder, reading) for reading in (COMMON, *READINGS))
        lines.append(f"| [{folder.name}]({folder.name}/README.md) | {title} | {verdicts} |\n")
    return head + "".join(lines)


def _verdicts(folder: Path, reading: str) -> str:
    """The verdicts under a reading, the gravest first."""
    found = {row["verdict"] for row in rows(folder) if row["reading"] == reading}
    return ", ".join(each.word for each in sorted(Severity, reverse=True) if each.word in found)


def main(names: list[str]) -> None:
    """Write the expected results of these scenarios, by default of all, and the index."""
    chosen = [folder for folder in scenarios() if not names or folder.name in names]
    with KnowledgeBase.open() as kb:
        for folder in chosen:
            write(folder, report_of(kb, folder))
    index = FOLDER / "README.md"
    index.write_text(with_table(index.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
