"""The competency questions and their expected answers.

``docs/competency-questions.md`` names for each question the command that answers it; the answer, as
TSV, stands in ``queries/expected/CQnn.tsv``. Run this file to write the answers anew after a
change of graph or queries, then read the difference: an expected answer is a claim about the
data, to be checked by eye before it is committed.

    python tools/competency.py [CQ07 …]
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "competency-questions.md"
EXPECTED = ROOT / "queries" / "expected"

_ENTRY = re.compile(
    r"^### (?P<id>CQ\d\d)\. (?P<question>.+?)\n\n"
    r"`csto-kg (?P<command>[^`]+)`\n\n"
    r"(?P<answer>(?:(?!^### ).)+?)\s\(\[whole answer\]\(\.\./queries/expected/(?P<file>[^)]+)\)\)$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Question:
    """One competency question: its id, its wording, the command's arguments, our answer."""

    id: str
    wording: str
    arguments: tuple[str, ...]
    answer: str

    @property
    def expected(self) -> Path:
        """The file that holds the whole answer."""
        return EXPECTED / f"{self.id}.tsv"

    @property
    def query(self) -> str | None:
        """The stored query that answers it; None where another command does."""
        return self.arguments[1] if self.arguments[0] == "query" else None


def questions(page: Path = PAGE) -> list[Question]:
    """Return the questions of the page, in its order.

    Raises ValueError for a heading that is no whole entry, or whose file is not named after it.
    """
    text = page.read_text(encoding="utf-8")
    found = []
    for entry in _ENTRY.finditer(text):
        if entry["file"] != f"{entry['id']}.tsv":
            raise ValueError(f"{page.name}: {entry['id']} links to {entry['file']}")
        answer = " ".join(entry["answer"].split())
        arguments = tuple(shlex.split(entry["command"]))
        found.append(Question(entry["id"], entry["question"], arguments, answer))
    headings = re.findall(r"^### (\S+?)\.", text, re.MULTILINE)
    if [question.id for question in found] != headings:
        broken = sorted(set(headings) - {question.id for question in found})
        raise ValueError(f"{page.name}: no whole entry, or twice: {', '.join(broken)}")
    return found


def run(question: Question) -> str:
    """Return what the command prints, as TSV. Raises CalledProcessError when it fails."""
    command = [sys.executable, "-m", "csto_kg", *question.arguments, "--format", "tsv"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def main(only: list[str]) -> None:
    """Write the expected answers of the questions named, or of all."""
    EXPECTED.mkdir(exist_ok=True)
    for question in questions():
        if not only or question.id in only:
            question.expected.write_text(run(question), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
