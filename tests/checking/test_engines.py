"""The shipped shapes by both engines, over the shipped graph with errors; what they look at."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.checking.snapshot import Snapshot
from csto_kg.checking.suite import Checks, load_checks, load_rules, readings
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.resources import find_resources
from csto_kg.shacl.compiled.compiled_engine import CompiledEngine, all_results
from csto_kg.shacl.compiled.evaluation import Evaluation
from csto_kg.shacl.compiled.model import Shape, SparqlConstraint, node_name
from csto_kg.shacl.compiled.model_reading import read_model
from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.graph.paths import Predicate
from csto_kg.shacl.pyshacl.pyshacl_engine import PyshaclEngine
from csto_kg.terms import RDF
from tests.shacl.compiled.test_core_engine import turtle

TESTS = Path(__file__).resolve().parents[1]
TYPE = ox.NamedNode(f"{RDF}type")
JUNK = [
    triple.object
    for triple in turtle(
        """@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <https://e/> <https://e/p> <https://e/junk> , [] , "junk" , "x"@en , "y"@en , -1 , 01 ,
            true , 1.50 , "x"^^xsd:integer , "5"^^xsd:nonNegativeInteger , "9999-12-31"^^xsd:date ,
            "0001-01-01"^^xsd:date , "2018-02-30"^^xsd:date ."""
    )
]


@pytest.fixture(scope="module")
def graphs() -> list[tuple[Checks, list[ox.Triple]]]:
    """For the common shapes, and those of each reading: the facts with what follows."""
    resources = find_resources()
    rules = load_rules(resources)
    with KnowledgeBase.open() as kb:
        snapshot = Snapshot.of(kb.store, rules)
    return [
        (checks, sorted({*snapshot.facts, *snapshot.derived(checks.rules)}, key=str))
        for checks in load_checks(resources, rules, readings(resources))
    ]


def by_both(data: list[ox.Triple], checks: Checks) -> None:
    graph = DataGraph.of(data)
    found = Counter(CompiledEngine().validate(graph, checks.shapes))
    expected = Counter(PyshaclEngine().validate(graph, checks.shapes))
    assert not [*(found - expected), *(expected - found)][:3]


def test_nothing_is_looked_at_where_all_is_right(
    graphs: list[tuple[Checks, list[ox.Triple]]],
) -> None:
    for checks, facts in graphs:
        evaluation = Evaluation(DataGraph.of(facts), checks.shapes)
        assert list(all_results(evaluation, read_model(checks.shapes))) == []
        assert evaluation.looked_at == 0


def test_little_is_looked_at_where_little_is_wrong(
    graphs: list[tuple[Checks, list[ox.Triple]]],
) -> None:
    """A record without its status, out of hundreds of focus nodes and shapes."""
    checks, facts = graphs[0]
    wrong = next(t for t in facts if t.predicate.value.endswith("ontology#status"))
    data = [t for t in facts if (t.subject, t.predicate) != (wrong.subject, wrong.predicate)]
    evaluation = Evaluation(DataGraph.of(data), checks.shapes)
    found = list(all_results(evaluation, read_model(checks.shapes)))
    assert "record-status" in {result.shape.rsplit("#")[-1] for result in found}
    assert 0 < evaluation.looked_at < 200


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_both_engines_find_the_same_errors(
    seed: int, graphs: list[tuple[Checks, list[ox.Triple]]]
) -> None:
    for checks, facts in graphs:
        by_both(_changed(facts, random.Random(seed), 250), checks)


def _changed(facts: list[ox.Triple], rnd: random.Random, times: int) -> list[ox.Triple]:
    """Facts with as many changes at random, of values that can be compared."""
    held = dict.fromkeys(facts)
    for _ in range(times):
        one, other = rnd.choice(facts), rnd.choice(facts)
        kind = rnd.random()
        if kind < 0.5:
            held.pop(one, None)
        if kind > 0.3:
            value = rnd.choice(JUNK[:8]) if kind < 0.6 else other.object
            predicate = one.predicate if kind < 0.9 else other.predicate
            if not _orders(predicate):
                held[ox.Triple(one.subject, predicate, value)] = None
    return list(held)


def _orders(predicate: ox.NamedNode) -> bool:
    """Whether shapes compare the values of a property, as rdflib does otherwise."""
    name = predicate.value.rsplit("#")[-1].lower()
    return any(part in name for part in ("earliest", "latest", "from", "until", "day", "months"))


def test_every_constraint_that_is_shipped_is_broken_once(
    graphs: list[tuple[Checks, list[ox.Triple]]],
) -> None:
    """At suspects as at all focus nodes; or else in what examples and scenarios expect."""
    shown = (TESTS / "shacl" / "structure" / "bad.txt").read_text("utf-8")
    shown += "".join(path.read_text("utf-8") for path in TESTS.glob("scenarios/*/expected.tsv"))
    for checks, facts in graphs:
        model = read_model(checks.shapes)
        needed = {each for shape in model for each in _constraints(shape)}
        for way in range(2):
            data = DataGraph.of(_spoilt(facts, checks, model, way))
            found = Counter(all_results(Evaluation(data, checks.shapes), model))
            everywhere = all_results(Evaluation(data, checks.shapes), model, everywhere=True)
            assert found == Counter(everywhere)
            needed -= {(result.shape, result.component, result.constraint) for result in found}
        left = {name.rsplit("#")[-1] for name, _, _ in needed}
        assert {name for name in left if name not in shown} == set()


def _constraints(shape: Shape) -> Iterator[tuple[str, str, str | None]]:
    for inner in shape.property_shapes:
        yield from _constraints(inner)
    for each in shape.constraints:
        if each.name != "Property":
            node = node_name(each.node) if isinstance(each, SparqlConstraint) else None
            yield shape.name, each.component, node


def _spoilt(
    facts: list[ox.Triple], checks: Checks, model: tuple[Shape, ...], way: int
) -> list[ox.Triple]:
    """Facts with a focus node for each property shape that has no value (0), or wrong ones (1)."""
    held = dict.fromkeys(facts)
    evaluation = Evaluation(DataGraph.of(facts), checks.shapes)
    for number, shape in enumerate(each for one in model for each in (one, *one.property_shapes)):
        targets = shape.targets
        node = ox.NamedNode(f"https://e/{number}")
        held.update(dict.fromkeys(ox.Triple(node, TYPE, each) for each in targets.classes))
        wrong = {*targets.subjects_of}
        if isinstance(shape.path, Predicate) and shape.path.iri != TYPE.value:
            wrong.add(ox.NamedNode(shape.path.iri))
            found = [n for n in evaluation.focus_nodes(targets) if isinstance(n, ox.NamedNode)]
            focus = found[number % len(found)] if found and not way else node
            for value in evaluation.about(focus).get(shape.path.iri, ()):
                held.pop(ox.Triple(focus, ox.NamedNode(shape.path.iri), value), None)
        if way:
            held.update(dict.fromkeys(ox.Triple(node, p, v) for p in wrong for v in JUNK))
    return list(held)
