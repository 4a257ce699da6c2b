"""The examples of docs/python.md are run, and give what is printed there."""

from __future__ import annotations

import doctest
from pathlib import Path


def test_examples_of_the_manual(root: Path) -> None:
    page = root / "docs" / "python.md"
    done = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert done.attempted >= 20
    assert done.failed == 0
