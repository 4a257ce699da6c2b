"""The W3C's tests of SHACL Core and SHACL-SPARQL, through the public function, by both engines."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib

from csto_kg.errors import InputError
from csto_kg.shacl import validate
from csto_kg.shacl.graph.shapes_graph import ShapesGraph
from csto_kg.shacl.wellformed.shapes import shapes_of
from tests.conformance.shacl_suite import Case, cases, compared
from tests.outside import suite

KNOWN_FAILURES = {
    ("sparql/pre-binding/shapesGraph-001", "pyshacl"): "$shapesGraph is optional in SHACL-SPARQL,"
    " and refused by name",
}

CASES = cases(suite("shacl/tests", "data-shapes", "data-shapes-test-suite/tests"))


def test_all_tests_are_there() -> None:
    """One that the manifests forget is among them: sparql/component/nodeValidator-001."""
    names = {case.name for case in CASES}
    assert len(CASES) == len(names) == 121
    assert sum(name.startswith("core/") for name in names) == 98
    assert {name for name, _ in KNOWN_FAILURES} <= names


def _graph(triples: tuple[ox.Triple, ...]) -> ox.Dataset:
    return ox.Dataset(ox.Quad(*triple) for triple in triples)


@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
@pytest.mark.parametrize("engine", ["compiled", "pyshacl"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reports_are_those_of_the_suite(
    case: Case, engine: str, request: pytest.FixtureRequest
) -> None:
    reason = KNOWN_FAILURES.get((case.name, engine))
    if reason is not None:  # one that passes fails: xfail_strict
        request.applymarker(pytest.mark.xfail(reason=reason, raises=InputError))
    data, shapes = _graph(case.data), _graph(case.shapes)
    if case.expected is None:
        with pytest.raises(InputError):
            validate(data, shacl_graph=shapes, engine=engine)
        return
    conforms, report, _ = validate(data, shacl_graph=shapes, engine=engine)
    assert isinstance(report, rdflib.Graph)
    assert compared(report, case.expected) == []
    (said,) = case.expected.objects(None, rdflib.SH.conforms)
    assert conforms is said.toPython()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_shapes_of_the_suite_are_understood_or_refused_for_a_reason(case: Case) -> None:
    """What our stricter reading of files refuses beyond SHACL is known, test by test."""
    refused = None
    if case.expected is not None:
        try:
            shapes_of(ShapesGraph(case.shapes))
        except InputError as error:
            refused = error.message.rsplit(": ", 1)[1]
    assert refused == STRICTER.get(case.name)


STRICTER = {
    "core/node/qualified-001": "it has a qualified count and no sh:qualifiedValueShape",
    "core/property/qualifiedValueShape-001": "sh:nodeShape is no term of SHACL",
}
