"""Each shape of structure finds what it is for, says so in its own words, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.pyshacl.pyshacl_engine import PyshaclEngine
from csto_kg.shacl.result import SH, Severity
from csto_kg.shacl.wellformed.shapes import Shapes, load_shapes
from csto_kg.terms import CSTO, shorten
from tests.shacl.conftest import ROOT, SHAPES, STRUCTURE, Check, read
from tests.shacl.examples import Example, read_examples, shown

BAD = Path(__file__).parent / "structure" / "bad.txt"
EXAMPLES = read_examples(BAD)


def test_there_are_as_many_examples_as_were_written() -> None:
    assert len(EXAMPLES) == 187


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_bad_fact_gives_these_results(
    example: Example, good: list[ox.Triple], structure: Shapes, check: Check
) -> None:
    found = [shown(result) for result in check(example.applied(good), structure)]
    assert found == example.results
    assert any(line.startswith(f"shape:{example.shape} | ") for line in found)


def test_every_shape_that_can_give_a_result_has_a_bad_example(structure: Shapes) -> None:
    names = {shorten(node.value) for node in giving_results(structure)}
    assert len(names) == 156
    assert {f"shape:{example.shape}" for example in EXAMPLES} == names


def test_facts_in_order_give_no_result(
    good: list[ox.Triple], structure: Shapes, term_shapes: Shapes, check: Check
) -> None:
    assert check(good, structure) == []
    assert check(good, term_shapes) == []


def test_there_is_a_good_fact_of_each_kind(
    good: list[ox.Triple], ontology: list[ox.Triple]
) -> None:
    types = {t.object.value for t in good if t.predicate.value.endswith("#type")}
    leaves = {
        quad.subject.value
        for quad in ontology
        if quad.predicate.value.endswith("#subClassOf") and isinstance(quad.object, ox.NamedNode)
        and quad.object.value.startswith(CSTO)
    }  # fmt: skip
    parents = {
        t.object.value for t in ontology
        if t.predicate.value.endswith("#subClassOf") and isinstance(t.object, ox.NamedNode)
    }  # fmt: skip
    missing = {shorten(iri) for iri in leaves - parents - types}
    assert missing == set()


def test_the_shipped_graph_conforms(ontology: list[ox.Triple]) -> None:
    facts = [t for path in sorted((ROOT / "graphs").glob("*.ttl")) for t in read(path)]
    assert len(facts) > 5000
    shapes = load_shapes([*STRUCTURE, SHAPES / "terms.ttl"])
    assert PyshaclEngine().validate(DataGraph.of([*facts, *ontology]), shapes) == []


def test_the_list_of_statuses_is_that_of_the_ontology(
    structure: Shapes, ontology: list[ox.Triple]
) -> None:
    graph = structure.graph
    (head,) = graph.objects(ox.NamedNode("https://w3id.org/csto-kg/shapes#record-status-listed"),
                           SH + "in")  # fmt: skip
    listed = graph.members(head) or []
    stated = {
        t.subject for t in ontology
        if t.predicate.value.endswith("#type")
        and t.object == ox.NamedNode(CSTO + "EpistemicStatus")
    }  # fmt: skip
    assert len(listed) == len(stated) == 9
    assert set(listed) == stated


def test_all_structure_is_a_matter_of_violations(structure: Shapes) -> None:
    severities = {
        shorten(value.value)
        for node in giving_results(structure)
        for value in structure.graph.objects(node, SH + "severity")
    }
    assert severities == {shorten(Severity.VIOLATION.iri)}


def giving_results(shapes: Shapes) -> list[ox.NamedNode]:
    """The named shapes with targets."""
    return [
        node for node in shapes.graph.subjects()
        if isinstance(node, ox.NamedNode)
        and any(p.startswith(SH + "target") for p in shapes.graph.properties(node))
    ]  # fmt: skip
