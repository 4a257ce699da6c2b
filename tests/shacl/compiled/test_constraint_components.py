"""Constraint components on the store (SHACL 6), and how often the store is asked."""

from __future__ import annotations

from collections import Counter

import pytest

from csto_kg.errors import InputError, error_text
from csto_kg.shacl.compiled import bound_query
from csto_kg.terms import ID, PREFIXES
from tests.shacl.compiled.on_the_store import results, shown
from tests.shacl.examples import short

_LIMITED = """shape:c a sh:ConstraintComponent ; sh:message "component {$value}" ;
    sh:parameter [ sh:path csto:limit ] , [ sh:path csto:unit ; sh:optional true ] ;
"""
_THREE = '"3"^^xsd:integer'


@pytest.mark.parametrize(
    ("validators", "path", "expected"),
    [
        (["validator"], "", ["id:a |  | id:a | ask <@a> 2 (none)"]),
        (["validator"], "sh:path csto:value ;", [f"id:a | value | {_THREE} | ask 3 2 (none)"]),
        (["validator", "nodeValidator"], "", ["id:a |  | id:a | node 2"]),
        (["validator", "nodeValidator"], "sh:path csto:value ;",
         [f"id:a | value | {_THREE} | ask 3 2 (none)"]),
        (["propertyValidator"], "sh:path csto:value ;", [f"id:a | value | {_THREE} | property 3"]),
        (["propertyValidator"], "", []),
        (["nodeValidator", "propertyValidator", "validator"], "sh:path csto:value ;",
         [f"id:a | value | {_THREE} | property 3"]),
    ],
)  # fmt: skip
def test_the_validator_that_fits_the_shape(
    validators: list[str], path: str, expected: list[str]
) -> None:
    """SHACL 6.2.3. An ASK tells of the value node; pyshacl has none on a property shape."""
    made = {
        "validator": """[ a sh:SPARQLAskValidator ; sh:message "ask {$value} {$limit} {$unit}" ;
            sh:ask "ASK { FILTER (ISLITERAL($value) && $value <= $limit && !BOUND($unit)) }" ]""",
        "nodeValidator": """[ a sh:SPARQLSelectValidator ; sh:message "node {$limit}" ;
            sh:select "SELECT $this { FILTER (?limit > 1) }" ]""",
        "propertyValidator": """[ sh:message "property {?value}" ; sh:select
            "SELECT DISTINCT $this ?value { $this $PATH ?value FILTER (?value > $limit) }" ]""",
    }
    listed = " ; ".join(f"sh:{name} {made[name]}" for name in validators)
    shapes = f"{_LIMITED} {listed} . shape:s sh:targetNode id:a ; {path} csto:limit 2 ."
    found = results("id:a csto:value 1 , 2 , 3 .", shapes)
    assert shown(found) == [line.replace("@", ID) for line in expected]
    assert {r.component for r in found} <= {PREFIXES["shape"] + "c"}
    assert {r.constraint for r in found} <= {None}


def test_parameters_of_a_component() -> None:
    """Each value of an only parameter is a constraint; an optional one may be given or not."""
    shapes = """shape:c a sh:ConstraintComponent ; sh:parameter [ sh:path csto:limit ] ;
            sh:validator [ sh:ask "ASK { FILTER ($value < ?limit) }" ] .
        shape:d a sh:ConstraintComponent ; sh:message "d {$low} {$high} {$value}" ; sh:parameter
            [ sh:path csto:low ] , [ sh:path csto:high ; sh:optional true ] ;
            sh:validator [ sh:ask
                "ASK { FILTER ($value >= $low && (!BOUND($high) || $value <= $high)) }" ] .
        shape:s sh:targetNode id:a ; sh:path csto:value ; csto:limit 2 , 5 ; sh:message "{$limit}" .
        shape:t sh:targetNode id:a ; sh:path csto:value ; csto:low 2 .
        shape:u sh:targetNode id:a ; sh:path csto:value ; csto:low 2 ; csto:high 4 .
        shape:v sh:targetNode id:a ; sh:path csto:value ; csto:high 4 ."""
    found = results("id:a csto:value 1 , 3 , 5 .", shapes)
    assert Counter((r.shape[-1], r.message) for r in found) == {
        ("s", "2"): 2,
        ("s", "5"): 1,
        ("t", "d 2 (none) 1"): 1,
        ("u", "d 2 4 1"): 1,
        ("u", "d 2 4 5"): 1,
    }


def test_a_component_groups_by_what_is_given() -> None:
    shapes = f"""{_LIMITED} sh:propertyValidator [ sh:select '''
            SELECT $this (COUNT(?v) AS ?value) {{ $this $PATH ?v }} GROUP BY $this
            HAVING (COUNT(?v) > $limit)''' ] .
        shape:s sh:targetSubjectsOf csto:value ; sh:path csto:value ; csto:limit 2 ."""
    facts = "id:a csto:value 1 , 2 , 3 . id:b csto:value 1 ."
    assert shown(results(facts, shapes)) == [f"id:a | value | {_THREE} | component 3"]


