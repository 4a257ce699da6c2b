"""Other tools open what we write: as many triples, and the same RDFC-1.0 canonical form.

The graph is the shipped one with the ontology, which has blank nodes and lists.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import owlready2
import pyoxigraph as ox
import pytest
import rdflib

from csto_kg.export.serialize import export
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.rdf_files.formats import FORMATS
from csto_kg.writers.statements import statements, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[2]
N3, JENA = ROOT / ".servers" / "n3", ROOT / ".servers" / "fuseki"
SCRIPT = ROOT / "tests" / "export" / "n3" / "to-nquads.cjs"
SECONDS = 120


class Files:
    """The graph in a file of each format, and what must be found in them."""

    def __init__(self, folder: Path) -> None:
        self.paths = {name: folder / f"graph{FORMATS[name].extensions[0]}" for name in FORMATS}
        with KnowledgeBase.open() as kb:
            self.quads = list(kb.store.quads())
            for name, path in self.paths.items():
                text = export(kb.store, kb.store.graph_names(), name)
                path.write_text(text, encoding="utf-8", newline="")

    def check(self, name: str, found: Iterable[ox.Quad]) -> None:
        """Compare what a tool found in the file of a format."""
        quads = list(found)
        wanted = self.quads if FORMATS[name].graphs else list(merged(self.quads))
        assert len(set(quads)) == len(set(wanted)) > 5000
        assert fingerprint(quads) == fingerprint(wanted)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("files"))


def merged(quads: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
    return {ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads}


def fingerprint(quads: Iterable[ox.Quad]) -> str:
    return hashlib.sha256(text_of(statements(quads)).encode()).hexdigest()


def without(what: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"in CI no tool may be missing: {what}")
    pytest.skip(what)


def output(*command: str | Path) -> bytes:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"ERROR" not in done.stderr, done.stderr.decode()
    return done.stdout


@pytest.mark.parametrize("name", FORMATS)
def test_oxigraph(files: Files, name: str) -> None:
    store = ox.Store()
    store.load(path=files.paths[name])  # it knows the formats by their extensions
    files.check(name, store)


RDFLIB = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.usefixtures("literals_as_written")
@pytest.mark.parametrize("name", FORMATS)
def test_rdflib(files: Files, name: str) -> None:
    if FORMATS[name].graphs:
        dataset = rdflib.Dataset()
        dataset.parse(files.paths[name], format=RDFLIB.get(name, name))
        written = dataset.serialize(format="nquads", encoding="utf-8")
        files.check(name, ox.parse(written, format=ox.RdfFormat.N_QUADS))
    else:
        graph = rdflib.Graph().parse(files.paths[name], format=RDFLIB[name])
        written = graph.serialize(format="nt", encoding="utf-8")
        files.check(name, ox.parse(written, format=ox.RdfFormat.N_TRIPLES))


@pytest.mark.parametrize("name", ["ntriples", "rdfxml"])
def test_owlready2(files: Files, name: str) -> None:
    world = owlready2.World()
    with files.paths[name].open("rb") as stream:
        ontology = world.get_ontology("https://example.org/").load(fileobj=stream)
    found = io.BytesIO()
    ontology.save(found, format="ntriples")
    text = found.getvalue().decode()
    if name == "rdfxml":  # its reader of RDF/XML drops the "/" at the end of an IRI
        text = text.replace("/by/4.0> .", "/by/4.0/> .")
    files.check(name, ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES))


@pytest.mark.parametrize("name", ["turtle", "trig", "ntriples", "nquads"])
def test_n3_js(files: Files, name: str) -> None:
    if shutil.which("node") is None or not (N3 / ".complete").exists():
        without("N3.js is not installed (make servers)")
    written = output("node", SCRIPT, N3, FORMATS[name].title, files.paths[name])
    files.check(name, ox.parse(written, format=ox.RdfFormat.N_QUADS))


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_jena_riot(files: Files, name: str) -> None:
    if shutil.which("java") is None or not (JENA / ".complete").exists():
        without("Jena is not installed (make servers)")
    classes = str(JENA / "*")
    written = output("java", "-cp", classes, "riotcmd.riot", "--output=nquads", files.paths[name])
    files.check(name, ox.parse(written, format=ox.RdfFormat.N_QUADS))
