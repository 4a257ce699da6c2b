"""The tree of a query: read from tokens, written back, and what it tells of variables."""

from __future__ import annotations

import pytest

from csto_kg.sparql.guard import engine_text
from csto_kg.sparql.scopes import certain, matches_given, mentioned, visible
from csto_kg.sparql.tokens import UnreadableError, tokenize
from csto_kg.sparql.tree import Group
from csto_kg.sparql.tree_reading import read_tree
from csto_kg.sparql.tree_text import query_tokens


def _back(text: str) -> str:
    return " ".join(engine_text(query_tokens(read_tree(tokenize(text)))).split())


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("?s :p 1, -2 , +.5; :q 'x'@en, '5'^^:d;; a true .",
         "?s :p 1 . ?s :p -2 . ?s :p +.5 . ?s :q 'x'@en . ?s :q '5'^^:d . ?s a true ."),
        ("?s :p +5 ; :q+ 5", "?s :p +5 . ?s :q+ 5 ."),
        ("?s :p/^:q+/:r ?x ; ^:p 1 , ?o",
         "?s :p ?step_1 . ?step_2 :q+ ?step_1 . ?step_2 :r ?x . ?s ^:p 1 . ?o :p ?s ."),
        ("?s (:p|!(:q|^a))* ?y ; :p|:q/:r ?y ; ^(:p/:q) ?z ; (:p) ?z ; (^:p)? ?z",
         "?s (:p|!(:q|^a))* ?y . ?s :p|:q/:r ?y . ?z :p ?step_1 . ?step_1 :q ?s . ?s :p ?z . "
         "?s (^:p)? ?z ."),
        ("?s :p [ :q ?x ; :r [] ] . _:b :p _:b . [ :p ?y ] .",
         "?step_1 :q ?x . ?step_1 :r ?step_2 . ?s :p ?step_1 . ?step_3 :p ?step_3 . "
         "?step_4 :p ?y ."),
        ("FILTER ( ?a<?b && ( ?b>3 ) )FILTER(?a=1||?b=2&&?c=3)FILTER REGEX(?a,'x')",
         "FILTER (?a< ?b) FILTER (?b>3) FILTER (?a=1||?b=2&&?c=3) FILTER (REGEX(?a,'x'))"),
        ("FILTER(NOT EXISTS{?s :p ?o} && true)FILTER NOT EXISTS {?s :q ?o}",
         "FILTER NOT EXISTS { ?s :p ?o . } FILTER (true) FILTER NOT EXISTS { ?s :q ?o . }"),
        ("{?a :p ?b}UNION{?a :q ?b}OPTIONAL{?b :p ?c}MINUS{?a :r 1}{ }GRAPH ?g{?a :p 1}",
         "{ ?a :p ?b . } UNION { ?a :q ?b . } OPTIONAL { ?b :p ?c . } MINUS { ?a :r 1 . } { } "
         "GRAPH ?g { ?a :p 1 . }"),
        ("BIND(IF(EXISTS{?a :p 1}, 1, (2)) AS ?x)VALUES(?y ?z){(1 UNDEF)('a' :n)}VALUES ?w{1}",
         "BIND (IF(EXISTS { ?a :p 1 . } , 1, (2)) AS ?x) VALUES(?y ?z){(1 UNDEF)('a' :n)} "
         "VALUES ?w{1}"),
        ("{SELECT DISTINCT ?a (COUNT(*) AS ?n){?a :p ?b}GROUP BY ?a (STR(?b)) HAVING(COUNT(?b)>1)"
         "ORDER BY ?a LIMIT 3}",
         "{ SELECT DISTINCT ?a (COUNT(*) AS ?n) WHERE { ?a :p ?b . } GROUP BY ?a (STR(?b)) "
         "HAVING(COUNT(?b)>1)ORDER BY ?a LIMIT 3 }"),
        # * holds no variables that stand in no text.
        ("{SELECT * {?b :p/:q ?a}}{SELECT * {?b :p ?a}}",
         "{ SELECT ?a ?b WHERE { ?b :p ?step_1 . ?step_1 :q ?a . } } "
         "{ SELECT * WHERE { ?b :p ?a . } }"),
        ("?step_1 :p/:q ?b # step", "?step_1 :p ?step__1 . ?step__1 :q ?b ."),
    ],
)  # fmt: skip
def test_read_and_written(where: str, expected: str) -> None:
    assert _back(f"ASK {{ {where}\n}}") == f"ASK {{ {expected} }}"


def test_collections() -> None:
    first, rest = (f"<\\U00000068ttp://www.w3.org/1999/02/22-rdf-syntax-ns#{n}>" for n in
                   ("first", "rest"))  # fmt: skip
    nil = rest.replace("#rest", "#nil")
    assert _back("ASK { ?s :p (1 ()) }") == (
        f"ASK {{ ?step_1 {first} 1 . ?step_1 {rest} ?step_2 . ?step_2 {first} {nil} . "
        f"?step_2 {rest} {nil} . ?s :p ?step_1 . }}"
    )


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX : <http://e/> CONSTRUCT { ?a :p [] } WHERE { ?a :q ?b . }",
        "SELECT ?a FROM <http://e/g> WHERE { ?a :q ?b . } ORDER BY ?b",
    ],
)
def test_other_forms(text: str) -> None:
    assert _back(text).replace("\\U00000068", "h") == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("DESCRIBE :n", "DESCRIBE"),
        ("CONSTRUCT WHERE { ?a :p ?b }", "CONSTRUCT without a template"),
        ("CONSTRUCT { ?a :p ?b } WHERE { ?a :p ?b } LIMIT 1", "LIMIT after CONSTRUCT"),
        ("ASK { SERVICE :s { ?a :p ?b } }", "SERVICE"),
        ("ASK { ?a :p ?b LATERAL { ?b :p ?c } }", "LATERAL"),
        ("ASK { ?a :p ?b } } ASK", "} after the query"),
        ("SELECT (COUNT(DISTINCT *) AS ?n) { ?a :p/:q ?b }", "DISTINCT *"),
        ("SELECT * { ?a :p ?b BIND(UUID() AS ?c) }", "UUID"),
        ("SELECT * { [] :p [] }", "* of no variable"),
        ("ASK { << ?a :p ?b >> :q ?c }", "< where a term is expected"),
        ("ASK { ?a :p ?b", "the end where } is expected"),
    ],
)
def test_what_is_not_read(text: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=why.replace("*", r"\*")):
        read_tree(tokenize(text))


