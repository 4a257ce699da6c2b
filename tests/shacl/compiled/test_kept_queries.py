"""What is made of a constraint's query is the same, be it made now or kept from an earlier run."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from csto_kg.errors import CstoKgError
from csto_kg.shacl.compiled import bound_query, planned_query
from csto_kg.shacl.compiled.bound_query import BoundQuery
from csto_kg.shacl.compiled.compiled_engine import CompiledEngine
from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.result import Term, ValidationResult
from csto_kg.shacl.wellformed.shapes import load_shapes
from csto_kg.sparql.statistics import count_triples
from csto_kg.sparql.tokens import UnreadableError
from tests.shacl.compiled.made_constraints import asks, focus_nodes, graphs, selects
from tests.shacl.conftest import SHAPES
from tests.shacl.examples import read_examples
from tests.shacl.test_structure import BAD

THIS = ox.NamedNode("e:this")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "kept"
    monkeypatch.setenv("CSTO_KG_CACHE", str(found))
    return found


def _entries(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("bound-*")}


@pytest.fixture(scope="module")
def broken(good: list[ox.Triple], kinds: list[ox.Triple]) -> list[ox.Triple]:
    """All bad facts of structure at once."""
    bad = {triple for example in read_examples(BAD) for triple in example.applied(good)}
    return sorted({*bad, *kinds}, key=str)


def _checked(facts: list[ox.Triple]) -> list[ValidationResult]:
    """What the shipped shapes find, as in a new run."""
    shapes = load_shapes(sorted(SHAPES.rglob("*.ttl")))
    return CompiledEngine().validate(DataGraph.of(facts), shapes)


def test_the_shipped_constraints_are_read_and_planned_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, broken: list[ox.Triple]
) -> None:
    first, entries = _checked(broken), _entries(folder)
    assert len(entries) == 48
    assert len({result.constraint for result in first} - {None}) > 5
    monkeypatch.setattr(planned_query, "read_query", None)
    assert _checked(broken) == first
    assert _entries(folder) == entries


def test_cut_entries_change_nothing(folder: Path, broken: list[ox.Triple]) -> None:
    first, entries = _checked(broken), _entries(folder)
    for cut in (0, 65, 300, -1):
        for name, content in entries.items():
            (folder / name).write_bytes(content[:cut])
        assert _checked(broken) == first
        assert _entries(folder) == entries


JSON = st.recursive(
    st.none() | st.integers(-2, 2) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=20,
)
TEXTS = st.lists(st.text(max_size=3), max_size=3)


@given(JSON | st.tuples(TEXTS | JSON, TEXTS | JSON, JSON))
def test_an_entry_of_any_other_kind_is_none(value: object) -> None:
    found = bound_query._known(json.loads(json.dumps(value)))
    if found is not None:
        used, properties, texts = found
        assert all(isinstance(each, str) for each in (*used, *properties, *texts.values()))


def _answers(query: BoundQuery, store: ox.Store, terms: list[Term]) -> Counter[tuple[object, ...]]:
    rows = [(term,) * len(query.given) for term in terms]
    return Counter(
        (row, *(str(value) for value in solution))
        for row, solution in query.answers(store, rows, count_triples(store))
    )


@pytest.mark.parametrize("few", [0, 100])
@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(triples=graphs, text=st.one_of(selects(), asks()), focus=focus_nodes)
def test_queries_at_random_come_back_and_answer_the_same(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    few: int,
    triples: list[ox.Triple],
    text: str,
    focus: list[Term],
) -> None:
    """Blank nodes among the focus nodes, too: one by one, or all at once."""
    monkeypatch.setattr(bound_query, "_FEW", few)
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    for number in range(3):
        store.add(ox.Quad(ox.BlankNode(f"b{number}"), ox.NamedNode("e:p"), ox.NamedNode("e:n1")))
    blank: list[Term] = [ox.BlankNode(f"b{number}") for number in range(3)]
    wanted = [*(term for term in focus if '"1.0"' not in str(term)), *blank]
    given_ = ("this", "value") if text.startswith("ASK") else ("this",)
    try:
        made = BoundQuery(text, given_, {"c": ox.Literal(1)})
    except UnreadableError:
        assume(False)
    expected = _answers(made, store, wanted)
    made.keep()
    again = BoundQuery(text, given_, {"c": ox.Literal(1)})
    assert (again.constants, again._properties, again._texts) == (
        made.constants, made._properties, made._texts,
    )  # fmt: skip
    assert _answers(again, store, wanted) == expected


SELECT = "SELECT $this { $this <e:p> ?b . ?b <e:q> $limit }"


def _store(triples: int) -> ox.Store:
    store = ox.Store()
    pairs = (("e:p", "e:b"), ("e:q", "e:c"), ("e:other", "e:d"))
    store.extend(
        ox.Quad(ox.NamedNode(f"e:{number}"), ox.NamedNode(name), ox.NamedNode(value))
        for number in range(triples)
        for name, value in pairs
    )
    return store


def _planned(store: ox.Store, limit: Term = THIS) -> int:
    """Return how many texts there are when the query was asked of a store, in a new run."""
    query = BoundQuery(SELECT, ("this",), {"limit": limit})
    list(query.answers(store, [(THIS,)], count_triples(store)))
    query.keep()
    return len(query._texts)


def test_a_graph_of_another_order_of_magnitude_has_plans_of_its_own(folder: Path) -> None:
    assert [_planned(_store(count)) for count in (20, 25, 1500, 1700, 20)] == [1, 1, 2, 2, 2]
    assert len(_entries(folder)) == 1


def test_what_other_properties_have_makes_no_plan(folder: Path) -> None:
    store = _store(20)
    assert _planned(store) == 1
    store.extend(
        ox.Quad(ox.NamedNode(f"e:{number}"), ox.NamedNode("e:other"), THIS)
        for number in range(5000)
    )
    assert _planned(store) == 1
    assert len(_entries(folder)) == 1


def test_the_oldest_plans_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bound_query, "_MOST_TEXTS", 2)
    assert [_planned(_store(count)) for count in (1, 20, 300, 5000)] == [1, 2, 2, 2]
    assert len(_entries(folder)) == 1


def test_what_is_bound_is_part_of_a_query(folder: Path) -> None:
    store = ox.Store()
    for number in range(3):
        node, b = ox.NamedNode(f"e:{number}"), ox.NamedNode(f"e:b{number}")
        store.add(ox.Quad(node, ox.NamedNode("e:p"), b))
        store.add(ox.Quad(b, ox.NamedNode("e:q"), ox.Literal(str(number))))
    rows = [(ox.NamedNode(f"e:{number}"),) for number in range(3)]
    for _ in range(2):
        for number in range(3):
            query = BoundQuery(SELECT, ("this",), {"limit": ox.Literal(str(number)), "no": THIS})
            found = query.answers(store, rows, count_triples(store))
            assert [row for row, _ in found] == [rows[number]]
            assert [*query.constants] == ["limit"]
            query.keep()
    assert len(_entries(folder)) == 3


def test_a_plan_for_nodes_is_none_for_literals(folder: Path) -> None:
    """Only another literal can be equal to a value that is not the same term."""
    store = ox.Store()
    store.add(ox.Quad(THIS, ox.NamedNode("e:p"), ox.Literal(1)))
    decimal = ox.Literal("1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    for term, count in ((THIS, 0), (decimal, 1)):
        query = BoundQuery("SELECT $this { ?s <e:p> ?a FILTER (?a = $this) }", ("this",), {})
        found = query.answers(store, [(term,)], count_triples(store))
        assert len([*found]) == count
        query.keep()
    assert len(_entries(folder)) == 1


def test_a_blank_node_is_another_one_in_each_run(folder: Path) -> None:
    store = _store(1)
    store.add(ox.Quad(ox.NamedNode("e:b"), ox.NamedNode("e:q"), ox.BlankNode("x")))
    assert _planned(store, ox.BlankNode("x")) == 0
    assert not folder.exists()


@pytest.mark.parametrize(
    "text", ["SELECT (COUNT(?a) AS ?n) { $this ?a ?b }", "SELECT $this { SERVICE <e:s> { } }", "%"]
)
def test_a_query_that_is_refused_is_not_kept(folder: Path, text: str) -> None:
    said = []
    for _ in range(2):
        with pytest.raises((UnreadableError, CstoKgError)) as caught:
            BoundQuery(text, ("this",), {})
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert not folder.exists()
