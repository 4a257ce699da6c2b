"""A made-up guild whose wardens follow one another: a data folder, small and quick to check."""

from __future__ import annotations

import shutil
from pathlib import Path

from csto_kg.knowledge_base import KnowledgeBase

ROOT = Path(__file__).resolve().parent.parent.parent
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