def _group(where: str) -> Group:
    return read_tree(tokenize(f"ASK {{ {where} }}")).where


@pytest.mark.parametrize(
    ("where", "bound", "perhaps", "named"),
    [
        ("?a :p ?b . ?b ?c 1", "abc", "abc", "abc"),
        ("?a :p ?b OPTIONAL { ?b :q ?c FILTER(?d) }", "ab", "abc", "abcd"),
        ("{ ?a :p ?b } UNION { ?a :q ?c }", "a", "abc", "abc"),
        ("?a :p 1 BIND(?b AS ?c) MINUS { ?a :q ?d } FILTER EXISTS { ?e :p 1 }", "a", "ac", "abcde"),
        ("VALUES ?a { 1 } VALUES ?b { UNDEF 1 } GRAPH ?c { ?d :p 1 }", "acd", "abcd", "abcd"),
        ("{ SELECT ?a (MIN(?b) AS ?m) { ?a :p ?b } GROUP BY ?a }", "a", "am", "abm"),
        ("{ SELECT ?a ?c { ?a :p ?b } }", "a", "ac", "abc"),
    ],
)
def test_variables(where: str, bound: str, perhaps: str, named: str) -> None:
    group = _group(where)
    assert (certain(group), visible(group), mentioned(group)) == (
        frozenset(bound),
        frozenset(perhaps),
        frozenset(named),
    )


@pytest.mark.parametrize(
    ("where", "given", "matches"),
    [
        ("?a :p ?b", "ab", True),
        # An expression sees what its own group does not bind.
        ("?a :p ?b FILTER(?b = 1)", "b", True),
        ("?a :p ?b FILTER(?c = 1)", "c", False),
        ("?a :p ?b FILTER NOT EXISTS { ?b :q ?c }", "c", False),
        ("?a :p ?b OPTIONAL { ?a :q ?c } FILTER(?c = 1)", "c", False),
        ("?a :p ?b { ?a :q ?c FILTER(?b = 1) }", "b", False),
        ("?a :p ?b BIND(?b AS ?c) ?c :q ?d", "bd", True),
        ("?a :p ?b BIND(?d AS ?c) ?c :q ?d", "d", False),
        ("?a :p ?b BIND(?b AS ?c)", "c", False),
        # A row comes back for which the OPTIONAL does not match any more.
        ("?a :p ?b OPTIONAL { ?a :q ?c }", "c", False),
        ("?a :p ?b OPTIONAL { ?a :q ?c }", "a", True),
        ("OPTIONAL { ?a :q ?c }", "a", False),
        ("?a :p ?b MINUS { ?a :q ?c }", "a", False),
        ("{ ?a :p ?b } UNION { ?a :q ?b FILTER(?c = 1) }", "c", False),
        ("VALUES ?a { 1 }", "a", False),
        ("VALUES ?a { 1 }", "b", True),
        # Inner queries: only by what they group, and not where some rows decide on others.
        ("{ SELECT ?a (COUNT(?b) AS ?n) { ?a :p ?b } GROUP BY ?a }", "a", True),
        ("{ SELECT ?a (COUNT(?b) AS ?n) { ?a :p ?b } GROUP BY ?a }", "ab", True),
        ("{ SELECT ?a (COUNT(?b) AS ?n) { ?a :p ?b } GROUP BY ?a }", "n", False),
        ("{ SELECT ?a (COUNT(?b) AS ?n) { OPTIONAL { ?a :p ?b } } GROUP BY ?a }", "a", False),
        ("{ SELECT ?a (COUNT(?b) AS ?n) { ?a :p ?b } GROUP BY ?a HAVING(?n > 1) }", "a", False),
        ("{ SELECT (COUNT(?b) AS ?n) { ?a :p ?b } }", "a", True),
        ("{ SELECT DISTINCT ?a { ?a :p ?b } ORDER BY ?a }", "a", True),
        ("{ SELECT ?a { ?a :p ?b } LIMIT 1 }", "a", False),
        ("{ SELECT ?a (STR(?b) AS ?c) { ?a :p ?b } }", "a", False),
        ("{ SELECT ?a { ?a :p ?b } VALUES ?a { 1 } }", "a", False),
        ("GRAPH ?g { ?a :p ?b }", "ag", True),
        # A path that may be empty, from what need not be in the graph; "n" stands for a node.
        ("?a :p* ?b", "a", False),
        ("?n :p* ?b", "n", True),
        ("?n (:p?/:q*) ?b", "n", True),
        ("GRAPH :g { ?n :p* ?b }", "n", False),
        ("?a :p*/:q ?b", "a", False),
        ("?a (:p|:q*) ?b", "b", False),
        ("?a (:p+|:q) ?b", "ab", True),
    ],
)
def test_what_can_be_matched_with_given_values(where: str, given: str, matches: bool) -> None:
    assert matches_given(_group(where), frozenset(given), frozenset("n")) is matches
