"""With the shipped context, plain JSON objects are facts: the same triples as in Turtle."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from tests.graph.facts import (
    CSTO,
    ID,
    PREFIXES,
    ROOT,
    XSD,
    Dataset,
    Node,
    Ontology,
    Term,
    iri,
    short,
    turtle,
)

Json = dict[str, Any]

DOCUMENT: Json = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))
CONTEXT: Json = DOCUMENT["@context"]
FOREIGN: Json = {
    "label": {"@id": "rdfs:label", "@language": "en"},
    "altLabel": {"@id": "skos:altLabel", "@language": "en"},
    "title": {"@id": "dct:title", "@language": "en"},
    "license": {"@id": "dct:license", "@type": "@id"},
}
# What rules derive and the program keeps is never part of a source, so no key says it.
RESERVED = {
    quad.object.value
    for quad in ox.parse(path=str(ROOT / "ontology" / "reserved.ttl"))
    if quad.predicate == iri("skos:member") and isinstance(quad.object, ox.NamedNode)
}
OF_SHAPES = {CSTO + "checksElement"}
NATURAL: dict[str, Callable[[str], Any]] = {"xsd:boolean": json.loads, "xsd:integer": int}
PARENTS_ONLY = ("Record", "Communication")  # classes that no record has for its own


def coercion(prop: ox.NamedNode, ontology: Ontology) -> Json:
    """What the ontology says of the values of a property, as a context would put it."""
    name = {"@id": short(prop)}
    kinds = ontology.types(prop)
    admitted = ontology.options(prop, "rdfs:range")
    if iri("owl:ObjectProperty") in kinds:
        listed = admitted and all(ontology.is_a(cls, "skos:Concept") for cls in admitted)
        return {**name, "@type": "@vocab" if listed else "@id"}
    if short(prop) == "csto:shortForm":
        return {**name, "@container": "@language"}  # {"ru": "…"}
    if iri("owl:AnnotationProperty") in kinds:
        return {**name, "@type": "xsd:string"}
    if not admitted:
        return {**name, "@type": "xsd:date"}  # a date; a month or a year says so itself
    (datatype,) = admitted
    return {**name, "@type": short(datatype)}


def properties(ontology: Ontology) -> list[ox.NamedNode]:
    kinds = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")
    unsaid = RESERVED | OF_SHAPES
    return [p for kind in kinds for p in ontology.of_type(kind) if p.value not in unsaid]


def differences(context: Json, ontology: Ontology) -> list[str]:
    """Lines that the context lacks, has wrongly, or has too many of."""
    expected = {p.value.removeprefix(CSTO): coercion(p, ontology) for p in properties(ontology)}
    expected |= FOREIGN
    general = {"@version", "@base", "@vocab", "type", *PREFIXES}
    found = [
        f"should be: {json.dumps(name)}: {json.dumps(entry)}"
        for name, entry in expected.items()
        if context.get(name) != entry
    ]
    return found + [f"of no use: {name}" for name in set(context) - set(expected) - general]


def test_every_property_is_in_the_context_with_its_coercion(ontology: Ontology) -> None:
    assert list(DOCUMENT) == ["@context"]
    assert differences(CONTEXT, ontology) == []


def test_names_resolve_to_the_projects_namespaces() -> None:
    assert (CONTEXT["@version"], CONTEXT["@base"], CONTEXT["@vocab"]) == (1.1, ID, CSTO)
    shipped = {k: v for k, v in CONTEXT.items() if isinstance(v, str) and k in PREFIXES}
    assert shipped == {k: v for k, v in PREFIXES.items() if k != "owl"}


def test_a_forgotten_or_wrong_entry_is_caught(ontology: Ontology) -> None:
    broken = {**CONTEXT, "status": {"@id": "csto:status", "@type": "@id"}, "statsu": "csto:status"}
    del broken["holder"]
    assert sorted(differences(broken, ontology)) == [
        "of no use: statsu",
        'should be: "holder": {"@id": "csto:holder", "@type": "@id"}',
        'should be: "status": {"@id": "csto:status", "@type": "@vocab"}',
    ]


# --- reading


def by_pyoxigraph(document: Json) -> set[ox.Triple]:
    quads = ox.parse(input=json.dumps(document), format=ox.RdfFormat.JSON_LD)
    return {ox.Triple(q.subject, q.predicate, q.object) for q in quads}


def by_rdflib(document: Json) -> set[ox.Triple]:
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    lines = graph.serialize(format="nt", encoding="utf-8")
    return {
        ox.Triple(q.subject, q.predicate, q.object)
        for q in ox.parse(input=lines, format=ox.RdfFormat.N_TRIPLES)
    }


READERS = {"pyoxigraph": by_pyoxigraph, "rdflib": by_rdflib}


@pytest.fixture(autouse=True)
def _literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def plain(value: Term, name: str) -> Any:
    """A value as a person would write it in JSON, under one key of the context."""
    entry = CONTEXT[name]
    wanted = entry.get("@type")
    if isinstance(value, ox.NamedNode):
        if value == iri(f"id:{value.value.removeprefix(ID)}"):
            return value.value.removeprefix(ID)
        return value.value.removeprefix(CSTO) if wanted == "@vocab" else value.value
    assert isinstance(value, ox.Literal)
    if value.language:
        if entry.get("@language") == value.language:
            return value.value
        if entry.get("@container") == "@language":
            return {value.language: value.value}
        return {"@value": value.value, "@language": value.language}
    if wanted and short(value.datatype) == wanted:
        return NATURAL.get(wanted, str)(value.value)
    if value.datatype.value == XSD + "string":
        return {"@value": value.value}
    return {"@value": value.value, "@type": short(value.datatype)}


def as_json(subject: Node, data: Dataset) -> Json:
    """All that a graph says of a subject, as a plain JSON object."""
    keys = {entry["@id"]: key for key, entry in CONTEXT.items() if isinstance(entry, dict)}
    found: Json = {"@id": short(subject).removeprefix("id:")}
    types = [short(t).removeprefix("csto:") for t in data.facts.types(subject)]
    if types:
        found["type"] = types
    for triple in data.facts.about(subject):
        key = keys.get(short(triple.predicate))
        if key is not None:
            value = plain(triple.object, key)
            known = found.get(key)
            found[key] = value if known is None else [
                *(known if isinstance(known, list) else [known]), value,
            ]  # fmt: skip
    return found


def record_classes() -> list[str]:
    from tests.graph.facts import ONTOLOGY, read

    ontology = Ontology(read(ONTOLOGY).triples)
    names = [short(cls).removeprefix("csto:") for cls in ontology.below("csto:Record")]
    return [name for name in names if name not in PARENTS_ONLY]


def test_the_record_classes_are_found() -> None:
    assert len(record_classes()) >= 33
    assert "Tenure" in record_classes()


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("cls", record_classes())
def test_a_record_in_json_is_the_record_in_turtle(cls: str, reader: Any, data: Dataset) -> None:
    examples = [s for s in data.records if data.facts.types(s) == [iri(f"csto:{cls}")]]
    assert examples, f"graphs/ has no example of csto:{cls}"
    expected = set(data.facts.about(examples[0]))
    assert reader({"@context": CONTEXT, **as_json(examples[0], data)}) == expected


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_both_graphs_can_be_written_in_json(reader: Any, data: Dataset) -> None:
    """Subjects under id: only; a graph's own name has a prefix of its own."""
    subjects = [s for s in data.facts.subjects() if short(s).startswith("id:")]
    document = {"@context": CONTEXT, "@graph": [as_json(s, data) for s in subjects]}
    assert reader(document) == {t for s in subjects for t in data.facts.about(s)}


