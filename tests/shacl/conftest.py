"""The project's shapes and the ontology that they refer to; a fact is checked in a moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.shacl.compiled.compiled_engine import CompiledEngine
from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.pyshacl.pyshacl_engine import PyshaclEngine
from csto_kg.shacl.result import ValidationResult
from csto_kg.shacl.wellformed.shapes import Shapes, load_shapes
from csto_kg.terms import CSTO, RDF, RDFS

ROOT = Path(__file__).resolve().parents[2]
SHAPES = ROOT / "ontology" / "shapes"
STRUCTURE = [
    path for path in sorted(SHAPES.glob("*.ttl"))
    if not path.stem.startswith(("rotation", "terms"))
]  # fmt: skip

Check = Callable[[Sequence[ox.Triple], Shapes], list[ValidationResult]]


def read(path: Path) -> list[ox.Triple]:
    """The triples of a Turtle file."""
    return [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]


@pytest.fixture(scope="session")
def ontology() -> list[ox.Triple]:
    return read(ROOT / "ontology" / "csto.ttl")


@pytest.fixture(scope="session")
def kinds(ontology: list[ox.Triple]) -> list[ox.Triple]:
    """Of the ontology, what the shapes look at: which kind is above which, what is in the lists."""
    return [
        triple for triple in ontology
        if triple.predicate.value in (f"{RDFS}subClassOf", f"{CSTO}countsInChecks")
        or (triple.predicate.value == f"{RDF}type" and str(triple.object).startswith(f"<{CSTO}"))
    ]  # fmt: skip


@pytest.fixture(scope="session")
def good() -> list[ox.Triple]:
    """One thing and one record of each kind, all in order."""
    return read(Path(__file__).parent / "structure" / "good.ttl")


@pytest.fixture(scope="session")
def structure() -> Shapes:
    """What each kind of record and thing must have, whatever the rotation rule says."""
    return load_shapes(STRUCTURE)


@pytest.fixture(scope="session")
def term_shapes() -> Shapes:
    return load_shapes([SHAPES / "terms.ttl"])


@pytest.fixture(scope="session")
def check(kinds: list[ox.Triple]) -> Check:
    """Check facts, with what the shapes need of the ontology, by both engines."""

    def checked(facts: Sequence[ox.Triple], shapes: Shapes) -> list[ValidationResult]:
        data = DataGraph.of([*facts, *kinds])
        found = CompiledEngine().validate(data, shapes)
        assert found == PyshaclEngine().validate(data, shapes)
        return found

    return checked
