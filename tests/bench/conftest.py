"""Generated graphs, made once."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

_ROOT = str(Path(__file__).resolve().parents[2])
if _ROOT not in sys.path:  # for `bench` and `tests.graph.facts`, whichever way pytest is started
    sys.path.insert(0, _ROOT)

from bench.errors import Errors  # noqa: E402
from bench.generate import Generator  # noqa: E402
from bench.triples import nquads  # noqa: E402
from tests.graph.facts import ONTOLOGY, Dataset, Facts, Ontology, read  # noqa: E402

SIZE = 10_000
ERRORS = 34  # each kind twice


def facts(lines: Iterable[str]) -> Facts:
    quads = ox.parse(input="".join(lines), format=ox.RdfFormat.N_QUADS)
    return Facts(quad.triple for quad in quads)


def lines(size: int, seed: int = 1, errors: Errors | None = None) -> list[str]:
    """The lines of a graph."""
    written = "".join(nquads(Generator(size, seed, errors).nodes()))
    return written.splitlines(keepends=True)


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return Ontology(read(ONTOLOGY).triples)


@pytest.fixture(scope="session")
def whole_lines() -> list[str]:
    """A graph without errors."""
    return lines(SIZE)


@pytest.fixture(scope="session")
def whole(whole_lines: list[str], ontology: Ontology) -> Dataset:
    return Dataset(facts(whole_lines), ontology)


@pytest.fixture(scope="session")
def spoilt() -> tuple[list[str], Errors]:
    """A graph with each kind of error, and the list of them."""
    errors = Errors(ERRORS)
    return lines(4 * SIZE, errors=errors), errors
