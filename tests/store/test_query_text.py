"""The text that goes to a server: one reading, nothing left to declare, lines kept."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from csto_kg.sparql.guard import check_query
from csto_kg.store.endpoint.query_text import text_to_send


def _sent(text: str, *variables: str) -> str:
    return text_to_send(check_query(text), variables)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        # Nothing to do.
        ("ASK { ?s <http://e.org/p#q> 'x' }", "ASK { ?s <http://e.org/p#q> 'x' }"),
        # Comments stay here; lines are kept.
        ("# DROP\nASK # <a\n{ }", "\nASK \n{ }"),
        # Prefixes that we know are declared, those of the query are left to it.
        (
            "PREFIX skos: <http://e.org/> ASK { ?s skos:a rdfs:label }",
            "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
            "PREFIX skos: <http://e.org/> ASK { ?s skos:a rdfs:label }",
        ),
        # A quotation mark may not become one by being decoded too early.
        (r'ASK { ?s ?p "a\u0022b\U00000027\u005C\u000A" }', r'ASK { ?s ?p "a\"b\'\\\n" }'),
        (r"ASK { ?s ?p '\\u0022' }", r"ASK { ?s ?p '\\u0022' }"),
        (r"ASK { ?s <http://e.org/\u00E9> 1 }", "ASK { ?s <http://e.org/é> 1 }"),
        # An operator is no IRI, an IRI no operator.
        ("ASK { FILTER(1<2&&3>2) }", "ASK { FILTER(1< 2&&3>2) }"),
        ("ASK { ?s <urn:a'b> ?o }", r"ASK { ?s <\U00000075rn:a'b> ?o }"),
        (r"ASK { ?s <\u0075rn:a> ?o }", r"ASK { ?s <\U00000075rn:a> ?o }"),
    ],
)
def test_text(text: str, sent: str) -> None:
    assert _sent(text) == sent
    ox.Store().query(sent)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("SELECT * { ?b ?a 1 }", "SELECT  ?a ?b  { ?b ?a 1 }"),
        ("SELECT DISTINCT*{ ?b ?a 1 }", "SELECT DISTINCT ?a ?b { ?b ?a 1 }"),
        ("SELECT ?a ?b { ?b ?a 1 FILTER(2*3>1) }", "SELECT ?a ?b { ?b ?a 1 FILTER(2*3>1) }"),
        ("SELECT (COUNT(*) AS ?a) { }", "SELECT (COUNT(*) AS ?a) { }"),
        ("SELECT ?a ?b { { SELECT * { ?b ?a 1 } } }", "SELECT ?a ?b { { SELECT * { ?b ?a 1 } } }"),
    ],
)  # fmt: skip
def test_a_star_names_its_variables_in_order(text: str, sent: str) -> None:
    assert _sent(text, "a", "b") == sent
