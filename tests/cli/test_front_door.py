"""The command line works through `KnowledgeBase`: what else it imports only names and writes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# And the room that checks data of any kind, without a graph of ours: by what it gives to all.
_DOORS = ("csto_kg", "csto_kg.shacl")
_ALLOWED = (
    "csto_kg.cli", "csto_kg.knowledge_base", "csto_kg.output", "csto_kg.errors",
    "csto_kg.terms", "csto_kg.text", "csto_kg.text_files", "csto_kg.progress", "csto_kg.__about__",
    # Names of formats, and what writes reports.
    "csto_kg.rdf_files.formats", "csto_kg.export.selection",
    "csto_kg.checking.formats", "csto_kg.reasoning.consistency_report",
)  # fmt: skip


@pytest.mark.parametrize(
    "path", sorted((ROOT / "csto_kg" / "cli").glob("*.py")), ids=lambda path: path.name
)
def test_commands_use_the_front_door(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {name for name in _imported(tree) if not _allowed(name)}
    assert not found, f"{path.name}: let KnowledgeBase do it"
    inner = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    assert not [node.lineno for node in inner if node.attr == "session"]


def _allowed(name: str) -> bool:
    return name in _DOORS or f"{name}.".startswith(tuple(f"{known}." for known in _ALLOWED))


def _imported(tree: ast.AST) -> Iterator[str]:
    """The modules of ours that are imported when the code runs, not those for types alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("csto_kg"):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("csto_kg"))
        else:
            yield from _imported(node)
