"""A made-up guild whose wardens follow one another: a data folder, small and quick to check."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csto_kg.knowledge_base import KnowledgeBase

ROOT = Path(__file__).resolve().parent.parent
FIXTURE = ROOT / "tests" / "fixtures" / "guild"

PREFIXES = """\
@prefix csto: <https://w3id.org/csto-kg/ontology#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix graph: <https://w3id.org/csto-kg/graph/> .
@prefix id: <https://w3id.org/csto-kg/id/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
LINES = PREFIXES.count("\n")
"""How many lines stand before what a test writes."""

ID = "https://w3id.org/csto-kg/id/"
GRAPH = "https://w3id.org/csto-kg/graph/"


def make_data(folder: Path) -> Path:
    """Make a data folder with the guild and the repository's queries; return it."""
    (folder / "ontology").mkdir(parents=True)
    for part in (FIXTURE / "ontology").iterdir():
        (folder / "ontology" / part.name).symlink_to(part)
    (folder / "ontology" / "context.jsonld").symlink_to(ROOT / "ontology" / "context.jsonld")
    (folder / "graphs").symlink_to(FIXTURE / "graphs")
    (folder / "queries").symlink_to(ROOT / "queries")
    return folder


def own_copy(data: Path, part: str) -> Path:
    """Put a copy, to change, in the place of a folder of a data folder that is a link."""
    original = (data / part).resolve()
    (data / part).unlink()
    shutil.copytree(original, data / part)
    return data / part


def tenure(name: str, start: str, end: str, **said: str) -> str:
    """Return a tenure of the warden in Turtle, of a source "notes"."""
    values = {
        "holder": f"id:{name}",
        "office": "id:warden",
        "start": f'"{start}"^^xsd:date',
        "end": f'"{end}"^^xsd:date' if end else "",
        "status": "csto:ReportedAsFact",
        "source": "id:notes",
        "evidence": "id:note-1",
        **said,
    }
    listed = " ;\n".join(f"    csto:{key} {value}" for key, value in values.items() if value)
    return f"id:{name}-{start} a csto:Tenure ;\n{listed} .\n"


NOTES = "id:notes a csto:Document .\nid:note-1 a csto:Citation .\n"


def facts(path: Path, *texts: str) -> Path:
    """Write Turtle facts, with the usual prefixes before them."""
    path.write_text(PREFIXES + "".join(texts), encoding="utf-8")
    return path


def open_guild(data: Path, store: Path | None = None) -> KnowledgeBase:
    """Open the guild, in memory or in a store."""
    return KnowledgeBase.open(store, data=data)


# Fixtures: in memory for checks, copied from one made store for changes.


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_data(tmp_path_factory.mktemp("guild") / "data")


@pytest.fixture(scope="session")
def _made(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("made") / "kg"
    with open_guild(data, store) as kb:
        kb.store.graph_names()
    return store


@pytest.fixture
def memory(data: Path) -> Iterator[KnowledgeBase]:
    """The guild as it is shipped."""
    with open_guild(data) as kb:
        yield kb


@pytest.fixture
def store(_made: Path, tmp_path: Path) -> Path:
    """The directory of a store with the guild."""
    shutil.copytree(_made, tmp_path / "kg")
    return tmp_path / "kg"


@pytest.fixture
def kb(data: Path, store: Path) -> Iterator[KnowledgeBase]:
    """The guild in a store of its own."""
    with open_guild(data, store) as opened:
        yield opened


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes facts into a file."""

    def write(*texts: str, name: str = "notes.ttl") -> Path:
        return facts(tmp_path / name, *texts)

    return write
