"""What developers are given says the same as what it repeats."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

import csto_kg


def test_pre_commit_runs_what_make_lint_runs(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^lint:.*\n((?:\t.+\n)+)", makefile, re.MULTILINE)
    assert recipe is not None
    lint = [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe[1].splitlines()]
    (local,) = yaml.safe_load((root / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert local["repo"] == "local"
    assert [hook["entry"] for hook in local["hooks"]] == lint
    assert len(lint) == 3
    for hook in local["hooks"]:
        assert (hook["language"], hook["always_run"], hook["pass_filenames"]) == (
            "system", True, False,
        )  # fmt: skip


def test_the_changelog_has_this_version(root: Path) -> None:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[(\S+)\] - (\d{4}-\d\d-\d\d|unreleased)$", text, re.MULTILINE)
    assert csto_kg.__version__ in dict(versions)
    assert "unreleased" not in [day for _, day in versions[1:]]
