"""Short names for IRIs, both ways."""

from __future__ import annotations

import pytest

from csto_kg.terms import expand_curie, graph_iri, is_internal, shorten


@pytest.mark.parametrize(
    ("curie", "iri"),
    [
        ("csto:Office", "https://w3id.org/csto-kg/ontology#Office"),
        ("id:a-b", "https://w3id.org/csto-kg/id/a-b"),
        ("xsd:", "http://www.w3.org/2001/XMLSchema#"),
        ("nope:Office", None),
        ("Office", None),
        ("http://e/", None),
    ],
)
def test_expanding(curie: str, iri: str | None) -> None:
    assert expand_curie(curie) == iri


@pytest.mark.parametrize(
    ("iri", "shown"),
    [
        ("https://w3id.org/csto-kg/id/a-b", "id:a-b"),
        ("http://purl.org/dc/terms/title", "dct:title"),
        ("https://w3id.org/csto-kg/graph/x", "graph:x"),
        ("https://w3id.org/csto-kg/id/a/b", "<https://w3id.org/csto-kg/id/a/b>"),
        ("https://w3id.org/csto-kg/id/a.", "<https://w3id.org/csto-kg/id/a.>"),
        ("https://w3id.org/csto-kg/id/", "<https://w3id.org/csto-kg/id/>"),
        ("http://elsewhere/", "<http://elsewhere/>"),
    ],
)
def test_shortening_only_to_what_reads_back(iri: str, shown: str) -> None:
    assert shorten(iri) == shown


def test_graphs_are_named_after_their_files() -> None:
    assert graph_iri("workshop") == "https://w3id.org/csto-kg/graph/workshop"
    assert not is_internal(graph_iri("workshop"))
    assert is_internal(graph_iri("internal/staging"))
