"""SPARQL constraints and constraint components on the store: SHACL 5 and 6, word by word."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.errors import InputError
from csto_kg.shacl.compiled.bound_query import BoundQuery
from csto_kg.shacl.result import SH, Severity
from csto_kg.shacl.wellformed.queries import query_text
from csto_kg.shacl.wellformed.shapes import load_shapes
from csto_kg.terms import ID, PREFIXES
from tests.shacl.compiled.on_the_store import results, shown
from tests.shacl.conftest import SHAPES
from tests.shacl.examples import short


def test_no_shipped_constraint_is_asked_node_by_node() -> None:
    shapes = load_shapes(sorted(Path(SHAPES).rglob("*.ttl")))
    graph = shapes.graph
    slow, count = [], 0
    for shape in graph.subjects(SH + "sparql"):
        for node in graph.objects(shape, SH + "sparql"):
            count += 1
            text = query_text(graph, node, "select")  # type: ignore[arg-type]
            query = BoundQuery(text, ("this",), {"currentShape": shape}).read
            slow += [str(node) for literals in (True, False) if not query.tree(literals=literals)]
    assert (slow, count) == ([], 48)


def test_each_solution_is_a_result_however_often_it_comes() -> None:
    """pyshacl drops those that are equal; SHACL 5.3.2 has one result for each solution."""
    shapes = """shape:s sh:targetNode id:a ; sh:sparql shape:q , shape:r .
        shape:q sh:message "all" ; sh:select "SELECT $this { $this ?p ?o }" .
        shape:r sh:message "once" ; sh:select "SELECT DISTINCT $this { $this ?p ?o }" ."""
    found = results("id:a csto:note 'x' , 'y' ; csto:about id:b .", shapes)
    assert Counter(r.message for r in found) == {"all": 3, "once": 1}


def test_what_a_solution_says_of_a_result() -> None:
    """SHACL 5.3.2: ?path where it is an IRI, ?value, ?message before sh:message."""
    select = "SELECT $this ?path ?value ?message WHERE { $this csto:about ?value . %s }"
    shapes = "".join(
        f"""shape:s{number} sh:targetNode id:a ; sh:path csto:note ; sh:message "shape" ;
            sh:sparql [ sh:prefixes shape: ; sh:message "query" ;
            sh:select "{select % body}" ] ."""
        for number, body in enumerate(
            (
                "",
                "BIND (csto:source AS ?path)",
                "BIND ('no path' AS ?path)",
                "BIND ('{?value} said'@en AS ?message)",
            )
        )
    )
    found = results("id:a csto:about id:b .", shapes)
    assert shown(found) == [
        "id:a | note | id:b | query",
        "id:a | source | id:b | query",
        "id:a | note | id:b | query",
        "id:a | note | id:b | {?value} said",
    ]
    assert [r.language for r in found] == [None, None, None, "en"]


def test_the_value_of_a_node_shape_is_the_focus_node_where_none_is_given() -> None:
    shapes = """shape:s sh:targetNode id:a ; sh:property shape:p ; sh:sparql shape:q .
        shape:p sh:path csto:note ; sh:sparql shape:q .
        shape:q sh:message "{$this} {?value} {?no}" ; sh:select "SELECT $this ?no {}" ."""
    assert shown(results("id:a csto:note 'x' .", shapes)) == [
        f"id:a | note |  | <{ID}a> (none) (none)",
        f"id:a |  | id:a | <{ID}a> <{ID}a> (none)",
    ]


def test_severities_and_what_is_deactivated() -> None:
    shapes = """shape:s sh:targetNode id:a ; sh:severity sh:Info ; sh:sparql shape:q , shape:off .
        shape:q sh:select "SELECT $this {}" .
        shape:off sh:select "SELECT $this {}" ; sh:deactivated true .
        shape:t sh:targetNode id:a ; sh:deactivated true ; sh:sparql shape:q .
        shape:u sh:targetNode id:a ; sh:severity shape:Grave ; sh:sparql shape:q ."""
    found = results("id:a csto:note 'x' .", shapes)
    assert [(r.severity, r.custom_severity, r.shape[-1]) for r in found] == [
        (Severity.VIOLATION, PREFIXES["shape"] + "Grave", "u"),
        (Severity.INFO, None, "s"),
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("csto:about", ["id:b", "id:c"]),
        ("[ sh:inversePath csto:about ]", ["id:d"]),
        ("( csto:about csto:source )", ["id:e"]),
        ("[ sh:alternativePath ( csto:source csto:about ) ]", ["id:b", "id:c"]),
        ("[ sh:zeroOrMorePath csto:about ]", ["id:a", "id:b", "id:c"]),
        ("[ sh:oneOrMorePath csto:about ]", ["id:b", "id:c"]),
        ("[ sh:zeroOrOnePath ( csto:about csto:source ) ]", ["id:a", "id:e"]),
    ],
)
def test_the_path_stands_in_the_query(path: str, expected: list[str]) -> None:
    """SHACL 5.3.1: $PATH is replaced by the path, in a group of EXISTS as well."""
    shapes = f"""shape:s sh:targetNode id:a ; sh:path {path} ; sh:sparql shape:q .
        shape:q sh:select '''SELECT $this ?value {{ $this $PATH ?value .
            FILTER EXISTS {{ $this $PATH ?value }} FILTER ("$PATH" != "") }}''' ."""
    found = results("id:a csto:about id:b , id:c . id:d csto:about id:a . id:c csto:source id:e .",
                    shapes)  # fmt: skip
    assert [short(r.value) for r in found if r.value] == expected


@pytest.mark.parametrize(
    "body",
    [
        "FILTER ($this = id:a)",
        "{ FILTER ($this = id:a) } UNION { FILTER (false) }",
        "{ SELECT $this { FILTER ($this = id:a) } }",
        "{ SELECT $this { $this ?p ?o } ORDER BY STR(?o) LIMIT 1 } FILTER ($this = id:a)",
        "{ SELECT $this (COUNT(?o) AS ?n) { $this ?p ?o } GROUP BY $this HAVING (COUNT(?o) > 1) }",
        "OPTIONAL { ?x csto:nothing ?y FILTER ($this != ?x) } FILTER (!BOUND(?x) && $this = id:a)",
        "FILTER NOT EXISTS { ?x csto:about ?y FILTER (?x = $this && $this = id:b) } "
        "FILTER NOT EXISTS { FILTER ($this = id:b) }",
        "BIND ($this AS ?me) FILTER (?me = id:a && BOUND($this))",
        "FILTER ($currentShape = shape:s && $this = id:a)",
    ],
)
def test_the_focus_node_is_known_everywhere(body: str) -> None:
    shapes = f"""shape:s sh:targetNode id:a , id:b ; sh:sparql shape:q .
        shape:q sh:prefixes shape: ; sh:select "SELECT $this {{ {body} }}" ."""
    facts = "id:a csto:about id:c , id:d . id:b csto:note 'x' ."
    assert [short(r.focus) for r in results(facts, shapes)] == ["id:a"]


def test_focus_nodes_that_no_query_can_name() -> None:
    shapes = """shape:s sh:targetSubjectsOf csto:note ; sh:sparql shape:q .
        shape:q sh:message "{?value} {?me}" ; sh:prefixes shape: ; sh:select
            "SELECT $this ?value ?me { BIND ($this AS ?me) $this csto:note ?value }" ."""
    facts = "_:x csto:note 'x' ; csto:about id:b . _:y csto:note 'y' . id:c csto:note 'z' ."
    found = results(facts, shapes)
    assert sorted(r.message.split()[0] for r in found) == ["x", "y", "z"]
    for result in found:
        me = result.focus.value if isinstance(result.focus, ox.NamedNode) else str(result.focus)
        assert result.message.split()[1].strip("<>") == me


def test_literals_are_focus_nodes_and_given_back_as_they_were_written() -> None:
    shapes = """shape:s sh:targetObjectsOf csto:value ; sh:sparql shape:q .
        shape:q sh:message "{$this}" ; sh:select "SELECT $this { FILTER ($this >= 1) }" .
        shape:t sh:targetNode id:a ; sh:path csto:value ; sh:sparql shape:r .
        shape:r sh:message "{?value}" ; sh:select
            "SELECT $this ?value { $this $PATH ?value FILTER ($this = ?x || ?value >= 1) }" ."""
    facts = 'id:a csto:value "01"^^xsd:integer , 1 , "2"^^xsd:byte , 0 . id:b csto:value 1 .'
    found = results(facts, shapes)
    assert Counter(r.message for r in found if r.shape.endswith("#s")) == {"01": 1, "1": 1, "2": 1}
    assert Counter(r.message for r in found if r.shape.endswith("#t")) == {"01": 1, "1": 1, "2": 1}
    assert {str(r.value) for r in found} == {
        '"01"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"2"^^<http://www.w3.org/2001/XMLSchema#byte>',
    }


def test_a_literal_has_equals_that_are_other_terms() -> None:
    shapes = """shape:s sh:targetObjectsOf csto:value ; sh:sparql shape:q .
        shape:q sh:prefixes shape: ; sh:message "{?x}" ; sh:select
            "SELECT $this ?x { ?x csto:note ?other FILTER (?other = $this) }" ."""
    facts = "id:a csto:value 1 . id:b csto:note 1.0 . id:c csto:note 1 . id:d csto:note 2 ."
    assert Counter(r.message for r in results(facts, shapes)) == {f"<{ID}b>": 1, f"<{ID}c>": 1}


def test_a_constraint_is_asked_wherever_a_shape_is_reached() -> None:
    shapes = """shape:s sh:targetNode id:a ; sh:property [ sh:path csto:about ;
            sh:node shape:t ; sh:property [ sh:path csto:source ; sh:sparql shape:r ] ] ;
            sh:not shape:t ; sh:or ( shape:t [ sh:hasValue id:z ] ) .
        shape:t a sh:NodeShape ; sh:sparql shape:q .
        shape:q sh:prefixes shape: ; sh:select "SELECT $this { $this csto:note 'bad' }" .
        shape:r sh:select "SELECT $this ?value { $this $PATH ?value FILTER ISLITERAL(?value) }" ."""
    facts = """id:a csto:about id:b , id:c . id:b csto:note 'bad' ; csto:source 'x' .
        id:c csto:source id:d ."""
    found = [(r.component.removeprefix(SH)[:6], short(r.focus)) for r in results(facts, shapes)]
    assert sorted(found) == [("NodeCo", "id:a"), ("NotCon", "id:a"), ("SPARQL", "id:b")]


def test_the_shapes_graph_is_a_graph_beside_the_facts() -> None:
    """SHACL 5.3.1: $shapesGraph, with $currentShape, here without a name as well."""
    shapes = """shape:s sh:targetNode id:a ; csto:limit 2 ; sh:sparql shape:q .
        [] sh:targetNode id:a ; csto:limit 3 , 4 ; sh:sparql shape:q .
        shape:q sh:prefixes shape: ; sh:message "{?limit}" ; sh:select '''
            SELECT $this ?limit { GRAPH $shapesGraph { $currentShape csto:limit ?limit }
            $this csto:value ?value . FILTER NOT EXISTS { $currentShape csto:limit ?x } }''' ."""
    found = results("id:a csto:value 1 . id:b csto:limit 9 .", shapes)
    assert sorted(r.message for r in found) == ["2", "3", "4"]


def test_a_function_that_is_not_there_is_an_error() -> None:
    shapes = """shape:s sh:targetNode id:a ; sh:sparql shape:q .
        shape:q sh:select "SELECT $this { FILTER (<https://e/f>($this)) }" ."""
    with pytest.raises(InputError, match="https://e/f"):
        results("id:a csto:note 'x' .", shapes)


def test_a_comment_and_words_that_look_like_marks_do_no_harm() -> None:
    shapes = """shape:s sh:targetNode id:a ; sh:sparql shape:q .
        shape:q sh:message "{?m}" ; sh:select '''SELECT $this ?m { $this ?p ?o # } an end
            BIND ("<urn:csto-kg:rows> $this {" AS ?m) } # the end''' ."""
    found = results("id:a csto:note 'x' .", shapes)
    assert [r.message for r in found] == ["<urn:csto-kg:rows> $this {"]
