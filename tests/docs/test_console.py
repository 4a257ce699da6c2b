"""Every command in README and manual is run; its output is the one that is printed there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tools import console

COMMANDS = [command for page in console.PAGES for command in console.commands(page)]


def _name(command: console.Command) -> str:
    return f"{command.page.name}:{command.line}"


def test_there_are_documented_commands() -> None:
    counted = Counter(command.page.name for command in COMMANDS)
    assert set(counted) == {
        "README.md",
        "adding-facts.md",
        "asking.md",
        "checking.md",
        "handing-on.md",
        "reasoning.md",
        "shacl.md",
    }
    assert counted["asking.md"] >= 8


@pytest.mark.parametrize("command", COMMANDS, ids=_name)
def test_output_is_as_documented(command: console.Command) -> None:
    assert console.run(command.text) == command.output, "run python tools/console.py"


def test_a_changed_output_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("text\n\n```console\n$ echo one; echo two >&2\none\n$ true\n```\n")
    first, second = console.commands(page)
    assert (first.line, first.text, first.output) == (4, "echo one; echo two >&2", "one\n")
    assert console.run(first.text) == "one\ntwo\n" != first.output
    assert (second.line, console.run(second.text), second.output) == (6, "", "")


def test_rewriting_a_page_gives_what_is_compared(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ echo one\nold\n$ echo two\n```\n\nrest\n")
    console.rewrite(page)
    assert page.read_text() == "```console\n$ echo one\none\n$ echo two\ntwo\n```\n\nrest\n"
