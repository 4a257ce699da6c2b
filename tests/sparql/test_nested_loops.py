"""EXISTS with nested loops: what is written, that it means the same, and that it is worth it."""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csto_kg.sparql.nested_loops import with_nested_loops
from csto_kg.sparql.tokens import tokenize
from tests.sparql import patterns


def _rewritten(text: str) -> str:
    return "".join(token.text for token in with_nested_loops(tokenize(text)))


def _written(text: str) -> str:
    return " ".join(_rewritten(text).split())


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("?o :p ?x", "?o :p ?x"),
        # What is bound outside comes first, then what that binds.
        ("?x :p ?y . ?y :q ?o", "?y :q ?o LATERAL { ?x :p ?y }"),
        ("?x :p ?y ; :r ?o ; a :C", "?x :r ?o LATERAL { ?x a :C } LATERAL { ?x :p ?y }"),
        ("?x a :C ; :p :n ; :q $this", "?x :q $this LATERAL { ?x :p :n } LATERAL { ?x a :C }"),
        ("?x a :C ; :p :n", "?x :p :n LATERAL { ?x a :C }"),
        ("?x :p ?y , ?z . ?s ?any ?x .", "?s ?any ?x LATERAL { ?x :p ?y } LATERAL { ?x :p ?z }"),
        ("?s :p 1, -2, +.5, 'x'@en, '5'^^:d, true", "?s :p 1 LATERAL { ?s :p -2 } "
         "LATERAL { ?s :p +.5 } LATERAL { ?s :p 'x'@en } LATERAL { ?s :p '5'^^:d } "
         "LATERAL { ?s :p true }"),
        # Paths go from step to step.
        ("?s :p/^:q+ ?x . ?x (:p|!(:q|^a))* ?y",
         "?s :p ?step_1 LATERAL { ?x :q+ ?step_1 } LATERAL { ?x (:p|!(:q|^a))* ?y }"),
        ("?x ^:p/a/(:q/:r)+ ?o , ?y", "?step_2 (:q/:r)+ ?o LATERAL { ?step_1 a ?step_2 } "
         "LATERAL { ?step_1 :p ?x } LATERAL { ?step_3 :p ?x } LATERAL { ?step_3 a ?step_4 } "
         "LATERAL { ?step_4 (:q/:r)+ ?y }"),
        ("?x :p/(:q/:r)*/:p ?o", "?step_2 :p ?o LATERAL { ?step_1 (:q/:r)* ?step_2 } "
         "LATERAL { ?x :p ?step_1 }"),
        ("?x :p/:q|:r ?o ; ^:p 1 ; ^:q ?s",
         "?s :q ?x LATERAL { ?x (:p/:q|:r) ?o } LATERAL { ?x ^:p 1 }"),
        ("?x ^:p|:r ?o ; ^(:p/:q) ?o", "?o (:p/:q) ?x LATERAL { ?x (^:p|:r) ?o }"),
        ("?s :p +5 ; :q+ 5", "?s :p +5 LATERAL { ?s :q+ 5 }"),
        # Filters stay where they are, and have loops of their own inside.
        ("?x :p ?y FILTER(?y > ?o) FILTER NOT EXISTS { ?x :q ?z . ?z :r ?y } ?s :p ?x",
         "?x :p ?y FILTER(?y > ?o) FILTER NOT EXISTS { ?x :q ?z LATERAL { ?z :r ?y } } "
         "LATERAL { ?s :p ?x }"),
        ("FILTER REGEX(?o, 'a') ?s :p ?x", "FILTER REGEX(?o, 'a') LATERAL { ?s :p ?x }"),
        ("FILTER(?o = 1 || EXISTS { ?x :p ?y . ?y :q ?o }) ?v :p ?w",
         "FILTER(?o = 1 || EXISTS { ?y :q ?o LATERAL { ?x :p ?y } }) LATERAL { ?v :p ?w }"),
        # A sibling group is matched by itself: what it shares with the others is not bound.
        ("{ ?x :p ?y . ?y :q ?o } UNION { ?y :p ?o } OPTIONAL { ?y :q ?z . ?z :r ?w } MINUS { }",
         "{ ?y :q ?o LATERAL { ?x :p ?y } } UNION { ?y :p ?o } OPTIONAL { ?y :q ?z LATERAL "
         "{ ?z :r ?w } } MINUS { }"),
        ("BIND(1 AS ?b) ?b :p ?x . ?x :q ?o",
         "BIND(1 AS ?b) LATERAL { ?b :p ?x } LATERAL { ?x :q ?o }"),
        ("VALUES (?b ?c) { (1 UNDEF) } ?x :q ?y ; :p ?b",
         "VALUES (?b ?c) { (1 UNDEF) } LATERAL { ?x :p ?b } LATERAL { ?x :q ?y }"),
        # As they are: paths that may be empty after what is not from a triple, blank nodes, lists
        # and subqueries.
        ("VALUES ?b { :n } ?b :p* ?x . ?x :q ?y", "VALUES ?b { :n } ?b :p* ?x . ?x :q ?y"),
        ("?x :p [ :q ?y ] . ?y :q ?o", "?x :p [ :q ?y ] . ?y :q ?o"),
        ("?x :p (1 2) . ?y :q ?o", "?x :p (1 2) . ?y :q ?o"),
        ("?x :p _:b . _:b :q ?o", "?x :p _:b . _:b :q ?o"),
        ("SELECT ?y { ?x :p ?y . ?y :q ?o }", "SELECT ?y { ?x :p ?y . ?y :q ?o }"),
    ],
)  # fmt: skip
def test_what_is_written(inside: str, expected: str) -> None:
    before, after = "SELECT * { ?s :p ?o . ?o :q ?s FILTER NOT EXISTS {", "} }"
    text = f"{before} {inside} {after}"
    assert _written(text) == f"{before} {expected} {after}"
    if "$this" not in inside:
        assert patterns.answer(_rewritten(text), []) == patterns.answer(text, [])


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        # What the engine orders itself.
        ("?x :p ?y ; :q ?z .\n ?z :p ?x OPTIONAL { ?y :q ?w . ?w :p ?x }", None),
        ("?x :p ?y FILTER(?x != ?y) ?y :q ?z VALUES ?z { :n } ?z :q ?x", None),
        ("{ ?x :p ?y } UNION { ?x :q ?y } ?y :q ?z . ?z :q ?x", None),
        ("BIND(1 AS ?b) ?x :p ?b , ?y", None),
        ("{ SELECT * { ?x :p ?y } } ?y :q ?z . ?z :q ?x", None),
        # What it does not.
        ("?x :p ?y OPTIONAL { ?y :q ?w } ?v :q ?z . ?z :p/:q ?x",
         "?x :p ?y OPTIONAL { ?y :q ?w } LATERAL { ?z (:p/:q) ?x } LATERAL { ?v :q ?z }"),
        ("?x :p ?y BIND(1 AS ?b) ?z :q ?w ; :p ?b",
         "?x :p ?y BIND(1 AS ?b) LATERAL { ?z :p ?b } LATERAL { ?z :q ?w }"),
        ("{ ?x :p ?y MINUS { ?y :q ?x } ?y a ?z , ?x } UNION { ?x :p ?y }",
         "{ ?x :p ?y MINUS { ?y :q ?x } LATERAL { ?y a ?x } LATERAL { ?y a ?z } } "
         "UNION { ?x :p ?y }"),
        ("{ SELECT ?x { { ?x :p ?z } BIND(1 AS ?b) ?x :p ?b , ?c } GROUP BY ?x } VALUES ?b { 1 }",
         "{ SELECT ?x { { ?x :p ?z } BIND(1 AS ?b) LATERAL { ?x :p ?b } LATERAL { ?x :p ?c } } "
         "GROUP BY ?x } VALUES ?b { 1 }"),
        ("?x :p ?y OPTIONAL { ?y :q ?w } ?v :q ?z . ?z :p* ?x", None),
    ],
)  # fmt: skip
def test_outside_exists(where: str, expected: str | None) -> None:
    text = f"SELECT * {{ {where} }}"
    assert _written(text) == " ".join(f"SELECT * {{ {expected or where} }}".split())
    assert patterns.answer(_rewritten(text), []) == patterns.answer(text, [])


