"""Every question gets the same answer from a server as from the embedded store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib.plugins.sparql

from tools import competency

if TYPE_CHECKING:
    from tests.engines.conftest import Call
    from tests.engines.servers import Server

QUESTIONS = competency.questions()
FILES = sorted((competency.ROOT / "queries").rglob("*.rq"))

COMMANDS = [
    ["show", "belarus"],
    ["show", "khachaturov"],
    ["find", "veto"],
    ["timeline", "--from", "2018-11-01"],
    ["evidence", "edm-p3s2-belarus-against"],
    ["sources", "--format", "json"],
    ["export"],
    ["export", "--format", "nquads", "--source", "ontology", "--source", "background"],
    ["show", "belaru"],
]
QUERIES = [
    "SELECT * { ?s csto:holder ?who ; rdfs:label ?label } ORDER BY ?s ?label ?who",
    "SELECT DISTINCT * { ?s a csto:Passage ; ?p ?v FILTER(isLiteral(?v)) } ORDER BY ?s ?p ?v",
    "ASK { GRAPH ?g { id:belarus ?p ?o } }",
    "ASK { ?s a <https://example.org/nothing> }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT (COUNT(*) AS ?n) FROM graph:edm-15-168 { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) FROM graph:edm-15-168 FROM graph:ontology { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) FROM graph:edm-15-168 { GRAPH ?g { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) FROM NAMED graph:edm-15-168 { GRAPH ?g { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) FROM NAMED graph:edm-15-168 { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) FROM <https://example.org/nowhere> { ?s ?p ?o }",
    "CONSTRUCT { ?s a csto:Found } { ?s csto:position csto:Opposes }",
    "CONSTRUCT WHERE { ?s csto:position ?o }",
    "# a comment with INSERT, and an address <x:a\nDESCRIBE id:edm-p3s2-belarus-against",
    "SELECT ?s { ?s rdfs:label ?l FILTER(STRLEN(?l)<12&&?s>id:a) } ORDER BY ?s",
    "SELECT ?l { ?s rdfs:label ?l FILTER(STR(?l) = 'Bel\\u0061rus') } ORDER BY ?l",
    "SELECT ?x { VALUES ?x { 'a\\u0022b' '''c\\u0027d''' \"e\\\\f\" } } ORDER BY ?x",
    "SELECT ?s { ?s <urn:x:y> ?o FILTER(?s = <\\u0068ttps://example.org/>) }",
    "SELECT ?x ?y { VALUES (?x ?y) { (1 UNDEF) (UNDEF 'é\U0001f600') } } ORDER BY ?x",
    # errors, found before anything is sent
    "SELECT ?s { ?s foo ?o }",
    "SELECT ?s {\n ?s no:such ?o }",
    "INSERT DATA { <x:a> <x:b> <x:c> }",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_competency_question(call: Call, filled: Server, question: competency.Question) -> None:
    done = call("--endpoint", filled.query_url, *question.arguments, "--format", "tsv")
    assert (done.code, done.err) == (0, "")
    assert done.out == question.expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_command(call: Call, filled: Server, command: list[str]) -> None:
    here = call(*command)
    assert here.out or here.code == 2
    assert call("--endpoint", filled.query_url, *command) == here


@pytest.mark.parametrize("text", QUERIES)
def test_query(call: Call, filled: Server, text: str) -> None:
    here = call("sparql", text)
    assert here.out or here.code in (2, 3)
    assert call("--endpoint", filled.query_url, "sparql", text) == here


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_stored_query_is_sparql_as_it_stands(path: competency.Path) -> None:
    text = path.read_text(encoding="utf-8")
    ox.Store().query(text)
    rdflib.plugins.sparql.prepareQuery(text)


def test_all_questions_and_files_are_found() -> None:
    assert len(QUESTIONS) >= 60
    assert len(FILES) >= 40


def test_quads_of_a_graph_and_of_all(filled: Server) -> None:
    with filled.store() as store:
        names = store.graph_names()
        assert len(names) >= 3
        assert sum(1 for _ in store.quads()) == sum(map(store.count, names))
        graph = names[-1]
        assert {quad.graph_name for quad in store.quads(graph)} == {ox.NamedNode(graph)}
        assert list(store.quads("https://example.org/nowhere")) == []
