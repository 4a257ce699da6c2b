"""What developers are given says the same as what it repeats."""

from __future__ import annotations

import re
from pathlib import Path

import csto_kg


def test_the_changelog_has_this_version(root: Path) -> None:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[(\S+)\] - (\d{4}-\d\d-\d\d|unreleased)$", text, re.MULTILINE)
    assert csto_kg.__version__ in dict(versions)
    assert "unreleased" not in [day for _, day in versions[1:]]
