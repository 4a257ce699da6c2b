"""A shape that is not right, or needs what is not supported, is named with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from csto_kg.errors import ExitCode, InputError, error_text
from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.pyshacl.pyshacl_engine import PyshaclEngine
from csto_kg.shacl.wellformed.shapes import load_shapes
from tests.shacl.examples import turtle

HEAD = """\
@prefix csto: <https://w3id.org/csto-kg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/csto-kg/shapes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SPARQL = "shape:a a sh:NodeShape ; sh:sparql shape:q ."

WRONG = {
    # SPARQL
    "syntax of a query": (
        SPARQL + ' shape:q sh:select """SELECT $this\nWHERE { $this csto:p }""" .',
        'FILE:7: in shape:q: its query is broken at 2:15: the prefix "csto:" is not declared;'
        " declare it by sh:prefixes",
    ),
    "syntax of a query with prefixes": (
        SPARQL
        + """
        shape:p sh:declare [ sh:prefix "csto" ; sh:namespace "https://e/"^^xsd:anyURI ] .
        shape:q sh:prefixes shape:p ; sh:select "SELECT $this WHERE { $this csto:p } " .""",
        'FILE:8: in shape:q: its query is broken at 1:35: "}" does not fit here; check the syntax'
        " just before it",
    ),
    "no query": (
        SPARQL + ' shape:q sh:message "no" .',
        "FILE:6: in shape:a: sh:sparql takes a SPARQL constraint (sh:select), and shape:q is none;"
        " correct it",
    ),
    "two queries": (
        SPARQL + ' shape:q sh:select "SELECT $this {}" , "SELECT ?this {}" .',
        "FILE:6: in shape:q: it has 2 values of sh:select, and needs one text; give it one"
        " sh:select",
    ),
    "another form": (
        SPARQL + ' shape:q sh:select "ASK { $this ?p ?o }" .',
        "FILE:6: in shape:q: its sh:select is no SELECT query; write one",
    ),
    "no focus node": (
        SPARQL + ' shape:q sh:select "SELECT ?value { $this ?p ?value }" .',
        "FILE:6: in shape:q: its SELECT does not give $this; begin it with SELECT $this",
    ),
    "failure": (
        SPARQL + ' shape:q sh:select "SELECT $this ?failure { $this ?p ?failure }" .',
        "FILE:6: in shape:q: ?failure is not supported; give the variable another name",
    ),
    "MINUS": (
        SPARQL + ' shape:q sh:select "SELECT $this { $this ?p ?o MINUS { ?o ?q ?x } }" .',
        "FILE:6: in shape:q: MINUS is not allowed in a query of a shape; write it with FILTER NOT"
        " EXISTS",
    ),
    "VALUES": (
        SPARQL + ' shape:q sh:select "SELECT $this { VALUES ?x { 1 } $this ?p ?x }" .',
        "FILE:6: in shape:q: VALUES is not allowed in a query of a shape; compare with IN, or write"
        " a UNION",
    ),
    "SERVICE": (
        SPARQL + ' shape:q sh:select "SELECT $this { SERVICE <http://e/> { $this ?p ?o } }" .',
        "FILE:6: in shape:q: SERVICE is not allowed in a query of a shape; ask the graph alone",
    ),
    "FROM": (
        SPARQL + ' shape:q sh:select "SELECT $this FROM <http://e/> { $this ?p ?o }" .',
        "FILE:6: in shape:q: FROM is not allowed in a query of a shape; ask the graph that is"
        " checked",
    ),
    "a new value for the focus node": (
        SPARQL + ' shape:q sh:select "SELECT $this { BIND (1 AS ?this) }" .',
        "FILE:6: in shape:q: it gives ?this a new value, which has one before the query runs; use"
        " another variable",
    ),
    "an inner SELECT": (
        SPARQL + ' shape:q sh:select "SELECT $this { { SELECT ?x { $this ?p ?x } } }" .',
        "FILE:6: in shape:q: a SELECT inside its query does not give $this; name $this in it, since"
        " its value is known before the query runs",
    ),
    "a path where there is none": (
        SPARQL + ' shape:q sh:select "SELECT $this { $this $PATH ?x }" .',
        "FILE:6: in shape:q: $PATH stands in a shape without sh:path; use it in a property shape",
    ),
    "a message with an unknown variable": (
        SPARQL + ' shape:q sh:select "SELECT $this { $this ?p ?o }" ; sh:message "{?q} is wrong" .',
        "FILE:6: in shape:q: its message takes {?q}, which its query does not give; add ?q to its"
        " SELECT, or correct the message",
    ),
    "a prefix with two meanings": (
        SPARQL
        + """ shape:q sh:prefixes shape:p ; sh:select "SELECT $this {}" .
        shape:p sh:declare [ sh:prefix "e" ; sh:namespace "https://e/" ] ,
            [ sh:prefix "e" ; sh:namespace "https://f/" ] .""",
        'FILE:6: in shape:q: the prefix "e:" has two meanings in its sh:prefixes; declare it once',
    ),
    "a prefix without namespace": (
        SPARQL
        + """ shape:q sh:prefixes shape:p ; sh:select "SELECT $this {}" .
        shape:p sh:declare [ sh:prefix "e" ] .""",
        "FILE:6: in shape:q: a prefix of its sh:prefixes has no sh:prefix or no sh:namespace;"
        ' declare it as [ sh:prefix "ex" ; sh:namespace "http://…"^^xsd:anyURI ]',
    ),
    # terms
    "a misspelt parameter": (
        "shape:a a sh:NodeShape ; sh:targetClas csto:Tenure .",
        'FILE:6: in shape:a: sh:targetClas is no term of SHACL; did you mean "sh:targetClass"?',
    ),
    "a misspelt severity": (
        "shape:a a sh:NodeShape ; sh:severity sh:Violaton .",
        'FILE:6: in shape:a: sh:Violaton is no term of SHACL; did you mean "sh:Violation"?',
    ),
    "a misspelt class": (
        "shape:a a sh:NodShape .",
        'FILE:6: in shape:a: sh:NodShape is no term of SHACL; did you mean "sh:NodeShape"?',
    ),
    "an expression": (
        "shape:a a sh:NodeShape ; sh:expression [] .",
        "FILE:6: in shape:a: sh:expression is not supported; use SHACL Core or SHACL-SPARQL; rules"
        " are sh:SPARQLRule",
    ),
    "a target in SPARQL": (
        'shape:a a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; sh:select "SELECT" ] .',
        "FILE:6: in shape:a: sh:target is not supported; use SHACL Core or SHACL-SPARQL; rules are"
        " sh:SPARQLRule",
    ),
    "JavaScript": (
        'shape:a a sh:NodeShape ; sh:js [ sh:jsFunctionName "f" ] .',
        "FILE:6: in shape:a: sh:js is not supported; use SHACL Core or SHACL-SPARQL; rules are"
        " sh:SPARQLRule",
    ),
    "entailment": (
        "<http://e/> sh:entailment <http://www.w3.org/ns/entailment/RDFS> .",
        "FILE:6: in <http://e/>: sh:entailment is not supported; use SHACL Core or SHACL-SPARQL;"
        " rules are sh:SPARQLRule",
    ),
    "an import": (
        "shape:a a owl:Ontology ; owl:imports <http://e/shapes> .",
        "FILE:6: owl:imports <http://e/shapes> would fetch other shapes; put all shapes into the"
        " files that are given",
    ),
    # form
    "no path": (
        "shape:a a sh:PropertyShape ; sh:minCount 1 .",
        "FILE:6: in shape:a: it is a property shape without sh:path; give it one",
    ),
    "two paths": (
        "shape:a sh:path csto:date , csto:start ; sh:minCount 1 .",
        "FILE:6: in shape:a: it has 2 values of sh:path; leave one",
    ),
    "a path in a node shape": (
        "shape:a a sh:NodeShape ; sh:path csto:date .",
        "FILE:6: in shape:a: it is a node shape and has sh:path; make it a sh:PropertyShape",
    ),
    "a literal as path": (
        'shape:a a sh:PropertyShape ; sh:path "date" .',
        "FILE:6: in shape:a: its sh:path is broken: a property path is an IRI or a blank node; see"
        " SHACL 2.3.1",
    ),
    "a path of one part": (
        "shape:a a sh:PropertyShape ; sh:path ( csto:date ) .",
        "FILE:6: in shape:a: its sh:path is broken: a property path in a list has two parts at"
        " least; see SHACL 2.3.1",
    ),
    "a path of no kind": (
        "shape:a a sh:PropertyShape ; sh:path [ csto:about csto:date ] .",
        "FILE:6: in shape:a: its sh:path is broken: a property path has exactly one kind, such as"
        " sh:inversePath; see SHACL 2.3.1",
    ),
    "a count in a node shape": (
        "shape:a a sh:NodeShape ; sh:minCount 1 .",
        "FILE:6: in shape:a: sh:minCount stands in a node shape; put it into a property shape"
        " (sh:property)",
    ),
    "a count in words": (
        'shape:a sh:path csto:date ; sh:minCount "one" .',
        'FILE:6: in shape:a: sh:minCount takes a whole number from 0, and "one" is none;'
        " correct it",
    ),
    "two counts": (
        "shape:a sh:path csto:date ; sh:minCount 1 , 2 .",
        "FILE:6: in shape:a: it has 2 values of sh:minCount; leave one",
    ),
    "a class in quotation marks": (
        'shape:a a sh:NodeShape ; sh:class "Tenure" .',
        'FILE:6: in shape:a: sh:class takes an IRI, and "Tenure" is none; correct it',
    ),
    "an unknown kind of node": (
        "shape:a a sh:NodeShape ; sh:nodeKind sh:Shape .",
        "FILE:6: in shape:a: sh:nodeKind takes one of sh:BlankNode, sh:BlankNodeOrIRI,"
        " sh:BlankNodeOrLiteral, sh:IRI, sh:IRIOrLiteral, sh:Literal, and sh:Shape is none;"
        " correct it",
    ),
    "a list that does not end": (
        "shape:a a sh:NodeShape ; sh:in [ <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ] .",
        "FILE:6: in shape:a: sh:in takes a list, and a blank node is none; correct it",
    ),
    "no property shape": (
        "shape:a a sh:NodeShape ; sh:property [ sh:minCount 1 ] .",
        "FILE:6: in shape:a: sh:property takes a property shape, and a blank node is none;"
        " correct it",
    ),
    "a shape that is nowhere": (
        "shape:a a sh:NodeShape ; sh:node shape:b .",
        "FILE:6: in shape:a: it refers to shape:b, which is described nowhere; describe it, or"
        " correct its name",
    ),
    "a pattern": (
        'shape:a a sh:NodeShape ; sh:pattern "(" .',
        'FILE:6: in shape:a: its sh:pattern "(" is no regular expression: missing ), unterminated'
        " subpattern; correct it",
    ),
    "flags": (
        'shape:a a sh:NodeShape ; sh:pattern "a" ; sh:flags "q" .',
        'FILE:6: in shape:a: the flags "q" are not supported; use i, s, m or x',
    ),
    "a qualified shape without count": (
        "shape:a sh:path csto:date ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] .",
        "FILE:6: in shape:a: its sh:qualifiedValueShape has no count; add sh:qualifiedMinCount or"
        " sh:qualifiedMaxCount",
    ),
    "a qualified count without shape": (
        "shape:a a sh:PropertyShape ; sh:path csto:date ; sh:qualifiedMinCount 1 .",
        "FILE:6: in shape:a: it has a qualified count and no sh:qualifiedValueShape; add one",
    ),
    "ignored properties of an open shape": (
        "shape:a a sh:NodeShape ; sh:ignoredProperties ( csto:date ) .",
        "FILE:6: in shape:a: it has sh:ignoredProperties and is not closed; add sh:closed true",
    ),
    "a message with a variable": (
        'shape:a a sh:NodeShape ; sh:nodeKind sh:IRI ; sh:message "{?name}" .',
        "FILE:6: in shape:a: its message takes {?name}, which no query gives; use {$this}, {$value}"
        " or {$path}",
    ),
    "a circle": (
        "shape:a a sh:NodeShape ; sh:node shape:b .\nshape:b sh:not shape:a .",
        "FILE:6: in shape:a: it refers to itself, through shape:a, shape:b; SHACL leaves that"
        " undefined",
    ),
    "a component without validator": (
        "shape:c a sh:ConstraintComponent ; sh:parameter [ sh:path csto:p ] .",
        "FILE:6: in shape:c: it has no validator; give it an sh:validator",
    ),
    "a component without parameter": (
        "shape:c a sh:ConstraintComponent .",
        "FILE:6: in shape:c: it has no sh:parameter; give it one",
    ),
    "a parameter without path": (
        "shape:c a sh:ConstraintComponent ; sh:parameter [] .",
        "FILE:6: in shape:c: one of its parameters has no sh:path; give it a property",
    ),
    "an inner blank shape": (
        'shape:a a sh:NodeShape ;\n    sh:property [ sh:path csto:date ; sh:minCount "1" ] .',
        'FILE:6: in shape:a: sh:minCount takes a whole number from 0, and "1" is none; correct it',
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named(name: str, tmp_path: Path) -> None:
    text, expected = WRONG[name]
    file = tmp_path / "shapes.ttl"
    file.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_shapes([file])
    said = error_text(caught.value).replace(str(file), "FILE")
    assert said == expected
    assert caught.value.exit_code is ExitCode.INPUT


def test_the_file_of_several_is_named(tmp_path: Path) -> None:
    for name, text in (("good", "shape:a sh:nodeKind sh:IRI ."), ("bad", "shape:b sh:in 1 .")):
        (tmp_path / f"{name}.ttl").write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_shapes([tmp_path / "good.ttl", tmp_path / "bad.ttl"])
    assert error_text(caught.value) == (
        f'{tmp_path / "bad.ttl"}:6: in shape:b: sh:in takes a list, and "1" is none; correct it'
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no such file; name a file that you may read"),
        ("", "the file is empty; name one with facts"),
        ("shape:a a sh:NodeShape .", ""),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    content: str | None, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "shapes.ttl"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_shapes([file])
    assert error_text(caught.value).startswith(f"{file}: {said}" if said else f"{file}:1:")


def test_shapes_may_come_in_several_files_and_in_none(tmp_path: Path) -> None:
    assert load_shapes([]).graph.triples == ()
    first, second = tmp_path / "a.ttl", tmp_path / "b.ttl"
    first.write_text(HEAD + "shape:a a sh:NodeShape ; sh:node shape:b .", encoding="utf-8")
    second.write_text(HEAD + "\n\nshape:b a sh:NodeShape ; sh:nodeKind sh:IRI .", encoding="utf-8")
    graph = load_shapes([first, second]).graph
    places = {node.value.rsplit("#", 1)[1]: str(graph.place(node)) for node in graph.subjects()}
    assert places == {"a": f"{first}:6", "b": f"{second}:8"}


def test_rules_beside_shapes_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    rule = """shape:r a sh:NodeShape ; sh:targetNode csto:Record ; sh:order 1 ; sh:rule shape:rule .
        shape:rule a sh:SPARQLRule ; sh:order 2 ; sh:construct "not looked at" ."""
    file.write_text(HEAD + rule, encoding="utf-8")
    assert (
        PyshaclEngine().validate(DataGraph.of(turtle("id:a csto:date 1 .")), load_shapes([file]))
        == []
    )


def test_the_inverse_of_a_sequence_is_refused_by_pyshacl(tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    path = "[ sh:inversePath ( csto:evidence csto:inDocument ) ]"
    file.write_text(HEAD + f"shape:a sh:path {path} ; sh:minCount 1 .", encoding="utf-8")
    shapes = load_shapes([file])
    with pytest.raises(InputError) as caught:
        PyshaclEngine().validate(DataGraph.of([]), shapes)
    assert error_text(caught.value) == (
        f"{file}:6: in shape:a: pyshacl walks the inverse of a sequence in the wrong order; write"
        " the inverse of each part, the last one first"
    )
