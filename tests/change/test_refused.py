"""Changes that are refused before anything is checked, and checks that are broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csto_kg.change import apply
from csto_kg.change.receipt import Options
from csto_kg.checking.suite import choose_readings
from csto_kg.errors import InputError, UsageError
from csto_kg.session.source_graphs import source_graph
from tests.change.outcome import GOOD, NOTES_GRAPH
from tests.guild import facts, make_data, open_guild, own_copy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from csto_kg.knowledge_base import KnowledgeBase


def test_without_a_store(memory: KnowledgeBase, data: Path, written: Callable[..., Path]) -> None:
    with pytest.raises(UsageError) as caught:
        memory.add(written(GOOD), "notes")
    assert str(caught.value) == "there is no store to add to; give --store DIR"
    with pytest.raises(UsageError) as caught:
        memory.retract("notes")
    assert str(caught.value) == "there is no store to take out of; give --store DIR"
    with open_guild(data).open(data=data, endpoint="http://localhost:9/query") as remote:
        for attempt in (lambda: remote.add("x.ttl", "notes"), lambda: remote.retract("notes")):
            with pytest.raises(UsageError, match="an endpoint cannot keep others from changing it"):
                attempt()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("chronicle", "graph:chronicle is part of what csto-kg ships and cannot be changed; name a "
         "source of your own"),
        ("ontology", "graph:ontology is part of what csto-kg ships and cannot be changed; name a "
         "source of your own"),
        ("ntes", 'there is no source "ntes"; did you mean "notes"?'),
    ],
)  # fmt: skip
def test_sources_that_cannot_be_taken_out(
    kb: KnowledgeBase, written: Callable[..., Path], name: str, said: str
) -> None:
    kb.add(written(GOOD), "notes")
    with pytest.raises(UsageError) as caught:
        kb.retract(name)
    assert str(caught.value) == said


def test_a_source_that_has_gone_meanwhile(kb: KnowledgeBase) -> None:
    options = Options(choose_readings(kb.session.resources, ["none"]))
    with pytest.raises(UsageError) as caught:
        apply.retract(kb.session, options, NOTES_GRAPH)
    assert str(caught.value) == "the store has no graph:notes; nothing was added to it"


@pytest.mark.parametrize(
    "name", ["", "a b", "internal/x", "a/b", ".", "http://x.org/a", "ontology/"]
)
def test_names_that_no_source_can_have(name: str) -> None:
    with pytest.raises(UsageError, match="is no name for a source"):
        source_graph(name)


def test_nothing_to_add(kb: KnowledgeBase) -> None:
    with pytest.raises(UsageError) as caught:
        kb.add([], "notes")
    assert str(caught.value) == "there are no facts to add; name files"


def test_broken_rules_and_shapes_are_named(tmp_path: Path) -> None:
    for folder, name, text, said in (
        ("shapes", "broken.ttl", "<x:s> a sh:NodeShape ; sh:targetClass csto:Tenure ; sh:sparql "
         "<x:c> . <x:c> sh:select 'SELECT $this WHERE {' .", "broken.ttl"),
        ("rules", "broken.ttl", "rules:Settling sh:rule rules:broken . rules:broken a "
         "sh:SPARQLRule ; sh:construct 'CONSTRUCT {' .", "the rule rules:broken"),
        ("readings", "common.ttl", "<x:s> rdfs:label 'x' .",
         'a reading cannot have the name "common"; rename the file'),
    ):  # fmt: skip
        data = make_data(tmp_path / folder / "data")
        head = "@prefix rules: <https://w3id.org/csto-kg/rules#> .\n"
        facts(own_copy(data, f"ontology/{folder}") / name, head, text)
        with open_guild(data) as kb, pytest.raises(InputError) as caught:
            kb.validate()
        assert said in str(caught.value)
        assert name in str(caught.value)