def test_comments_are_left_out() -> None:
    assert _rewritten("ASK{# { EXISTS {\n?s ?p ?o}") == "ASK{ ?s ?p ?o}"


_parts = st.tuples(
    patterns.where,
    st.one_of(
        patterns.where.map("OPTIONAL {{ {} }}".format),
        patterns.where.map("MINUS {{ {} }}".format),
        st.just("BIND(STR(?a) AS ?late)"),
        st.just("OPTIONAL { ?a :q ?c BIND(1 AS ?late) } MINUS { ?c :p ?a }"),
    ),
    patterns.where,
).map(" ".join)


@settings(max_examples=150)
@given(_parts, st.lists(patterns.fact, max_size=8))
@example("?a :p ?b OPTIONAL { ?b :q ?c } ?c :p/:q ?a", [(":n", ":p", ":n"), (":n", ":q", ":n")])
def test_it_means_the_same_outside_exists(where: str, facts: list[patterns.Fact]) -> None:
    text = f"SELECT * {{ {where} }}"
    assert patterns.answer(_rewritten(text), facts) == patterns.answer(text, facts)


@settings(max_examples=150)
@example("", "EXISTS", "?a :p ?a . ?a :r ?b ; ^:p|:r ?b", [(":n", ":p", ":n"), (":n", ":r", ":m")])
@given(
    st.sampled_from(["", "?a :p ?b", "?a :p ?b . ?b :q ?c", "?a :p ?x OPTIONAL { ?x :q ?b }",
                     "VALUES ?a { :n :m 1 }"]),
    st.sampled_from(["EXISTS", "NOT EXISTS"]),
    st.lists(patterns.where, min_size=1, max_size=3).map(" FILTER(true) ".join),
    st.lists(patterns.fact, max_size=8),
)  # fmt: skip
def test_it_means_the_same(before: str, word: str, inside: str, facts: list[patterns.Fact]) -> None:
    text = f"SELECT * {{ {before} FILTER {word} {{ {inside} }} }}"
    assert patterns.answer(_rewritten(text), facts) == patterns.answer(text, facts)


def test_it_is_worth_it() -> None:
    """The engine matches each pattern in EXISTS with all facts, for each row: quadratic."""
    store = ox.Store()
    p, q = ox.NamedNode("http://e/p"), ox.NamedNode("http://e/q")
    for number in range(100):
        node, other = (ox.NamedNode(f"http://e/{kind}{number}") for kind in "no")
        store.add(ox.Quad(node, p, other))
        store.add(ox.Quad(other, q, node))
    text = "SELECT * { ?s :p ?o FILTER NOT EXISTS { ?x :q ?y . ?y :p ?x . ?x :q ?s } }"
    times = []
    for query in (_rewritten(text), text):
        start = time.process_time()
        assert list(store.query(query, prefixes=patterns.PREFIXES)) == []  # type: ignore[arg-type]
        times.append(time.process_time() - start)
    # When the engine has learnt it, this module can go.
    assert times[0] * 5 < times[1]
