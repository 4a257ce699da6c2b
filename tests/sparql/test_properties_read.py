"""Which properties a query reads, and that no other triple changes its answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.sparql.properties_read import properties_read
from csto_kg.sparql.tokens import significant, tokenize
from tests.sparql import patterns


def _read(where: str) -> str | None:
    """The local names of the properties read, in order; None: any."""
    found = properties_read(significant(tokenize(where)), patterns.PREFIXES)
    if found is None:
        return None
    names = {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type": "a"}
    return " ".join(sorted(names.get(iri) or iri.removeprefix("http://e/") for iri in found))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("{}", ""),
        ("WHERE { ?s :p ?o }", "p"),
        ("{ ?s a :C ; :p 1, 'x'@en, '5'^^:d ; :q -1 . ?o :r true ; . }", "a p q r"),
        ("{ ?s :p/:q|^:r+ ?o . ?s ^(:t/(:u|a)) ?x }", "a p q r t u"),
        ("{ ?s <http://e/p>+ +1 }", "p"),
        ("{ [ :p ?x ; :q [ :r 1 ] ] :t ?y . [ a :C ] . [] :u [] }", "a p q r t u"),
        ("{ ?s :p ?o FILTER(?o < 3 && EXISTS { ?o :q ?x }) ?s :r ?y }", "p q r"),
        ("{ FILTER NOT EXISTS { ?o :q ?x FILTER(?x = :n) } ?s :r ?y }", "q r"),
        ("{ FILTER REGEX(STR(?x), 'a') ?s :p ?x FILTER :f(?x) ?s :q ?y }", "p q"),
        ("{ OPTIONAL { ?s :p ?o } { ?s :q ?o } UNION { ?s :r ?o } MINUS { ?s :t ?o } }", "p q r t"),
        ("{ BIND(IF(?x, :n, COALESCE(?p, 1)) AS ?y) ?s :p ?y }", "p"),
        ("{ VALUES ?x { :n 1 UNDEF 'a'@en } ?s :p ?x VALUES (?a ?b) { (:m :n) } }", "p"),
        ("{ ?s :p ?x } GROUP BY ?x HAVING (COUNT(*) > 1) ORDER BY ?x VALUES ?x { :n }", "p"),
        ("{ { SELECT ?s (MAX(?x) AS ?m) { ?s :p ?x } GROUP BY ?s } ?s :q ?m }", "p q"),
        ("{ { SELECT * { ?s :p ?x } LIMIT 1 VALUES ?x { 1 } } UNION { ?s :q ?m } }", "p q"),
        ("{ { SELECT ?s { ?s :p ?x } HAVING EXISTS { ?s :q ?m } } ?s :r ?o }", "p q r"),
        ("{ ?s ?p ?o }", None),
        ("{ ?s :p ?o ; ?p ?o }", None),
        ("{ ?s :p ?o . FILTER(EXISTS { ?s ?p ?o }) }", None),
        ("{ [ ?p 1 ] :p 1 }", None),
        ("{ ?s :p* ?o }", None),
        ("{ ?s (:p/:q)? ?o }", None),
        ("{ ?s !:p ?o }", None),
        ("{ ?s :p/!(:q|^:r) ?o }", None),
        ("{ ?s :p (1 2) }", None),
        ("{ (1 2) :p ?o }", None),
        ("{ GRAPH ?g { ?s :p ?o } }", None),
        ("{ ?s other:p ?o }", None),
        ("{ ?s :p ?o } }", None),
    ],
)
def test_properties(where: str, expected: str | None) -> None:
    assert _read(where) == expected


@given(patterns.where, st.lists(patterns.fact, max_size=6), st.lists(patterns.fact, max_size=6))
def test_no_other_triple_changes_the_answer(
    where: str, facts: list[patterns.Fact], more: list[patterns.Fact]
) -> None:
    read = properties_read(significant(tokenize(f"{{ {where} }}")), patterns.PREFIXES)
    if read is not None:
        names = {f":{iri.removeprefix('http://e/')}" for iri in read} | {f"<{i}>" for i in read}
        unread = [fact for fact in more if fact[1] not in names]
        text = f"SELECT * {{ {where} }}"
        assert patterns.answer(text, facts) == patterns.answer(text, facts + unread)
