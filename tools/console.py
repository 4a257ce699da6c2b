"""Commands in the documentation, and what they print.

A fenced block of the kind ``console`` holds commands after ``$ `` and under each what it prints,
both streams, as a user at the root of a clone sees them. Run this file to write the outputs anew;
``tests/docs`` compares them.

    python tools/console.py [PAGE…]
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Command:
    """A documented command: the page, the line that it stands on, its text and its output."""

    page: Path
    line: int
    text: str
    output: str


def commands(page: Path) -> Iterator[Command]:
    """Iterate over the commands of a page, in order."""
    text = page.read_text(encoding="utf-8")
    for block in _BLOCK.finditer(text):
        line = text.count("\n", 0, block.start()) + 2
        for chunk in re.split(r"^(?=\$ )", block[1], flags=re.MULTILINE):
            if chunk:
                typed, _, output = chunk.partition("\n")
                yield Command(page, line, typed.removeprefix("$ "), output)
                line += chunk.count("\n")


def run(command: str) -> str:
    """Return what a shell prints for the command at the root of the repository, both streams."""
    scripts = str(Path(sys.executable).parent)
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("CSTO_KG_")},
        "PATH": scripts + os.pathsep + os.environ["PATH"],
        "COLUMNS": "100",
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def rewrite(page: Path) -> None:
    """Put what the commands print now under each command of the page."""

    def block(match: re.Match[str]) -> str:
        typed = re.findall(r"^\$ (.*)$", match[1], re.MULTILINE)
        return "```console\n" + "".join(f"$ {line}\n{run(line)}" for line in typed) + "```"

    text = page.read_text(encoding="utf-8")
    page.write_text(_BLOCK.sub(block, text), encoding="utf-8")


def main(names: list[str]) -> None:
    """Write the outputs on these pages, by default on all."""
    for page in [Path(name) for name in names] or PAGES:
        rewrite(page)


if __name__ == "__main__":
    main(sys.argv[1:])
