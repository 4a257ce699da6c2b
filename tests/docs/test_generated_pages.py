"""The generated pages of the manual say what the code, the queries and the graph say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repo.files import repository_texts
from tools import docs, reference


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_page_is_as_generated(name: str) -> None:
    page = reference.DOCS / name
    assert page.is_file(), f"docs/{name} is missing: run python tools/reference.py"
    generated = reference.PAGES[name]()
    assert page.read_text(encoding="utf-8") == generated, "run python tools/reference.py"


def test_every_command_is_in_the_reference() -> None:
    from csto_kg.cli.main import cli

    page = reference.cli_page()
    import click

    context = click.Context(cli)
    names = cli.list_commands(context)
    assert len(names) >= 8
    for name in names:
        assert f"\n## csto-kg {name}\n" in page
        command = cli.get_command(context, name)
        assert command is not None
        assert "Example" in command.get_help(click.Context(command)), f"{name} has no example"


def test_make_docs_makes_all_that_says_it_is_generated(root: Path) -> None:
    texts = repository_texts(root, "docs", "ontology")
    marked = {name for name, text in texts.items() if "Made by tools/" in text[:500]}
    assert len(marked) >= 6
    assert marked <= docs.generated().keys()
