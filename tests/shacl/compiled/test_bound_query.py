"""Queries with variables bound beforehand: as if the values stood in their place."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csto_kg.shacl.compiled.bound_query import read_bound
from csto_kg.shacl.result import Term
from csto_kg.sparql.costs import count_triples
from tests.shacl.compiled.made_constraints import asks, focus_nodes, graphs, selects, written_out


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
    for row, solution in read_bound(query, ("this",), {}).answers(
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
    bound = read_bound(query, ("this", "value"), {"limit": constant})
    found = Counter(row for row, _ in bound.answers(store, rows, count_triples(store)))
    expected: Counter[tuple[Term, ...]] = Counter()
    for row in rows:
        text = query
        for name, term in zip(("this", "value", "limit"), (*row, constant), strict=True):
            text = written_out(text, name, term)
        if not store.query(text):
            expected[row] += 1
    assert found == expected
