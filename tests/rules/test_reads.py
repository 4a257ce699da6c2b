"""Which properties a query reads, and that no other triple changes its answer."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.rules.reads import properties_read
from csto_kg.sparql_tokens import significant, tokenize

_PREFIXES = {"": "http://e/"}
_TYPE = "a"


def _read(where: str) -> str | None:
    """The local names of the properties read, in order; None: any."""
    found = properties_read(significant(tokenize(where)), _PREFIXES)
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


_PROPERTIES = [":p", ":q", ":r"]
_VARIABLES = ["?a", "?b", "?c"]
_NODES = [":n", ":m", "1", "'x'@en"]
_subject = st.sampled_from([*_VARIABLES, ":n"])
_object = st.sampled_from([*_VARIABLES, *_NODES])
_path = st.recursive(
    st.sampled_from([*_PROPERTIES, ":p", "a"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("/|"), inner).map("".join),
        inner.map("^({})".format),
        inner.map("({})+".format),
        inner.map("({})*".format),
    ),
    max_leaves=3,
)
_verb = st.one_of(_path, _path, _path, st.sampled_from([*_VARIABLES, "!:p", "!(:p|^:q)"]))
_pairs = st.lists(st.tuples(_verb, _object).map(" ".join), min_size=1, max_size=2).map(" ; ".join)
_triple = st.one_of(
    st.tuples(_subject, _pairs).map(" ".join),
    st.tuples(_subject, _verb, _pairs.map("[ {} ]".format)).map(" ".join),
    _pairs.map("[ {} ]".format),
)


def _groups(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = inner.map("{{ {} }}".format)
    return st.one_of(
        st.tuples(inner, st.sampled_from([" . ", " "]), inner).map(_joined),
        group.map("OPTIONAL {}".format),
        group.map("FILTER NOT EXISTS {}".format),
        group.map("FILTER(?a = 1 || EXISTS {})".format),
        group.map("MINUS {}".format),
        st.tuples(group, group).map(" UNION ".join),
        group.map("{{ SELECT ?a (COUNT(*) AS ?n) {} GROUP BY ?a }}".format),
        group.map("{{ SELECT DISTINCT ?a ?b {} ORDER BY ?a VALUES ?b {{ 1 :n }} }}".format),
        inner.map("{} . VALUES (?a ?c) {{ (:n 1) (UNDEF 1) }}".format),
        inner.map("BIND(:n AS ?z) {}".format),
    )


def _joined(parts: tuple[str, str, str]) -> str:
    first, between, second = parts
    triple = first[-1] not in "})"
    return first + (" . " if triple else between) + second


_where = st.recursive(_triple, _groups, max_leaves=4)
_fact = st.tuples(
    st.sampled_from([":n", ":m"]),
    st.sampled_from([*_PROPERTIES, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", ":other"]),
    st.sampled_from(_NODES),
)
_Fact = tuple[str, str, str]


def _answer(where: str, facts: list[_Fact]) -> list[str]:
    store = ox.Store()
    text = "".join(f"{' '.join(fact)} .\n" for fact in facts)
    store.load(f"@prefix : <http://e/> .\n{text}".encode(), format=ox.RdfFormat.TURTLE)
    answer = store.query(f"SELECT * {{ {where} }}", prefixes=_PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    # Blank nodes that stand for [ … ] are no variables, and not projected.
    return sorted(str([row[variable] for variable in answer.variables]) for row in answer)


@given(_where, st.lists(_fact, max_size=6), st.lists(_fact, max_size=6))
def test_no_other_triple_changes_the_answer(
    where: str, facts: list[_Fact], more: list[_Fact]
) -> None:
    read = properties_read(significant(tokenize(f"{{ {where} }}")), _PREFIXES)
    if read is not None:
        names = {f":{iri.removeprefix('http://e/')}" for iri in read} | {f"<{i}>" for i in read}
        unread = [fact for fact in more if fact[1] not in names]
        assert _answer(where, facts) == _answer(where, facts + unread)
