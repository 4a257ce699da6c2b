"""Turtle as we write it: the layout, and that every parser reads back the same graph."""

from __future__ import annotations

import random
from itertools import pairwise

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from csto_kg.errors import EnvironmentFailure
from csto_kg.terms import CSTO, ID, XSD
from csto_kg.writers.turtle.writer import turtle
from tests.writers.made import LABEL, NOTE, QUADS, TYPE, canonical, thing


def written(*facts: tuple[object, ox.NamedNode, object]) -> str:
    return turtle(ox.Quad(s, p, o) for s, p, o in facts)  # type: ignore[arg-type]


def read(text: str) -> set[ox.Quad]:
    return set(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))


def test_layout() -> None:
    found = written(
        (thing("p10"), LABEL, ox.Literal("ten", language="en")),
        (thing("p2"), NOTE, ox.Literal('say "no"\n')),
        (thing("p2"), NOTE, ox.Literal("and yes")),
        (thing("p2"), ox.NamedNode(CSTO + "value"), ox.Literal(6)),
        (thing("p2"), LABEL, ox.Literal("two")),
        (thing("p2"), TYPE, ox.NamedNode(CSTO + "Figure")),
    )
    assert found == (
        "@prefix csto: <https://w3id.org/csto-kg/ontology#> .\n"
        "@prefix id: <https://w3id.org/csto-kg/id/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "\n"
        "id:p2 a csto:Figure ;\n"
        '    rdfs:label "two" ;\n'
        '    csto:note "and yes" , "say \\"no\\"\\n" ;\n'
        "    csto:value 6 ;\n"
        "    .\n"
        "\n"
        'id:p10 rdfs:label "ten"@en ;\n'
        "    .\n"
    )


def test_nothing_is_nothing() -> None:
    assert turtle([]) == ""


def test_a_changed_fact_is_one_changed_line() -> None:
    base = [(thing(f"p{n}"), p, ox.Literal(f"{n}")) for n in range(30) for p in (LABEL, NOTE)]
    for changed in range(len(base)):
        other = list(base)
        subject, predicate, _ = base[changed]
        other[changed] = (subject, predicate, ox.Literal("zzz"))
        old, new = (written(*facts).split("\n") for facts in (base, other))
        assert len(old) == len(new)
        assert sum(a != b for a, b in zip(old, new, strict=True)) == 1


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        (ox.Literal("6", datatype=ox.NamedNode(XSD + "integer")), "6"),
        (ox.Literal("-6", datatype=ox.NamedNode(XSD + "integer")), "-6"),
        (ox.Literal("06", datatype=ox.NamedNode(XSD + "integer")), '"06"^^xsd:integer'),
        (ox.Literal("+6", datatype=ox.NamedNode(XSD + "integer")), '"+6"^^xsd:integer'),
        (ox.Literal("-0", datatype=ox.NamedNode(XSD + "integer")), '"-0"^^xsd:integer'),
        (ox.Literal("x", datatype=ox.NamedNode(XSD + "integer")), '"x"^^xsd:integer'),
        (ox.Literal("1.5", datatype=ox.NamedNode(XSD + "decimal")), "1.5"),
        (ox.Literal("1.50", datatype=ox.NamedNode(XSD + "decimal")), '"1.50"^^xsd:decimal'),
        (ox.Literal("1", datatype=ox.NamedNode(XSD + "decimal")), '"1"^^xsd:decimal'),
        (ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean")), "true"),
        (ox.Literal("1", datatype=ox.NamedNode(XSD + "boolean")), '"1"^^xsd:boolean'),
        (ox.Literal("1e0", datatype=ox.NamedNode(XSD + "double")), '"1e0"^^xsd:double'),
        (ox.Literal("٣", datatype=ox.NamedNode(XSD + "integer")), '"٣"^^xsd:integer'),
        (ox.Literal("a\u202eb\u0000\u2028\ufeff"), '"a\\u202Eb\\u0000\\u2028\\uFEFF"'),
        (ox.Literal("Ё “quoted” 🚢"), '"Ё “quoted” 🚢"'),
        (ox.Literal("x", language="en-gb"), '"x"@en-gb'),
    ],
)
def test_literals(literal: ox.Literal, expected: str) -> None:
    found = written((thing("x"), NOTE, literal))
    assert f"id:x csto:note {expected} ;\n" in found
    assert read(found) == {ox.Quad(thing("x"), NOTE, literal)}


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (ID + "a-b.c", "id:a-b.c"),
        (ID + "1", "id:1"),
        (ID + "a.", f"<{ID}a.>"),
        (ID + "-a", f"<{ID}-a>"),
        (ID + "a/b", f"<{ID}a/b>"),
        (ID + "a'b", f"<{ID}a'b>"),
        (ID + "a%20b", f"<{ID}a%20b>"),
        (ID + "ёлка", f"<{ID}ёлка>"),
        (ID, f"<{ID}>"),
        ("urn:x:y", "<urn:x:y>"),
        ("http://purl.org/dc/terms/title", "dct:title"),
    ],
)
def test_iris(iri: str, expected: str) -> None:
    found = written((ox.NamedNode(iri), TYPE, ox.NamedNode(CSTO + "Place")))
    assert f"\n{expected} a csto:Place ;\n" in found
    assert read(found) == {ox.Quad(ox.NamedNode(iri), TYPE, ox.NamedNode(CSTO + "Place"))}


