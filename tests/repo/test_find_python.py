"""``tools/find-python`` finds one that works, or says in one line what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# What a stub does when asked for its version, for the venv module, or to print its version.
OLD = 'case "$*" in *version_info*) exit 3 ;; *-V*) echo "Python 3.9.2" ;; *) exit 1 ;; esac'
BARE = 'case "$*" in *version_info*) exit 0 ;; *) exit 1 ;; esac'
BROKEN = "exit 127"
GOOD = f'exec "{sys.executable}" "$@"'


def _find(root: Path, programs: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(root / "tools" / "find-python")],
        env={"PATH": str(programs), **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _stub(folder: Path, name: str, body: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return os.fspath(path)


@pytest.mark.parametrize("first", [OLD, BARE, BROKEN])
def test_one_that_does_not_do_is_passed_over(root: Path, tmp_path: Path, first: str) -> None:
    _stub(tmp_path, "python3", first)
    good = _stub(tmp_path, "python3.12", GOOD)
    found = _find(root, tmp_path)
    assert (found.returncode, found.stdout, found.stderr) == (0, f"{good}\n", "")


def test_the_one_that_is_named_is_taken(root: Path, tmp_path: Path) -> None:
    _stub(tmp_path, "python3", GOOD)
    good = _stub(tmp_path, "mine", GOOD)
    assert _find(root, tmp_path, PYTHON=good).stdout == f"{good}\n"


@pytest.mark.parametrize(
    ("stub", "message"),
    [
        (
            OLD,
            "csto-kg: needs Python 3.11 or newer, found only: Python 3.9.2;"
            " install a newer one, or name it: make PYTHON=/path/to/python\n",
        ),
        (
            BARE,
            "csto-kg: python3 cannot make virtual environments;"
            " install its venv module (Debian: apt-get install python3-venv)\n",
        ),
        (
            BROKEN,
            "csto-kg: needs Python 3.11 or newer, found none;"
            " install it, or name it: make PYTHON=/path/to/python\n",
        ),
    ],
)
def test_one_line_says_what_is_missing(root: Path, tmp_path: Path, stub: str, message: str) -> None:
    _stub(tmp_path, "python3", stub)
    found = _find(root, tmp_path)
    assert (found.returncode, found.stdout, found.stderr) == (1, "", message)
