"""The ontology in pieces: none is lost, each is whole, and each can be said in words."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from csto_kg.reasoning.axioms import axioms
from csto_kg.reasoning.wording import Words
from csto_kg.terms import CSTO
from tests.graph.facts import ONTOLOGY, turtle

SHIPPED = [quad.triple for quad in ox.parse(path=str(ONTOLOGY))]


def test_every_triple_is_in_one_piece_or_only_describes() -> None:
    pieces = axioms(SHIPPED)
    described = [t for t in SHIPPED if t.predicate.value in pieces.annotations]
    assert sorted(map(str, (*pieces.triples, *described))) == sorted(map(str, SHIPPED))
    assert CSTO + "competencyQuestion" in pieces.annotations
    assert CSTO + "countsInChecks" not in pieces.annotations


def test_a_piece_has_the_blank_nodes_that_it_is_made_with() -> None:
    for axiom in axioms(SHIPPED).axioms:
        inside = {t.subject for t in axiom.triples if isinstance(t.subject, ox.BlankNode)}
        led_to = {t.object for t in axiom.triples if isinstance(t.object, ox.BlankNode)}
        assert led_to <= inside
        assert inside - led_to <= {axiom.triple.subject}


def test_declarations_say_what_a_term_is_and_axioms_what_it_means() -> None:
    pieces = axioms(
        turtle("""
        csto:p a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:label "p" .
        csto:C a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty csto:p ;
            owl:someValuesFrom csto:D ] .
        csto:x a owl:NamedIndividual , csto:C .""")
    )
    kinds = ["owl#ObjectProperty", "owl#Class", "owl#NamedIndividual"]
    assert [str(t.object).rpartition("/")[2].rstrip(">") for t in pieces.declarations] == kinds
    assert [len(axiom.triples) for axiom in pieces.axioms] == [1, 4, 1]
    names = [{iri.removeprefix(CSTO) for iri in axiom.signature} for axiom in pieces.axioms]
    assert names == [{"p"}, {"C", "p", "D"}, {"x", "C"}]


def test_a_list_that_goes_in_circles_is_no_endless_task() -> None:
    circle = turtle("""csto:C owl:unionOf _:a . _:a rdf:first csto:D ; rdf:rest _:b .
                       _:b rdf:first csto:E ; rdf:rest _:a .""")
    (axiom,) = axioms(circle).axioms
    assert len(axiom.triples) == 5
    assert "csto:C" not in Words(()).axiom(axiom)  # no template for it: all its triples


@pytest.mark.parametrize(
    ("axiom", "words"),
    [
        ("csto:Tenure rdfs:subClassOf csto:Record .", "a tenure is a record"),
        ("csto:Island owl:disjointWith csto:Person .", "nothing is both an island and a person"),
        ("csto:Island owl:equivalentClass csto:Tenure .", "an island is the same as a tenure"),
        ("csto:Record owl:disjointUnionOf ( csto:Tenure csto:Island ) .",
         "a record is one of these, and never two of them: a tenure or an island"),
        ("[] a owl:AllDisjointClasses ; owl:members ( csto:Tenure csto:Island csto:Person ) .",
         "nothing is two of these: a tenure, an island and a person"),
        ("[] a owl:AllDifferent ; owl:distinctMembers ( csto:Hearsay csto:Plan ) .",
         "these are different things: csto:Hearsay and csto:Plan"),
        ("csto:holder rdfs:domain [ a owl:Class ; owl:unionOf ( csto:Tenure csto:Island ) ] .",
         "whatever has “holder” is a tenure or an island"),
        ("csto:holder rdfs:range csto:Person .", "every value of “holder” is a person"),
        ("csto:number rdfs:range xsd:integer .", "every value of “number” is an xsd:integer"),
        ("csto:holder a owl:FunctionalProperty .",
         "nothing has two different values of “holder”"),
        ("csto:holder a owl:SymmetricProperty .", "“holder” holds both ways"),
        ("csto:holder rdfs:subPropertyOf csto:number .",
         "whatever has “holder” has the same as “number”"),
        ("csto:holder owl:inverseOf csto:number .", "“holder” is “number” the other way round"),
        ("csto:Tenure rdfs:subClassOf [ a owl:Restriction ; owl:onProperty csto:holder ] .",
         "a tenure is something limited in its “holder”"),
        ("csto:Tenure rdfs:subClassOf [ owl:complementOf csto:Island ] .",
         "a tenure is not an island"),
        ("csto:Hearsay a csto:Island .", "csto:Hearsay is an island"),
        ("csto:Hearsay csto:number 3 .", "csto:Hearsay: number is “3”"),
    ],
)  # fmt: skip
def test_axioms_in_words(axiom: str, words: str) -> None:
    labels = turtle("""
        csto:Tenure rdfs:label "tenure"@en . csto:Record rdfs:label "record"@en .
        csto:Island rdfs:label "island"@en . csto:Person rdfs:label "person"@en .
        csto:holder rdfs:label "holder"@en . csto:number rdfs:label "number"@en .""")
    (found,) = axioms(turtle(axiom)).axioms
    assert Words(labels).axiom(found) == words


def test_every_axiom_of_the_ontology_has_words() -> None:
    words = Words(SHIPPED)
    for axiom in axioms(SHIPPED).axioms:
        assert "http" not in words.axiom(axiom), axiom


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("id:ada a csto:Agent .", "Ada (id:ada) is an agent"),
        ("id:ada csto:holder id:ben .", "Ada (id:ada): holder is id:ben"),
        ("id:ada owl:sameAs id:ben .", "Ada (id:ada) is the same as id:ben"),
        ("id:ben owl:differentFrom id:ada .", "id:ben is not the same as Ada (id:ada)"),
        ('id:ben csto:note "a\\u001b[1m\\nb" .', "id:ben: csto:note is “a\\x1b[1m\\nb”"),
        (f'id:ben csto:note "{"a" * 100}" .', f"id:ben: csto:note is “{'a' * 80}…”"),
        ("_:x csto:holder _:y .",
         "something without a name: holder is something without a name"),
        ("id:ben a _:c .", "id:ben: rdf:type is something without a name"),
    ],
)  # fmt: skip
def test_facts_in_words(fact: str, words: str) -> None:
    labels = turtle("""id:ada rdfs:label "Ada"@en . csto:holder rdfs:label "holder"@en .
                       csto:Agent rdfs:label "agent"@en .""")
    assert Words(labels).fact(turtle(fact)[0]) == words
