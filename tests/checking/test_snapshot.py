"""The graph at one moment, which an open knowledge base keeps as long as it is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.checking.snapshot import Snapshot
from csto_kg.checking.suite import load_checks, load_rules
from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.terms import COUNTS, CSTO, ONTOLOGY_GRAPH, XSD
from tests.guild import GRAPH, ID, NOTES, tenure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from csto_kg.knowledge_base import KnowledgeBase

GOOD = (NOTES, tenure("cora", "1904-01-01", "1905-01-01"))
BAD = (NOTES, tenure("cora", "1903-06-01", "1905-01-01"))
NOTE = ox.Quad(
    ox.NamedNode(ID + "ada"),
    ox.NamedNode(CSTO + "note"),
    ox.Literal("x"),
    ox.NamedNode(GRAPH + "x"),
)


def test_a_graph_that_stays_the_same_has_one_snapshot(
    memory: KnowledgeBase, written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = memory.validate()
    refused = memory.validate(written(*BAD))
    monkeypatch.setattr("csto_kg.shacl.rules.fixpoint.derive", None)  # nothing is left to derive
    again = memory.validate()
    assert (again.snapshot, again.suite, again) == (first.snapshot, first.suite, first)
    assert not refused.conforms


def test_a_graph_that_changes_has_another(memory: KnowledgeBase) -> None:
    first = memory.validate()
    assert isinstance(memory.store, EmbeddedStore)
    memory.store.database.add(NOTE)
    assert memory.validate().checked.facts == first.checked.facts + 1


def test_what_a_change_leaves_is_what_the_next_one_finds(
    kb: KnowledgeBase, written: Callable[..., Path]
) -> None:
    receipt = kb.add(written(*GOOD), "notes")
    assert receipt.report is not None
    assert kb.validate().snapshot is receipt.report.snapshot
    refused = kb.add(written(*BAD, name="bad.ttl"), "notes", dry_run=True)
    assert refused.done == "refused"
    assert kb.validate().snapshot is receipt.report.snapshot


def test_closing_forgets_it(memory: KnowledgeBase) -> None:
    memory.validate()
    assert memory.session.memory
    memory.close()
    assert not memory.session.memory


def test_rules_and_shapes_that_say_something_else_are_others(memory: KnowledgeBase) -> None:
    resources = memory.session.resources
    rules = load_rules(resources)
    checks = load_checks(resources, rules, ())
    assert load_rules(resources) == rules
    assert load_checks(resources, rules, ()) == checks
    snapshot = Snapshot.of(memory.store, rules)
    assert snapshot.derived(rules[0]) is snapshot.derived(load_rules(resources)[0])


def test_of_terms_only_the_ontology_speaks() -> None:
    status, person = ox.NamedNode(CSTO + "Hearsay"), ox.NamedNode(ID + "ada")
    kind = ox.Triple(status, ox.NamedNode(CSTO + "p"), person)
    counts = ox.Triple(status, COUNTS, ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean")))
    own_status = ox.Triple(person, COUNTS, counts.object)
    graphs = {
        ONTOLOGY_GRAPH: frozenset([kind]),
        GRAPH + "x": frozenset([counts, own_status, NOTE.triple]),
    }
    assert Snapshot(graphs).facts == {kind, NOTE.triple}
    del graphs[ONTOLOGY_GRAPH]
    assert Snapshot(graphs).facts == {counts, own_status, NOTE.triple}
