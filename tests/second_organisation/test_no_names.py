"""Python, rules, shapes and readings name no state, office, person or organisation of the graphs.

A reading names its own individual. Examples in help texts are run on the shipped graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.terms import CSTO, ID, RDF, RDFS
from tests.second_organisation.made import ROOT

_KINDS = [
    ox.NamedNode(CSTO + kind)
    for kind in ("State", "Office", "Organization", "Body", "Person", "Group", "Place")
]
_TEXTS = [
    ox.NamedNode(iri)
    for iri in (
        f"{RDFS}label",
        "http://www.w3.org/2004/02/skos/core#altLabel",
        f"{CSTO}code",
        f"{CSTO}shortForm",
    )
]
# The program, its namespace and its files have the organisation's abbreviation as their own name.
_OWN = {"csto"}
_LETTERS = 4  # a code such as AM is part of too many words


def _names() -> set[str]:
    """What the graphs call their states, offices, organisations, people and places."""
    store = ox.Store()
    for path in sorted((ROOT / "graphs").glob("*.ttl")):
        store.load(path=str(path))
    found = set()
    for kind in _KINDS:
        for quad in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), kind):
            found.add(quad.subject.value.removeprefix(ID))
            records = store.quads_for_pattern(None, ox.NamedNode(CSTO + "state"), quad.subject)
            for node in [quad.subject, *(record.subject for record in records)]:
                for text in _TEXTS:
                    values = store.quads_for_pattern(node, text, None)
                    found.update(value.object.value for value in values)
    return {name for name in found if len(name) >= _LETTERS and name.lower() not in _OWN}


def _files() -> Iterator[Path]:
    yield from sorted((ROOT / "csto_kg").rglob("*.py"))
    for folder in ("rules", "shapes", "readings"):
        yield from sorted((ROOT / "ontology" / folder).glob("*.ttl"))


def named(text: str, names: set[str]) -> list[str]:
    """The names in a text, whatever their case, as words of their own."""
    folded = text.casefold()
    return [name for name in sorted(names) if _stands(name.casefold(), folded)]


def _stands(name: str, text: str) -> bool:
    return name in text and bool(re.search(rf"(?<!\w){re.escape(name)}", text))


@pytest.fixture(scope="module")
def names() -> set[str]:
    return _names()


def test_the_names_are_those_of_the_graphs(names: set[str]) -> None:
    assert {"Armenia", "armenia", "Армения", "Yuri Khachaturov", "csto-secretary-general"} <= names
    assert named("who is armenian?", names) == ["Armenia", "armenia"]
    assert named("nothing of the kind", names) == []


def test_no_name_stands_in_what_works_for_any_organisation(names: set[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {', '.join(words)}"
        for path in _files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "csto-kg " not in line and (words := named(line, names))
    ]
    assert found == []
