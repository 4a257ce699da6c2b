"""What follows is the same, be it derived or kept from an earlier run."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csto_kg.checking.derivations import facts_digest, keep_derived, recall_derived
from csto_kg.checking.snapshot import Snapshot
from csto_kg.checking.suite import load_checks, load_rules, readings
from csto_kg.errors import InputError
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.resources import find_resources
from tests.guild import make_data, open_guild, own_copy

P, Q = ox.NamedNode("urn:p"), ox.NamedNode("urn:q")
NODES = [ox.NamedNode("urn:a"), *(ox.BlankNode(f"b{number}") for number in range(4))]
VALUES = [*NODES, ox.Literal("a"), ox.Literal("[ <urn:p> <urn:a> ]")]
TRIPLES = st.builds(
    ox.Triple, st.sampled_from(NODES), st.sampled_from([P, Q]), st.sampled_from(VALUES)
)
GRAPHS = st.frozensets(TRIPLES, max_size=6)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "kept"
    monkeypatch.setenv("CSTO_KG_CACHE", str(found))
    return found


def _derived(resources_of: Path | None = None) -> list[tuple[ox.Triple, ...]]:
    """What follows from a graph by the common rules and under each reading, in a new session."""
    with KnowledgeBase.open(data=resources_of) as kb:
        rules = load_rules(kb.session.resources)
        snapshot = Snapshot.of(kb.store, rules)
        return [snapshot.derived(each) for each in rules]


def test_the_shipped_graph_is_derived_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSTO_KG_CACHE", "off")
    without = _derived()
    monkeypatch.setenv("CSTO_KG_CACHE", str(folder))
    first = _derived()
    monkeypatch.setattr("csto_kg.shacl.rules.fixpoint.derive", None)
    monkeypatch.setattr("csto_kg.shacl.rules.rule_set.rules_of", None)
    assert _derived() == first == without
    assert (len({*without}), min(map(len, without)) > 500) == (3, True)


def test_a_changed_fact_or_rule_is_another_matter(folder: Path, tmp_path: Path) -> None:
    data = make_data(tmp_path / "data")
    before = _derived(data)
    facts = own_copy(data, "graphs") / "chronicle.ttl"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("csto:Hearsay", "csto:ReportedAsFact"), encoding="utf-8")
    changed = _derived(data)
    assert changed != before
    facts.write_text(text, encoding="utf-8")
    assert _derived(data) == before
    rules = next((own_copy(data, "ontology/rules")).glob("*.ttl"))
    broken = rules.read_text(encoding="utf-8").replace("CONSTRUCT", "CONSTRUCTED", 1)
    rules.write_text(broken, encoding="utf-8")
    with pytest.raises(InputError) as error:
        _derived(data)
    assert error.value.location is not None
    assert error.value.location.file == str(rules)


def test_broken_rules_and_shapes_are_refused_each_time(folder: Path, tmp_path: Path) -> None:
    data = make_data(tmp_path / "data")
    with open_guild(data) as kb:
        kb.validate()
    resources = find_resources(data)
    shapes = next(own_copy(data, "ontology/shapes").glob("*.ttl"))
    text = shapes.read_text(encoding="utf-8")
    shapes.write_text(text.replace("sh:minCount 1", 'sh:minCount "x"'), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(InputError, match="minCount"):
            load_checks(resources, load_rules(resources), readings(resources))
    shapes.write_text(text, encoding="utf-8")
    assert load_checks(resources, load_rules(resources), readings(resources))


def test_damaged_entries_change_no_answer(folder: Path, tmp_path: Path) -> None:
    data = make_data(tmp_path / "data")
    right = _derived(data)
    names = {path.name for path in folder.iterdir()}
    assert {name.split("-")[0] for name in names} >= {"rules", "derived"}
    for cut in (0, 1, 64, 65, 100, 1000, -1, -2):
        for path in folder.iterdir():
            path.write_bytes(path.read_bytes()[:cut])
        assert _derived(data) == right
        assert {path.name for path in folder.iterdir()} == names


@settings(max_examples=400)
@given(GRAPHS, GRAPHS, st.permutations(range(4)))
def test_two_graphs_have_one_digest_if_blank_nodes_alone_tell_them_apart(
    one: frozenset[ox.Triple], other: frozenset[ox.Triple], order: list[int]
) -> None:
    renamed = _renamed(one, order)
    assert facts_digest(renamed) == facts_digest(one)
    for each in (other, _renamed(one - {next(iter(one), None)}, order)):
        if facts_digest(one) is not None:
            assert (facts_digest(one) == facts_digest(each)) == (
                _canonical(one) == _canonical(each)
            )


def _renamed(facts: frozenset[ox.Triple | None], order: list[int]) -> frozenset[ox.Triple]:
    names = {NODES[1 + at]: ox.BlankNode(f"n{to}") for at, to in enumerate(order)}
    return frozenset(
        ox.Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object))
        for t in facts
        if t is not None
    )


def _canonical(facts: frozenset[ox.Triple]) -> set[str]:
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in facts)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, dataset))


def test_what_cannot_be_told_quickly_has_no_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    b, c = NODES[1], NODES[2]
    shared = frozenset([ox.Triple(NODES[0], P, b), ox.Triple(NODES[0], Q, b)])
    circle = frozenset([ox.Triple(b, P, c), ox.Triple(c, P, b)])
    nodes = [ox.BlankNode(f"n{number}") for number in range(5000)]
    deep = frozenset(ox.Triple(a, P, z) for a, z in pairwise(nodes))
    assert [facts_digest(each) for each in (shared, circle, deep)] == [None] * 3
    few = frozenset(ox.Triple(NODES[0], P, ox.Literal(number)) for number in range(5))
    assert facts_digest(few) is not None
    monkeypatch.setattr("csto_kg.checking.derivations._MOST", 4)
    assert facts_digest(few) is None


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (ox.Literal('ß "\\ \n\r\t\x00'), True),
        (ox.Literal("01", datatype=ox.NamedNode("urn:x")), True),
        (ox.Literal("colour", language="en-gb"), True),
        (ox.Literal("colour", language="en", direction=ox.BaseDirection.LTR), True),
        (ox.BlankNode("b1"), False),
        (ox.Triple(P, P, P), False),
    ],
)
def test_only_what_comes_back_the_same_is_kept(value: ox.Literal, kept: bool, folder: Path) -> None:
    triples = (ox.Triple(NODES[0], P, value),)
    keep_derived(triples, "x")
    assert recall_derived("x") == (triples if kept else None)
