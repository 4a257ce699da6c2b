"""Queries with variables bound beforehand: as if the values stood in their place."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from csto_kg.shacl.compiled import bound_query
from csto_kg.shacl.compiled.bound_query import BoundQuery
from csto_kg.shacl.result import Term
from csto_kg.sparql.statistics import count_triples
from tests.shacl.compiled.made_constraints import (
    NODES,
    UNKNOWN,
    asks,
    focus_nodes,
    graphs,
    selects,
    written_out,
)


def _store(triples: list[ox.Triple]) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return store


def _stored(term: Term) -> Term:
    return ox.Literal("1", datatype=term.datatype) if str(term).startswith('"1.0"') else term  # type: ignore[union-attr]


def _shown(focus: Term, solution: ox.QuerySolution) -> tuple[str, ...]:
    def value(name: str) -> str:
        try:
            return str(solution[name])
        except KeyError:
            return "not projected"

    return (str(focus), *map(value, ("a", "value", "c", "s", "n")))


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(graphs, selects(), focus_nodes)
def test_a_select_finds_what_it_does_with_the_term_written_in(
    triples: list[ox.Triple], query: str, focus: list[Term]
) -> None:
    store = _store(triples)
    rows = [(_stored(term),) for term in focus]
    found: Counter[tuple[str, ...]] = Counter()
    for row, solution in BoundQuery(query, ("this",), {}).answers(
        store, rows, count_triples(store)
    ):
        found[_shown(row[0], solution)] += 1
    expected: Counter[tuple[str, ...]] = Counter()
    for (term,) in rows:
        solutions = store.query(written_out(query, "this", term))
        assert isinstance(solutions, ox.QuerySolutions)
        expected.update(_shown(term, solution) for solution in solutions)
    assert found == expected


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(graphs, asks(), focus_nodes, focus_nodes, st.sampled_from(["<e:n1>", "1"]))
def test_an_ask_fails_where_it_does_with_the_terms_written_in(
    triples: list[ox.Triple], query: str, focus: list[Term], values: list[Term], limit: str
) -> None:
    store = _store(triples)
    # An inner query must hand on all that is given.
    query = query.replace("?c", "$limit").replace("$this $value", "$this $value $limit")
    query = query.replace("?value", "$value")
    rows = [(_stored(one), _stored(other)) for one in focus for other in values]
    constant = ox.Literal(1) if limit == "1" else ox.NamedNode("e:n1")
    bound = BoundQuery(query, ("this", "value"), {"limit": constant})
    found = Counter(row for row, _ in bound.answers(store, rows, count_triples(store)))
    expected: Counter[tuple[Term, ...]] = Counter()
    for row in rows:
        text = query
        for name, term in zip(("this", "value", "limit"), (*row, constant), strict=True):
            text = written_out(text, name, term)
        if not store.query(text):
            expected[row] += 1
    assert found == expected


_NAMELESS = {node: ox.BlankNode(f"b{number}") for number, node in enumerate(NODES[1:])}


def _renamed(term: object) -> object:
    return _NAMELESS.get(term, term)  # type: ignore[call-overload]


@pytest.mark.parametrize("few", [0, 100])
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(triples=graphs, query=st.one_of(selects(), asks()), focus=focus_nodes)
def test_blank_nodes_are_found_as_iris_are(
    monkeypatch: pytest.MonkeyPatch,
    few: int,
    triples: list[ox.Triple],
    query: str,
    focus: list[Term],
) -> None:
    """One by one, or all at once. What a term is called must not matter to the query."""
    query = query.replace(" (STR(?b) AS ?s)", "")
    assume("STR(" not in query and "ISIRI" not in query and "<e:n1>" not in query)
    monkeypatch.setattr(bound_query, "_FEW", few)
    asks_ = query.startswith("ASK")
    given_ = ("this", "value") if asks_ else ("this",)
    query = query.replace("?value", "$value") if asks_ else query
    rows = [(_stored(term),) * len(given_) for term in focus if term != UNKNOWN]
    named, nameless = _store(triples), ox.Store()
    nameless.extend(
        ox.Quad(_renamed(t.subject), t.predicate, _renamed(t.object))  # type: ignore[arg-type]
        for t in triples
    )
    known = {term for quad in nameless for term in (quad.subject, quad.object)}
    rows = [row for row in rows if _renamed(row[0]) in known or row[0] not in _NAMELESS]
    renamed = [tuple(map(_renamed, row)) for row in rows]
    bound = BoundQuery(query, given_, {})
    expected: Counter[tuple[str, ...]] = Counter()
    for row, solution in bound.answers(named, rows, count_triples(named)):
        shown = _shown(row[0], solution)
        for node, other in _NAMELESS.items():
            shown = tuple(str(other) if each == str(node) else each for each in shown)
        expected[shown] += 1
    found = Counter(
        _shown(row[0], solution)
        for row, solution in bound.answers(nameless, renamed, count_triples(nameless))  # type: ignore[arg-type]
    )
    assert found == expected
