"""Rules and facts for the tests, and what pyshacl makes of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib

from csto_kg.shacl.pyshacl.pyshacl_engine import PreparedGraph
from csto_kg.shacl.rules.fixpoint import Derivation, derive
from csto_kg.shacl.rules.rule_set import rule_set

PREFIXES = """\
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DECLARED = """\
ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .
"""


def rule(name: str, text: str, *, order: float = 0, more: str = "") -> str:
    """Return a rule in Turtle."""
    return (
        f"ex:{name} a sh:SPARQLRule ; sh:order {order} ; sh:prefixes ex:prefixes ; {more}\n"
        f'    sh:construct """{text}""" .\n'
    )


def shape(name: str, target: str, rules: Iterable[str], *, order: float = 0) -> str:
    """Return a shape in Turtle."""
    held = ", ".join(f"ex:{each}" for each in rules)
    return f"ex:{name} a sh:NodeShape ; {target} ; sh:order {order} ; sh:rule {held} .\n"


def triples(text: str) -> list[ox.Triple]:
    """Return the triples of a Turtle text that may use PREFIXES."""
    parsed = ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)
    return [quad.triple for quad in parsed]


def derived(
    folder: Path, shapes: str, facts: str | Iterable[ox.Triple], rounds: int = 100
) -> Derivation:
    """Return what follows from facts by the rules of one file."""
    path = folder / "rules.ttl"
    path.write_text(PREFIXES + DECLARED + shapes)
    given = triples(facts) if isinstance(facts, str) else facts
    return derive(given, rule_set([path]), rounds=rounds)


def by_pyshacl(files: Iterable[Path], facts: Iterable[ox.Triple]) -> set[ox.Triple]:
    """Return what pyshacl derives, in the engine's form of literals.

    Over a graph that orders triple patterns, which gives the same (tests/shacl/test_join_order.py)
    in a quarter of the time.
    """
    facts = list(facts)
    shapes = rdflib.Graph()
    for file in files:
        shapes.parse(file)
    data = PreparedGraph()
    data.parse(data=ox.serialize(facts, format=ox.RdfFormat.N_TRIPLES), format="nt")
    pyshacl.shacl_rules(data, shacl_graph=shapes, advanced=True, iterate_rules=True, inplace=True)
    for triple in list(data):
        if isinstance(triple[0], rdflib.Literal):  # rdflib constructs these too: no triples of RDF
            data.remove(triple)
    text = data.serialize(format="nt")
    found = _in_engine(q.triple for q in ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
    return found - _in_engine(facts)


def _in_engine(given: Iterable[ox.Triple]) -> set[ox.Triple]:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in given)
    return {quad.triple for quad in store}