def test_values_that_no_query_can_name() -> None:
    shapes = """shape:c a sh:ConstraintComponent ; sh:parameter [ sh:path csto:limit ] ;
            sh:validator [ sh:prefixes shape: ; sh:ask
                "ASK { $value csto:note ?n FILTER (STRLEN(?n) <= $limit) }" ] .
        shape:s sh:targetNode id:a ; sh:path csto:about ; csto:limit 1 ."""
    facts = "id:a csto:about [ csto:note 'x' ] , [ csto:note 'long' ] , id:b ."
    assert sorted(type(r.value).__name__ for r in results(facts, shapes)) == [
        "BlankNode",
        "NamedNode",
    ]


def test_all_variables_of_a_query_are_projected() -> None:
    shapes = f"""{_LIMITED} sh:nodeValidator [ sh:message "{{?value}} {{$limit}}" ; sh:select
            "SELECT * {{ ?value ?p ?o FILTER (?value = $this && ?o < $limit) }}" ] .
        shape:s sh:targetNode id:a ; csto:limit 3 ."""
    facts = "id:a csto:value 1 , 5 . id:b csto:value 2 ."
    assert shown(results(facts, shapes)) == [f"id:a |  | id:a | <{ID}a> 3"]


@pytest.mark.parametrize("count", [3, 40])
def test_many_blank_nodes_are_asked_for_at_once(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """By a constraint, and by a component at a node shape and at one with a path; with others."""
    shapes = f"""{_LIMITED} sh:validator [ sh:prefixes shape: ; sh:ask "ASK {{ $value csto:value ?v
            FILTER (?v <= $limit) }}" ] .
        shape:s sh:targetSubjectsOf csto:value ; csto:limit 1 ; sh:sparql shape:q .
        shape:p sh:targetSubjectsOf csto:about ; sh:path csto:about ; csto:limit 1 .
        shape:q sh:prefixes shape: ; sh:message "{{?value}}" ; sh:select
            "SELECT $this ?value {{ $this csto:value ?value FILTER (?value > 1)
             FILTER NOT EXISTS {{ $this csto:note ?n }} }}" ."""
    shapes = shapes.replace("\n", " ")
    facts = " ".join(
        f"_:x{n} csto:value {n % 3} . id:a csto:about _:x{n} . _:x{n} csto:about id:a ."
        for n in range(count)
    )
    facts += " id:a csto:value 2 ; csto:about id:a . id:b csto:value 2 ; csto:note 'x' ."
    asked = []
    monkeypatch.setattr(
        bound_query, "_asked", lambda *a, _ask=bound_query._asked: asked.append(a) or _ask(*a)
    )
    found = results(facts, shapes)
    high = sum(n % 3 == 2 for n in range(count))
    counted = Counter((r.shape[-1], r.component.rsplit("/", 1)[-1][-1]) for r in found)
    # id:a has 2; it is the value of all others, and of itself.
    assert counted == {("s", "t"): high + 1, ("s", "c"): high + 2, ("p", "c"): high + count + 1}
    assert len(asked) == (6 if count > 8 else 3 + 2 * count + 2 * count)


def test_queries_of_inner_shapes_are_asked_for_all_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shapes = f"""{_LIMITED} sh:validator [ sh:ask "ASK {{ FILTER ($value <= $limit) }}" ] .
        shape:s sh:targetSubjectsOf csto:about ; sh:path csto:about ; sh:or ( shape:t shape:u ) .
        shape:t sh:property [ sh:path csto:value ; csto:limit 10 ] .
        shape:u sh:node [ sh:sparql [ sh:prefixes shape: ; sh:select
            "SELECT $this {{ $this csto:value ?value FILTER (?value < 20) }}" ] ] ."""
    facts = " ".join(
        f"id:a{n} csto:about id:b{n} , id:c . id:b{n} csto:value {n} ." for n in range(30)
    )
    asked = []
    monkeypatch.setattr(
        bound_query, "_asked", lambda *a, _ask=bound_query._asked: asked.append(a) or _ask(*a)
    )
    found = results(facts, shapes)
    assert sorted(short(r.focus) for r in found) == [f"id:a{n}" for n in range(11, 20)]
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        (
            f"""{_LIMITED} sh:nodeValidator [ sh:select
                "SELECT (COUNT(?o) AS ?value) {{ $this ?p ?o }}" ] .
                shape:s sh:targetNode id:a ; csto:limit 1 .""",
            "an aggregate without GROUP BY",
        ),
        (
            f"""{_LIMITED} sh:nodeValidator [ sh:select "SELECT $this {{ $limit ?p ?o }}" ] .
                shape:s sh:targetNode id:a ; csto:limit [ csto:note 'x' ] .""",
            "which no query can name",
        ),
        (
            """shape:s sh:targetNode id:a ; sh:sparql shape:q . shape:q sh:select
                "SELECT $this ?value { $this ?p ?o BIND (TRIPLE($this, ?p, ?o) AS ?value) }" .""",
            "?value is a triple, which no result can have",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(shapes: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        results("id:a csto:note 'x' .", shapes)
    assert said in error_text(caught.value)


def test_a_value_that_looks_like_a_mark_does_no_harm() -> None:
    shapes = f"""{_LIMITED} sh:nodeValidator [ sh:select
            "SELECT $this ?value {{ BIND (STRLEN($limit) AS ?value) }}" ] .
        shape:s sh:targetSubjectsOf csto:note ; csto:limit "<urn:csto-kg:rows>" ."""
    assert shown(results("id:a csto:note 'x' .", shapes))[0].startswith('id:a |  | "18"')
