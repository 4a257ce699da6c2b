"""SHACL Core on the store: results and messages of pyshacl, or a reason in SHACL's text."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings

from csto_kg.errors import InputError, error_text
from csto_kg.shacl.compiled.comparison import ORDERED, less
from csto_kg.shacl.compiled.compiled_engine import CompiledEngine, all_results
from csto_kg.shacl.compiled.datatypes import well_formed
from csto_kg.shacl.compiled.evaluation import Evaluation
from csto_kg.shacl.compiled.model_reading import read_model
from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.engine import Engine
from csto_kg.shacl.graph.shapes_graph import ShapesGraph
from csto_kg.shacl.pyshacl.pyshacl_engine import PyshaclEngine
from csto_kg.shacl.result import ValidationResult
from csto_kg.shacl.wellformed.shapes import Shapes, shapes_of
from csto_kg.store.embedded.lexical_forms import stored_forms
from tests.shacl.compiled import made_shapes
from tests.shacl.compiled.made_shapes import HEAD, NUMBERS, ODD, PLAIN, TAGGED

SLOW = settings(
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def turtle(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]


def made(text: str) -> Shapes:
    return shapes_of(ShapesGraph(turtle(text)), strict=False)


def found(engine: Engine, data: str, shapes: str) -> list[ValidationResult]:
    return engine.validate(DataGraph.of(turtle(HEAD + data)), made(HEAD + shapes))


def same(data: str, shapes: str) -> None:
    graph, read = DataGraph.of(turtle(data)), made(shapes)
    assert CompiledEngine().validate(graph, read) == PyshaclEngine().validate(graph, read)


@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
@SLOW
@given(made_shapes.data(PLAIN), made_shapes.shapes(PLAIN, ranges=False))
def test_pyshacl_finds_the_same(data: str, shapes: str) -> None:
    same(data, shapes)


@SLOW
@given(made_shapes.data(NUMBERS), made_shapes.shapes(NUMBERS))
def test_pyshacl_finds_the_same_among_numbers(data: str, shapes: str) -> None:
    same(data, shapes)


@SLOW
@given(made_shapes.data(TAGGED), made_shapes.shapes(TAGGED, ranges=False))
def test_pyshacl_finds_the_same_among_texts(data: str, shapes: str) -> None:
    same(data, shapes)


LITERALS = PLAIN + ODD + 4 * TAGGED


@SLOW
@given(made_shapes.data(LITERALS), made_shapes.shapes(LITERALS, odd=True))
def test_nothing_is_found_but_at_suspects(data: str, shapes: str) -> None:
    graph, read = DataGraph.of(turtle(data)), made(shapes)
    model = read_model(read)
    everywhere = Evaluation(graph, read)
    suspects = Evaluation(graph, read)
    assert Counter(all_results(suspects, model)) == Counter(
        all_results(everywhere, model, everywhere=True)
    )
    assert suspects.looked_at <= everywhere.looked_at


@SLOW
@given(
    made_shapes.data(LITERALS), made_shapes.data(LITERALS), made_shapes.shapes(LITERALS, odd=True)
)
def test_more_facts_for_a_while_are_as_if_they_had_been_there(
    data: str, more: str, shapes: str
) -> None:
    triples, added, read = turtle(data), turtle(more), made(shapes)
    graph = DataGraph.of(triples)
    before = Counter(graph.triples)
    with graph.extended(added):
        assert set(graph.triples) == {*triples, *added}
        together = CompiledEngine().validate(graph, read)
    assert Counter(graph.triples) == before
    assert together == CompiledEngine().validate(DataGraph.of([*triples, *added]), read)


def test_facts_are_given_back_as_they_were_written() -> None:
    text = ':a :p 01 , 1 , "a"@en , "x"^^xsd:integer , :b . :b :p 01 .'
    triples = turtle(HEAD + text)
    graph = DataGraph.of(triples)
    assert set(graph.triples) == set(triples)
    one, property_ = triples[0].subject, triples[0].predicate
    assert set(graph.objects(one, property_)) == {t.object for t in triples if t.subject == one}
    assert graph.about(one) == {property_.value: graph.objects(one, property_)}
    assert graph.values(property_) == {t.object for t in triples}
    assert {str(node) for node in graph.subjects(property_, triples[0].object)} == {
        "<https://e/a>",
        "<https://e/b>",
    }
    assert [str(node) for node in graph.subjects(property_, ox.Literal(1))] == ["<https://e/a>"]
    assert graph.objects(ox.Literal("a"), property_) == []


# What pyshacl or the engine's SPARQL do otherwise, and what SHACL says. Each is data, a shape and
# the values at which it is violated.
BY_THE_TEXT = [
    # 4.2.1: "Values that cannot be compared" are violations; rdflib orders terms of any kinds.
    ('"2018-03-01"^^xsd:date , 1 , "a" , :b', "sh:maxInclusive 5", {"2018-03-01", "a", "https://e/b"}),
    ('"2018-03-01Z"^^xsd:date , "2018-03-02"^^xsd:date , "2018-03-05"^^xsd:date',
     'sh:minInclusive "2018-03-02"^^xsd:date', {"2018-03-01Z"}),
    ('"a"@en', 'sh:maxExclusive "b"@en', {"a"}),  # Oxigraph orders them, SPARQL does not
    ('"NaN"^^xsd:double', 'sh:maxInclusive "NaN"^^xsd:double', {"NaN"}),  # to Oxigraph, <=
    ("99999999999999999999", "sh:minInclusive 1", set()),  # not held by Oxigraph
    ('"1.0"^^xsd:float , "16777217"^^xsd:float', "sh:maxInclusive 16777216", set()),
    ("false , true", "sh:minExclusive false", {"false"}),  # no order in Oxigraph
    # To Oxigraph each literal is <= itself, whatever its datatype.
    ('"ff"^^xsd:hexBinary', 'sh:minInclusive "ff"^^xsd:hexBinary', {"ff"}),
    ('"x"^^:type', 'sh:maxInclusive "x"^^:type', {"x"}),
    # 4.3.1: a blank node is too short for any length; pyshacl passes it for 0.
    ("[]", "sh:minLength 0", {"blank"}),
    # 4.3.3: flags are those of SPARQL's REGEX; pyshacl knows i and m. XPath: $ is the very end.
    ('"a b" , "ab"', 'sh:pattern "a b" ; sh:flags "x"', {"a b"}),
    ('"a\\n" , "a"', 'sh:pattern "a$"', {"a\n"}),
    ('"a\\nb" , "ab"', 'sh:pattern "a.b" ; sh:flags "s"', {"ab"}),
    ('"a\\rb"', 'sh:pattern "a.b"', {"a\rb"}),
    ('"A\\u00A0B"', 'sh:pattern "\\\\s"', {"A\u00a0B"}),
    # 4.1.2: forms that XML Schema does not have; rdflib takes what Python reads.
    ('" 1"^^xsd:integer , "1_0"^^xsd:integer , "+1"^^xsd:integer', "sh:datatype xsd:integer",
     {" 1", "1_0"}),
    ('"--02-30"^^xsd:gMonthDay , "--02-29"^^xsd:gMonthDay', "sh:datatype xsd:gMonthDay",
     set()),
    ('"inf"^^xsd:double , "INF"^^xsd:double', "sh:datatype xsd:double", {"inf"}),
    ('"5"^^xsd:byte , "300"^^xsd:byte , 5', "sh:datatype xsd:byte", {"300", "5"}),
    ('"0000-01-01"^^xsd:date , "02018-01-01"^^xsd:date', "sh:datatype xsd:date", {"02018-01-01"}),
    # Forms that the store does not keep.
    ("1 , 2", "sh:in ( 01 2 )", {"1"}),
    ('"01"^^xsd:integer , 2', "sh:in ( 1 2 )", {"01"}),
    ('"1"^^xsd:boolean', "sh:nodeKind sh:Literal ; sh:in ( true )", {"1"}),
    # 4.8.1: every property that is not named is too much; pyshacl lets rdf:type rdfs:Resource be.
    ("[ a rdfs:Resource ]", "sh:node [ sh:closed true ]", {"blank"}),
]  # fmt: skip


TARGETS = ("targetNode :a", "targetSubjectsOf :p", "targetClass :T", "targetObjectsOf :o")


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("values", "constraint", "violating"), BY_THE_TEXT)
def test_the_text_of_shacl_decides(
    values: str, constraint: str, violating: set[str], target: str
) -> None:
    data = f":a a :T ; :p {values} . :b :o :a ."
    results = found(CompiledEngine(), data, f":s sh:{target} ; sh:path :p ; {constraint} .")
    seen = [r.value for r in results]
    texts = {"blank" if isinstance(v, ox.BlankNode) else v.value for v in seen if v is not None}
    assert (texts, len(seen)) == (violating, len(violating))


@pytest.mark.parametrize("target", ["targetSubjectsOf :r", "targetClass :T"])
def test_forms_of_other_nodes_are_seen(target: str) -> None:
    """What a value node has was written as 01: so the focus node is looked at, too."""
    data = ":a a :T ; :r :b . :b :p 01 ."
    path = "sh:path ( :r :p ) ; sh:hasValue 1"
    inner = "sh:property [ sh:path :r ; sh:node [ sh:property [ sh:path :p ; sh:in ( 1 ) ] ] ]"
    for constraint in (path, inner):
        assert len(found(CompiledEngine(), data, f":s sh:{target} ; {constraint} .")) == 1


def test_literals_are_focus_nodes_as_they_were_written() -> None:
    shape = ":s sh:targetObjectsOf :p ; sh:in ( 1 ) ."
    (result,) = found(CompiledEngine(), ":a :p 01 , 1 .", shape)
    assert isinstance(result.focus, ox.Literal)
    assert (result.focus.value, result.value) == ("01", result.focus)


def test_a_pattern_that_is_not_supported_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        found(CompiledEngine(), "", ':s sh:targetNode :a ; sh:pattern "[a-z-[b]]" .')
    assert "a class within a class is not supported" in error_text(caught.value)


def test_what_is_wrong_is_said_without_a_message_of_the_shapes() -> None:
    shapes = """:s sh:targetNode :a ; sh:path :p ; sh:class :C ; sh:maxCount 1 ; sh:in ( 1 :b ) ;
        sh:or ( :t ) ; sh:node :t . :t a sh:NodeShape ; sh:hasValue :b ."""
    assert {r.message for r in found(CompiledEngine(), ":a :p :c , 1 .", shapes)} == {
        "the value is no instance of <https://e/C>",
        "more than 1 values",
        "the value is none of 1, <https://e/b>",
        "the value conforms to none of the shapes https://e/t",
        "the value does not conform to the shape https://e/t",
    }


def test_one_literal_is_less_than_another_as_sparql_has_it() -> None:
    """Every pair of literals of one datatype, beside Oxigraph, but for what is listed above."""
    literals = [t.object for t in turtle(f"{HEAD} :a :p {' , '.join({*PLAIN, *ODD})} .")]
    kept = set(stored_forms(each for each in literals if isinstance(each, ox.Literal)))
    compared = 0
    for one, other, sign in product(literals, literals, ("<", "<=")):
        assert isinstance(one, ox.Literal)
        assert isinstance(other, ox.Literal)
        found = less(one, other, sign == "<=")
        if not well_formed(one) or not well_formed(other) or one.language or other.language:
            assert not found
        elif one.datatype == other.datatype and {one, other} <= kept:
            if one.datatype.value not in ORDERED or "NaN" in (one.value, other.value):
                assert not found
            elif not one.datatype.value.endswith(("boolean", "integer", "decimal")):
                asked = ox.Store().query(f"ASK {{ FILTER ({one} {sign} {other}) }}")
                assert found == bool(asked), (one, sign, other)
                compared += 1
    assert compared > 100
