"""The real files, read once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

_ROOT = str(Path(__file__).resolve().parents[2])
if _ROOT not in sys.path:  # for `tests.graph.facts`, whichever way pytest is started
    sys.path.insert(0, _ROOT)

from tests.graph.facts import GRAPH_FILES, ONTOLOGY, Dataset, Ontology, read  # noqa: E402


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return Ontology(read(ONTOLOGY).triples)


@pytest.fixture(scope="session")
def data(ontology: Ontology) -> Dataset:
    return Dataset(read(*GRAPH_FILES), ontology)
