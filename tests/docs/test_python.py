"""The examples in Python of the manual are run, and give what is printed there."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest


@pytest.mark.parametrize(("page", "least"), [("python", 20), ("shacl", 5)])
def test_examples_of_the_manual(root: Path, page: str, least: int) -> None:
    path = root / "docs" / f"{page}.md"
    done = doctest.testfile(str(path), module_relative=False, encoding="utf-8")
    assert done.attempted >= least
    assert done.failed == 0
