"""A report in words and in JSON, whole."""

from __future__ import annotations

import json
from dataclasses import replace

import pyoxigraph as ox

from csto_kg.errors import Location
from csto_kg.reasoning.consistency_report import machine, text
from csto_kg.reasoning.findings import Conflict, Consistency, Fact, Inference
from csto_kg.terms import CSTO, GRAPH, ID, RDF, XSD
from tests.graph.facts import turtle

PERSON, ISLAND, NOTE = turtle('id:x a csto:Person , csto:Island ; csto:place "x" .')
FACTS = (
    Fact(PERSON, "x is a person", location=Location("new.ttl", 5)),
    Fact(ISLAND, "x is an island", graph=GRAPH + "isles"),
)
GOOD = Consistency(True, "hermit", {GRAPH + "isles": 20}, {}, 20, {})
BAD = Consistency(
    False, "pellet", {GRAPH + "isles": 20}, {"new.ttl": 3}, 21, {XSD + "date": 1, XSD + "gYear": 1},
    unseen=(Fact(NOTE, "x: place is “x”", location=Location("new.ttl")),),
    conflict=Conflict(FACTS, ("nothing is both a person and an island",)),
)  # fmt: skip
SEEN = ["", "seen: 21 triples of", "  graph:isles (20)", "  new.ttl (3)",
        "not seen: 2 literals that OWL reasoners cannot read (xsd:date 1, xsd:gYear 1)",
        "passed over: a text where a thing must be, or the other way round",
        "  x: place is “x”  [new.ttl]"]  # fmt: skip
MEND = "There may be other contradictions: mend this one and ask again."


def lines(found: Consistency) -> list[str]:
    return [" " * indent + line for indent, line in text(found)]


def test_consistent() -> None:
    assert lines(GOOD) == [
        "consistent: HermiT finds no contradiction",
        "",
        "seen: 20 triples of",
        "  graph:isles (20)",
    ]


def test_a_contradiction() -> None:
    assert lines(BAD) == [
        "inconsistent: these 2 facts cannot all be true",
        "  x is a person  [new.ttl:5]",
        "  x is an island  [graph:isles]",
        "because",
        "  nothing is both a person and an island",
        MEND,
        *SEEN,
    ]


def test_one_fact_none_or_too_many() -> None:
    one = replace(BAD, conflict=Conflict(FACTS[:1]))
    assert lines(one) == [
        "inconsistent: this cannot be true", "  x is a person  [new.ttl:5]", MEND, *SEEN,
    ]  # fmt: skip
    none = replace(BAD, conflict=Conflict(()))
    assert lines(none) == ["inconsistent: the ontology contradicts itself", MEND, *SEEN]
    many = replace(BAD, conflict=Conflict(FACTS * 15, minimal=False))
    assert lines(many) == [
        "inconsistent: these 30 facts cannot all be true",
        *["  x is a person  [new.ttl:5]", "  x is an island  [graph:isles]"] * 10,
        "not narrowed down further: the time or the number of runs was used up",
        MEND,
        *SEEN,
    ]


def test_a_class_without_members_and_what_follows() -> None:
    found = replace(
        GOOD,
        unsatisfiable=(CSTO + "Sea",),
        inferences=(
            Inference(PERSON, "x is a person", CSTO + "Hearsay", False),
            Inference(PERSON, "y is a person", CSTO + "ReportedAsFact", True),
            Inference(PERSON, "z is a person"),
        ),
    )
    assert lines(found)[:6] == [
        "consistent: HermiT finds no contradiction",
        "csto:Sea is a class that can have no member",
        "",
        "what follows about things: 3",
        "  x is a person  [csto:Hearsay, does not count as a fact]",
        "  y is a person  [csto:ReportedAsFact, counts as a fact]",
    ]
    assert lines(found)[6] == "  z is a person"
    assert lines(replace(GOOD, inferences=()))[2] == "what follows about things: nothing"


def test_json() -> None:
    person = {"subject": f"<{ID}x>", "predicate": f"<{RDF}type>", "object": f"<{CSTO}Person>"}
    island = {**person, "object": f"<{CSTO}Island>"}
    note = {"subject": f"<{ID}x>", "predicate": f"<{CSTO}place>", "object": '"x"'}
    somewhere = {"graph": None, "file": "new.ttl", "line": 5}
    found = machine(BAD)
    assert json.loads(json.dumps(found)) == found
    assert found == {
        "consistent": False,
        "conforms": False,
        "reasoner": "pellet",
        "checked": {
            "triples": 21,
            "graphs": {GRAPH + "isles": 20},
            "files": {"new.ttl": 3},
            "left_out": {XSD + "date": 1, XSD + "gYear": 1},
            "unseen": [{**note, "text": "x: place is “x”", **somewhere, "line": None}],
        },
        "unsatisfiable": [],
        "conflict": {
            "facts": [
                {**person, "text": "x is a person", **somewhere},
                {**island, "text": "x is an island",
                 "graph": GRAPH + "isles", "file": None, "line": None},
            ],
            "because": ["nothing is both a person and an island"],
            "minimal": True,
        },
        "inferences": None,
    }  # fmt: skip
    assert (machine(GOOD)["conflict"], machine(GOOD)["conforms"]) == (None, True)
    hearsay = Inference(PERSON, "x is a person", CSTO + "Hearsay", counts=False)
    assert machine(replace(GOOD, inferences=(hearsay,)))["inferences"] == [
        {**person, "text": "x is a person", "status": CSTO + "Hearsay", "counts": False}
    ]
    assert machine(replace(GOOD, inferences=()))["inferences"] == []


def test_terms_are_those_of_the_triple() -> None:
    fact = Fact(ox.Triple(ox.BlankNode("b"), PERSON.predicate, PERSON.object), "it is a person")
    (given,) = machine(replace(BAD, conflict=Conflict((fact,))))["conflict"]["facts"]
    assert given["subject"] == "_:b"
