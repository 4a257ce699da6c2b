"""Terms that rules meet: literals in the engine's forms, blank nodes, odd IRIs."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.errors import InputError, error_line
from tests.shacl.rules.made import derived, rule, shape, triples

_EDGE = shape("All", "sh:targetSubjectsOf ex:edge", ["r"])
_EDGES = "ex:a ex:edge ex:b . ex:b ex:edge ex:c . ex:c ex:edge ex:d ."
_ROOM = shape("All", "sh:targetClass ex:Room", ["r"])


def test_literals_are_those_of_the_engine(tmp_path: Path) -> None:
    shapes = _ROOM + rule("r", """CONSTRUCT { $this ex:size ?size, "007"^^xsd:integer, 7 }
        WHERE { $this ex:area ?size }""").replace("sh:prefixes ex:prefixes", "sh:prefixes "
        "ex:prefixes, [ sh:declare [ sh:prefix 'xsd' ; sh:namespace "
        "'http://www.w3.org/2001/XMLSchema#' ] ]")  # fmt: skip
    facts = 'ex:a a ex:Room ; ex:area 1.50, "05"^^xsd:byte, "no"^^xsd:byte ; ex:size 5 .'
    found = derived(tmp_path, shapes, facts)
    # 5 is a fact already, though written otherwise.
    assert set(found.triples) == set(triples('ex:a ex:size 1.5, 7, "no"^^xsd:byte .'))


def test_language_tags_are_compared_as_queries_know_them(tmp_path: Path) -> None:
    shapes = _ROOM + rule("r", 'CONSTRUCT { $this ex:named true } WHERE { $this ex:name "A"@en }')
    room, named = triples('ex:a a ex:Room . ex:a ex:name "A"@en .')
    (shouted,) = ox.parse(
        '[{"@id": "http://example.org/a", "http://example.org/name": '
        '{"@value": "A", "@language": "EN"}}]',
        format=ox.RdfFormat.JSON_LD,
        lenient=True,
    )
    assert str(shouted.object) == '"A"@EN'
    assert derived(tmp_path, shapes, [room, shouted.triple]).triples == (
        derived(tmp_path, shapes, [room, named]).triples
    )


def test_a_blank_node_as_focus_node(tmp_path: Path) -> None:
    shapes = _ROOM + rule("r", "CONSTRUCT { $this ex:seen true } WHERE {}")
    with pytest.raises(InputError) as caught:
        derived(tmp_path, shapes, "[] a ex:Room .")
    assert error_line(caught.value) == (
        f"csto-kg: error: {tmp_path / 'rules.ttl'}:9:21: the rule <http://example.org/r>: "
        "a blank node is a focus node, and no query can name it; give the thing an IRI in the facts"
    )


def test_blank_nodes_among_the_facts(tmp_path: Path) -> None:
    shapes = _EDGE + rule("r", "CONSTRUCT { ?x ex:seen true } WHERE { $this ex:edge ?x }")
    facts = triples("ex:a ex:edge [ ex:p 1 ], ex:b .")
    node = next(t.subject for t in facts if isinstance(t.subject, ox.BlankNode))
    seen = {t.subject for t in derived(tmp_path, shapes, facts).triples}
    assert seen == {node, ox.NamedNode("http://example.org/b")}


def test_a_literal_where_only_an_iri_can_be(tmp_path: Path) -> None:
    shapes = shape("All", "sh:targetObjectsOf ex:in", ["r"]) + rule(
        "r", "CONSTRUCT { ?x ex:linked ?y } WHERE { ?x $this ?y }"
    )
    with pytest.raises(InputError) as caught:
        derived(tmp_path, shapes, 'ex:x ex:in "a" .')
    assert error_line(caught.value) == (
        f"csto-kg: error: {tmp_path / 'rules.ttl'}:9:21: the rule <http://example.org/r>: "
        '"a" cannot stand where $this does; let the shape\'s targets find no literals, '
        "or use $this otherwise"
    )


def test_an_iri_that_no_query_can_hold(tmp_path: Path) -> None:
    shapes = _EDGE + rule("r", "CONSTRUCT { $this ex:seen true } WHERE {}")
    (odd,) = ox.parse(
        "<http://example.org/a}{b> <http://example.org/edge> <http://example.org/c> .",
        format=ox.RdfFormat.N_TRIPLES,
        lenient=True,
    )
    with pytest.raises(InputError) as caught:
        derived(tmp_path, shapes, [odd.triple])
    assert error_line(caught.value) == (
        f"csto-kg: error: {tmp_path / 'rules.ttl'}:9:21: the rule <http://example.org/r>: "
        "the IRI <http://example.org/a}{b> cannot stand in a query; name the node otherwise"
    )