BY_HAND: Json = {
    "@id": "my-nomination",
    "type": "Nomination",
    "label": "Belarus nominated Stanislav Zas",
    "nominee": "stanislav-zas",
    "nominatingState": "id:belarus",
    "office": "csto-secretary-general",
    "date": "2018-11-15",
    "dateEarliest": "2018-11-15",
    "dateLatest": "2018-11-15",
    "status": "ReportedAsFact",
    "confidence": "csto:MediumConfidence",
    "source": "my-notes",
    "evidence": ["my-citation", "https://example.org/other-citation"],
}
BY_HAND_IN_TURTLE = """
    id:my-nomination a csto:Nomination ;
        rdfs:label "Belarus nominated Stanislav Zas"@en ;
        csto:nominee id:stanislav-zas ; csto:nominatingState id:belarus ;
        csto:office id:csto-secretary-general ;
        csto:date "2018-11-15"^^xsd:date ; csto:dateEarliest "2018-11-15"^^xsd:date ;
        csto:dateLatest "2018-11-15"^^xsd:date ;
        csto:status csto:ReportedAsFact ; csto:confidence csto:MediumConfidence ;
        csto:source id:my-notes ;
        csto:evidence id:my-citation , <https://example.org/other-citation> .
"""


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (BY_HAND, BY_HAND_IN_TURTLE),
        ({"@id": "n", "shortForm": {"ru": "Армения"}}, 'id:n csto:shortForm "Армения"@ru .'),
        ({"@id": "f", "value": 6}, 'id:f csto:value "6"^^xsd:decimal .'),
        ({"@id": "f", "value": "1.5"}, 'id:f csto:value "1.5"^^xsd:decimal .'),
        ({"@id": "p", "paragraph": 3}, "id:p csto:paragraph 3 ."),
        ({"@id": "c", "outletNamed": False}, "id:c csto:outletNamed false ."),
        ({"@id": "d", "volume": 15}, 'id:d csto:volume "15" .'),
        (
            {"@id": "c", "url": "https://example.org/"},
            'id:c csto:url "https://example.org/"^^xsd:anyURI .',
        ),
        (
            {"@id": "e", "date": {"@value": "--11-08", "@type": "xsd:gMonthDay"}},
            'id:e csto:date "--11-08"^^xsd:gMonthDay .',
        ),
        ({"@id": "t", "end": {"@value": "until 2020"}}, 'id:t csto:end "until 2020" .'),
    ],
)
def test_json_by_hand(facts: Json, expected: str, reader: Any) -> None:
    assert reader({"@context": CONTEXT, **facts}) == set(turtle(expected))


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_misspelt_key_or_kind_is_an_undeclared_term(reader: Any, ontology: Ontology) -> None:
    """Nothing is dropped: a check for undeclared csto: IRIs sees both."""
    triples = reader({"@context": CONTEXT, "@id": "x", "stauts": "Hearsay", "status": "Heresay"})
    named = {term.value for t in triples for term in (t.predicate, t.object)}
    undeclared = {n for n in named if n.startswith(CSTO)} - ontology.declared
    assert undeclared == {CSTO + "stauts", CSTO + "Heresay"}
