"""Every format: what is read back is what went in, whatever the order, and what does not fit."""

from __future__ import annotations

import json
import random
import re

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from csto_kg.errors import EnvironmentFailure, InputError
from csto_kg.export.serialize import WRITERS
from csto_kg.rdf_files.formats import FORMATS
from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.terms import CSTO, ID, PREFIXES, RDF
from csto_kg.writers.statements import statements, stored_statements, stored_triples, triples
from tests.writers.made import DATASETS, LABEL, NOTE, TYPE, canonical, thing

RDFLIB = {"ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}
KINDS = (CSTO + "Person", CSTO + "Tenure")
# Of the formats that are written in full, XML alone lacks characters and names.
WHOLE = [name for name in FORMATS if name != "rdfxml"]


def write(name: str, quads: list[ox.Quad]) -> str:
    lines = statements(quads) if FORMATS[name].graphs else triples(quads)
    return WRITERS[name](lines, PREFIXES, KINDS)


def expected(name: str, quads: list[ox.Quad]) -> ox.Dataset:
    if FORMATS[name].graphs:
        return canonical(quads)
    return canonical(ox.Quad(q.subject, q.predicate, q.object) for q in quads)


def read(name: str, text: str) -> ox.Dataset:
    return canonical(ox.parse(text.encode(), format=FORMATS[name].engine))


@pytest.mark.parametrize("name", FORMATS)
@given(quads=DATASETS, order=st.randoms())
def test_pyoxigraph_reads_back_the_same(
    name: str, quads: list[ox.Quad], order: random.Random
) -> None:
    try:
        text = write(name, quads)
    except InputError:
        assert name == "rdfxml"
        return
    assert read(name, text) == expected(name, quads)
    order.shuffle(quads)
    assert write(name, quads) == text


@pytest.mark.filterwarnings("ignore:Serializing weird")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.usefixtures("literals_as_written")
@pytest.mark.parametrize("name", ["trig", "nquads", "rdfxml"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(quads=DATASETS)
def test_rdflib_reads_back_the_same(name: str, quads: list[ox.Quad]) -> None:
    try:
        text = write(name, quads)
    except InputError:
        return
    found = rdflib.Dataset()
    found.parse(data=text, format=RDFLIB.get(name, name))
    for graph in {str(q.graph_name.value) for q in quads} if FORMATS[name].graphs else {""}:
        own = {q.triple for q in quads if not graph or q.graph_name.value == graph}
        data = ox.serialize(own, format=ox.RdfFormat.N_TRIPLES) or b""
        wanted = rdflib.Graph().parse(data=data, format="nt")
        had = found.graph(rdflib.URIRef(graph)) if graph else found.default_graph
        assert isomorphic(had, wanted)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_read_back_as_nothing(name: str) -> None:
    assert list(read(name, write(name, []))) == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_changed_fact_is_one_changed_line(name: str) -> None:
    facts = [
        ox.Quad(thing(f"p{n}"), p, ox.Literal(f"{n}"), thing("g"))
        for n in range(12)
        for p in (LABEL, NOTE)
    ]
    before = write(name, facts).split("\n")
    for place, fact in enumerate(facts):
        other = list(facts)
        other[place] = ox.Quad(fact.subject, fact.predicate, ox.Literal("zz"), fact.graph_name)
        after = write(name, other).split("\n")
        assert len(after) == len(before)
        assert len(set(before) - set(after)) == len(set(after) - set(before)) == 1


@pytest.mark.parametrize("name", ["turtle", "trig", "rdfxml", "jsonld"])
def test_kinds_stand_in_reading_order(name: str) -> None:
    typed = [("a", "Tenure"), ("b", "Person"), ("c", "Zebra"), ("d", "Ape"), ("f10", "Person")]
    quads = [ox.Quad(thing(s), TYPE, ox.NamedNode(CSTO + k), thing("g")) for s, k in typed]
    quads += [ox.Quad(thing(s), NOTE, ox.Literal("x"), thing("g")) for s in ("0", "f10", "f2")]
    quads.append(ox.Quad(thing("f2"), TYPE, ox.NamedNode(CSTO + "Person"), thing("g")))
    text = write(name, quads).replace(ID, "id:")
    start = r"^ *(?:<rdf:Description rdf:about=\"|\{\"@id\": \")?id:(\w+)(?: a| csto|\")"
    subjects = re.findall(start, text, re.MULTILINE)
    assert [s for s in subjects if s != "g"] == ["b", "f2", "f10", "a", "d", "c", "0"]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "text", ['<x:a> <x:p> "x"@en--ltr .', "<x:a> <x:p> <<( <x:a> <x:p> 1 )>> ."]
)
def test_rdf_1_2_is_refused_by_name(name: str, text: str) -> None:
    quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    with pytest.raises(EnvironmentFailure, match=r"<x:a> has .*RDF 1\.2"):
        write(name, quads)


@pytest.mark.parametrize(
    "predicate",
    [ID + "", ID + "1", ID + "a/2019", ID + "a%20b%20", RDF + "li", RDF + "Description"],
)
def test_names_that_are_none_in_xml(predicate: str) -> None:
    quad = ox.Quad(thing("a"), ox.NamedNode(predicate), ox.Literal("x"))
    with pytest.raises(InputError, match=r"the predicate .* cannot be written in RDF/XML"):
        write("rdfxml", [quad])


@pytest.mark.parametrize(
    "predicate",
    [ID + "2019-a", ID + "ёлка", "urn:x:y", ID + "a%20b", ID + "a'b", RDF + "_1",
     "http://www.w3.org/2000/xmlns/ab", "http://www.w3.org/XML/1998/namespacelang"],
)  # fmt: skip
def test_names_that_xml_can_split(predicate: str) -> None:
    quad = ox.Quad(thing("a"), ox.NamedNode(predicate), ox.Literal("x"))
    text = write("rdfxml", [quad])
    assert list(read("rdfxml", text)) == [quad]
    found = rdflib.Graph().parse(data=text, format="xml")
    assert [str(p) for p in found.predicates()] == [predicate]


def test_characters_that_xml_does_not_have() -> None:
    quad = ox.Quad(thing("a"), NOTE, ox.Literal("bell\x07"))
    with pytest.raises(InputError, match=r"a value of id:a has the character U\+0007"):
        write("rdfxml", [quad])


def test_jsonld_needs_nothing_from_elsewhere_and_takes_no_iri_for_a_short_name() -> None:
    graph = thing("g")
    quads = [
        ox.Quad(ox.NamedNode("id:a"), NOTE, ox.NamedNode("csto:b"), graph),
        ox.Quad(thing("a"), LABEL, ox.Literal("id:a"), graph),
    ]
    text = write("jsonld", quads)
    assert json.loads(text)["@context"] == {"rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
    assert read("jsonld", text) == canonical(quads)


@given(DATASETS)
def test_a_store_gives_what_its_quads_give(quads: list[ox.Quad]) -> None:
    database = ox.Store()
    database.extend(quads)
    with EmbeddedStore(database) as store:
        names = store.graph_names()
        # The engine names blank nodes as they came.
        assert stored_statements(store, names) == statements(store.quads())
        assert stored_triples(store, names) == triples(store.quads())
