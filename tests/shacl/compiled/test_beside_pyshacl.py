"""SPARQL constraints and components at random, by both engines: the same results and messages.

Queries are DISTINCT, since pyshacl drops results that are equal, and a component that asks stands
at node shapes, where pyshacl tells its value node (SHACL 6.2.3 wants it on property shapes too).
Nothing is ordered that SPARQL cannot compare (to rdflib, ``"x" > 1``), and no blank node is a text.
"""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csto_kg.shacl.compiled.compiled_engine import CompiledEngine
from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.graph.shapes_graph import ShapesGraph
from csto_kg.shacl.pyshacl.pyshacl_engine import PyshaclEngine
from csto_kg.shacl.wellformed.shapes import shapes_of
from csto_kg.terms import XSD
from tests.shacl.compiled.made_constraints import NODES, PROPERTIES
from tests.shacl.examples import turtle

BLANK = [ox.BlankNode("x"), ox.BlankNode("y")]
_DAY = ox.Literal("2018-01-01", datatype=ox.NamedNode(XSD + "date"))
LITERALS = [ox.Literal(1), ox.Literal(2), ox.Literal("x"), ox.Literal("x", language="en"), _DAY]
graphs = st.lists(
    st.builds(
        ox.Triple,
        st.sampled_from([*NODES, *NODES, *BLANK]),
        st.sampled_from(PROPERTIES),
        st.sampled_from([*NODES, *NODES, *BLANK, *LITERALS]),
    ),
    max_size=16,
    unique=True,
)
PARTS = [
    "$this <e:p> ?value .", "$this $PATH ?value .", "?a <e:q> $this .", "?value <e:p> ?a .",
    "OPTIONAL { ?value <e:q> ?a }", "OPTIONAL { $this <e:r> ?b FILTER (?b != ?value) }",
    "FILTER NOT EXISTS { $this <e:r> ?value }", "FILTER (?value != $this)",
    "FILTER EXISTS { ?value ?p ?x FILTER (?x = $this) }",
    "FILTER (ISIRI($this) || ISNUMERIC(?value))",
    "FILTER (!BOUND(?a))", "FILTER (BOUND($this))", "FILTER (ISLITERAL(?value))",
    "BIND (ISIRI(?value) AS ?s)", "?value (<e:p>|^<e:q>) ?b .", "$this <e:p>/<e:q> ?b .",
    "{ $this <e:q> ?b } UNION { $this <e:p> ?b }", "FILTER ($this IN (<e:n0>, <e:n1>))",
]  # fmt: skip
PATHS = ["<e:p>", "[ sh:inversePath <e:q> ]", "( <e:p> <e:q> )",
         "[ sh:alternativePath ( <e:p> <e:r> ) ]"]  # fmt: skip
TARGETS = ["sh:targetSubjectsOf <e:p>", "sh:targetNode <e:n0> , <e:n1>", "sh:targetObjectsOf <e:q>"]


@st.composite
def shapes(draw: st.DrawFn) -> str:
    """Two shapes, one with a path, that have a constraint and use components."""
    parts = draw(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4, unique=True))
    body = " ".join(sorted(parts, key=lambda part: part.startswith(("FILTER", "BIND"))))
    plain = body.replace("$PATH", "<e:r>")
    free = plain.replace("?value", "?any")  # to pyshacl, ?value is a value node there
    test = draw(st.sampled_from(["$value != $limit", "ISIRI($value)", "$this = $value",
                                 "EXISTS { $value ?p $limit }"]))  # fmt: skip
    limit = draw(st.sampled_from(["1", "<e:n1>", '"x"']))
    return f"""
        <e:S> {draw(st.sampled_from(TARGETS))} ; sh:severity sh:Warning ; sh:sparql <e:Q> ;
            <http://e/limit> {limit} ; <http://e/most> 1 .
        <e:P> {draw(st.sampled_from(TARGETS))} ; sh:path {draw(st.sampled_from(PATHS))} ;
            sh:message "{{$this}} {{?value}}" ; sh:sparql <e:R> ; <http://e/most> 1 .
        <e:Q> sh:message "{{$this}} {{?value}} {{?a}} {{?s}}" ;
            sh:select "SELECT DISTINCT $this ?value ?a ?s {{ {plain} }}" .
        <e:R> sh:select "SELECT DISTINCT $this ?value ?a ?s {{ {body} }}" .
        <e:C> a sh:ConstraintComponent ; sh:parameter [ sh:path <http://e/limit> ] ; sh:validator
            [ sh:message "{{$value}} {{$limit}}" ; sh:ask "ASK {{ FILTER ({test}) }}" ] .
        <e:D> a sh:ConstraintComponent ; sh:parameter [ sh:path <http://e/most> ] ; sh:nodeValidator
            [ sh:message "{{$most}} {{$this}}" ;
              sh:select "SELECT DISTINCT $this {{ {free} FILTER ($most = 1) }}" ] ;
            sh:propertyValidator [ sh:message "{{$path}} {{$most}} {{?value}}" ;
              sh:select "SELECT DISTINCT $this ?value {{ $this $PATH ?value . {body} }}" ] ."""


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(graphs, shapes())
def test_both_engines_find_the_same(triples: list[ox.Triple], text: str) -> None:
    made = shapes_of(ShapesGraph(turtle(text)), strict=False)
    data = DataGraph.of(triples)
    assert CompiledEngine().validate(data, made) == PyshaclEngine().validate(data, made)