def test_blank_nodes_stand_in_place_lists_as_lists() -> None:
    text = """
        PREFIX : <https://w3id.org/csto-kg/id/>
        :a :p [ :q 1, 2 ; :r ( :b [ :q 3 ] "c" ) ] , () .
        [] :p :a .
        :c :p _:shared . :d :p _:shared . _:shared :q 4 .
        _:one :p _:two . _:two :p _:one .
    """
    quads = read(text)
    found = turtle(quads)
    assert 'id:a id:p rdf:nil , [ id:q 1 , 2 ; id:r ( id:b [ id:q 3 ] "c" ) ] ;\n' in found
    assert "[] id:p id:a ;\n" in found
    assert found.count("_:c14n") == 2 + 1 + 2 * 2  # shared: two uses and itself; the cycle: each
    assert canonical(read(found)) == canonical(quads)


def test_blank_nodes_nested_too_deep_for_a_parser_get_names() -> None:
    # The notes keep RDFC-1.0 quick: nodes that look alike cost it the cube of their number.
    nodes = [ox.BlankNode() for _ in range(500)]
    chain = [ox.Quad(a, NOTE, b) for a, b in pairwise(nodes)]
    chain += [ox.Quad(node, LABEL, ox.Literal(n)) for n, node in enumerate(nodes)]
    found = turtle([ox.Quad(thing("a"), NOTE, nodes[0]), *chain])
    assert max(line.count("[") for line in found.split("\n")) == 40
    assert canonical(read(found)) == canonical([ox.Quad(thing("a"), NOTE, nodes[0]), *chain])


@pytest.mark.parametrize(
    "text", ['<x:a> <x:p> "x"@en--ltr .', "<x:a> <x:p> <<( <x:a> <x:p> 1 )>> ."]
)
def test_what_is_not_in_turtle_1_1_is_refused(text: str) -> None:
    with pytest.raises(EnvironmentFailure, match=r"<x:a> has .*RDF 1\.2"):
        turtle(ox.parse(text, format=ox.RdfFormat.TURTLE))


@given(QUADS, st.randoms())
def test_pyoxigraph_reads_back_the_same_graph(quads: list[ox.Quad], order: random.Random) -> None:
    found = turtle(quads)
    assert canonical(read(found)) == canonical(quads)
    shuffled = list(quads)
    order.shuffle(shuffled)
    assert turtle(shuffled) == found
    assert turtle(read(found)) == found


@pytest.mark.filterwarnings("ignore:Serializing weird")
@pytest.mark.usefixtures("literals_as_written")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUADS)
def test_rdflib_reads_back_the_same_graph(quads: list[ox.Quad]) -> None:
    triples = ox.serialize({q.triple for q in quads}, format=ox.RdfFormat.N_TRIPLES) or b""
    expected = rdflib.Graph().parse(data=triples, format="nt")
    found = rdflib.Graph().parse(data=turtle(quads), format="turtle")
    assert isomorphic(found, expected)


def test_blank_nodes_of_one_property_are_sorted() -> None:
    text = (
        "PREFIX id: <https://w3id.org/csto-kg/id/> id:a id:p [ id:q 3 ], [ id:q 1 ], [ id:q 2 ] ."
    )
    quads = list(read(text))
    for order in (quads, quads[::-1], sorted(quads, key=str)):
        assert "id:a id:p [ id:q 1 ] ,\n        [ id:q 2 ] ,\n        [ id:q 3 ] ;\n" in turtle(
            order
        )


def test_a_list_whose_end_is_shared_is_written_cell_by_cell() -> None:
    text = """
        PREFIX id: <https://w3id.org/csto-kg/id/>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        id:a id:p [ rdf:first 1 ; rdf:rest _:end ] .
        id:b id:p _:end . _:end rdf:first 2 ; rdf:rest rdf:nil .
    """
    assert canonical(read(turtle(read(text)))) == canonical(read(text))
