"""The rules that we ship, on the graph that we ship: the engine derives what pyshacl derives.

These are the only tests of the engine that depend on the data. One case for the common rules, and
one for each reading that has a file.
"""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.checking.suite import readings
from csto_kg.resources import find_resources
from csto_kg.shacl.rules.fixpoint import Derivation, derive
from csto_kg.shacl.rules.rule_set import rule_set
from tests.shacl.rules.made import by_pyshacl

_SHIPPED = find_resources()
_CASES = {"common": _SHIPPED.rule_files} | {
    reading.name: (*_SHIPPED.rule_files, reading.path) for reading in readings(_SHIPPED)
}
_each_case = pytest.mark.parametrize("files", _CASES.values(), ids=_CASES)


def _named(node: object) -> object:
    """Blank nodes get new labels in each library; the ontology's own have none to lose."""
    return ox.NamedNode(f"urn:blank:{node.value}") if isinstance(node, ox.BlankNode) else node


@pytest.fixture(scope="module")
def facts() -> list[ox.Triple]:
    return [
        ox.Triple(_named(quad.subject), quad.predicate, _named(quad.object))  # type: ignore[arg-type]
        for file in _SHIPPED.graph_files
        for quad in ox.parse(path=file.path, format=ox.RdfFormat.TURTLE, base_iri=file.graph)
    ]


def _derived(facts: list[ox.Triple], files: tuple[str, ...]) -> Derivation:
    return derive(facts, rule_set(files))


def test_there_are_rules_and_more_than_one_reading() -> None:
    assert _SHIPPED.rule_files
    assert len(_SHIPPED.reading_files) > 1


@_each_case
def test_the_same_whatever_the_order_of_the_facts(
    facts: list[ox.Triple], files: tuple[str, ...]
) -> None:
    found = _derived(facts, files)
    assert found.triples
    assert not {*found.triples} & {*facts}
    shuffled = random.Random(2018).sample(facts, len(facts))
    assert _derived(shuffled, files) == found


@pytest.mark.slow
@pytest.mark.timeout(1800)  # rdflib takes a minute or two for a reading, more on a busy machine
@_each_case
def test_pyshacl_derives_the_same(facts: list[ox.Triple], files: tuple[str, ...]) -> None:
    ours = set(_derived(facts, files).triples)
    assert by_pyshacl(map(Path, files), facts) == ours
