"""The graph's description of itself, against counts of our own."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from csto_kg.export.void import description
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.session.source_graphs import choose, source_graphs
from csto_kg.terms import PREFIXES, RDF, graph_iri

VOID = PREFIXES["void"]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    found = []
    for _ in range(2):
        with KnowledgeBase.open() as kb:
            found.append(description(kb.session, choose(source_graphs(kb.session), (), kb.session)))
    return found


@pytest.fixture(scope="module")
def described(texts: list[str]) -> ox.Store:
    store = ox.Store()
    store.load(input=texts[0], format=ox.RdfFormat.TURTLE)
    return store


def test_it_is_the_same_each_time(texts: list[str]) -> None:
    assert texts[0] == texts[1]
    assert "void:Dataset" in texts[0]


def numbers(described: ox.Store, pattern: str) -> dict[str, int]:
    rows = described.query(f"SELECT ?k ?n {{ {pattern} }}", prefixes=dict(PREFIXES))
    return {row["k"].value: int(row["n"].value) for row in rows}  # type: ignore[union-attr]


def test_counts(described: ox.Store) -> None:
    with KnowledgeBase.open() as kb:
        names = ("background", "edm-15-168")
        graphs = {name: list(kb.store.quads(graph_iri(name))) for name in names}
    triples = numbers(described, "?k a void:Dataset ; void:triples ?n")
    merged = {quad.triple for quads in graphs.values() for quad in quads}
    assert triples == {
        "https://w3id.org/csto-kg/": len(merged),
        **{graph_iri(name): len(quads) for name, quads in graphs.items()},
    }
    for name, quads in graphs.items():
        classes: dict[str, set[object]] = {}
        properties: dict[str, int] = {}
        for quad in quads:
            properties[quad.predicate.value] = properties.get(quad.predicate.value, 0) + 1
            if quad.predicate.value == RDF + "type":
                classes.setdefault(quad.object.value, set()).add(quad.subject)  # type: ignore[union-attr]
        at = f"<{graph_iri(name)}>"
        found = numbers(described, f"{at} void:classPartition [ void:class ?k ; void:entities ?n ]")
        assert found == {kind: len(things) for kind, things in classes.items()}
        part = f"{at} void:propertyPartition [ void:property ?k ; void:triples ?n ]"
        assert numbers(described, part) == properties


def test_title_licence_version_vocabularies_and_how_to_cite(described: ox.Store) -> None:
    ask = """ASK {
      <https://w3id.org/csto-kg/> dct:title ?title ; owl:versionInfo ?version ;
        dct:license <https://creativecommons.org/licenses/by/4.0/> ;
        void:vocabulary <https://w3id.org/csto-kg/ontology#>, <http://purl.org/dc/terms/> ;
        void:subset graph:edm-15-168, graph:background .
      graph:edm-15-168 dct:source id:edm-15-168 ; dct:bibliographicCitation ?cite .
      FILTER(CONTAINS(?cite, "Eurasia Daily Monitor, volume 15, issue 168"))
      FILTER(CONTAINS(?cite, ?version))
    }"""
    assert described.query(ask, prefixes=dict(PREFIXES))
    titled = "SELECT ?k ?n { ?d a void:Dataset . OPTIONAL { ?d dct:bibliographicCitation ?c } }"
    assert len(list(described.query(titled, prefixes=dict(PREFIXES)))) == 3  # type: ignore[arg-type]
