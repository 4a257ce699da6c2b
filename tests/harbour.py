"""A small made-up graph beside the real ontology and queries, for commands that look up."""

from __future__ import annotations

from pathlib import Path

import pytest

from csto_kg.resources import find_resources

ROOT = Path(__file__).resolve().parent.parent
FIXTURE = ROOT / "tests" / "fixtures" / "harbour"


def make_data(folder: Path, *, graphs: Path = FIXTURE / "graphs") -> Path:
    """Make a data folder whose ontology and queries are the repository's; return it."""
    folder.mkdir(parents=True)
    for name in ("ontology", "queries"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "graphs").symlink_to(graphs)
    assert find_resources(folder).graph_files
    return folder


def text() -> str:
    """The text of the harbour report, line ends as they are."""
    return (FIXTURE / "harbour.txt").read_bytes().decode()


@pytest.fixture
def harbour(environment: dict[str, str], tmp_path: Path) -> Path:
    """The program works on the harbour; its text lies in the folder that it runs in."""
    environment["CSTO_KG_DATA"] = str(make_data(tmp_path / "data"))
    (tmp_path / "harbour.txt").write_bytes(text().encode())
    return tmp_path
