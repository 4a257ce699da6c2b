"""The front door: what it adds to the services behind it, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from csto_kg import KnowledgeBase
from csto_kg.errors import UsageError
from tests.harbour import make_data


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_data(tmp_path_factory.mktemp("harbour") / "data")


@pytest.fixture
def kb(data: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(data=data) as opened:
        yield opened


def test_find_gives_rows(kb: KnowledgeBase) -> None:
    found = list(kb.find("VOTE"))
    assert found
    assert all("vote" in str(row["match"]).casefold() for row in found)
    assert list(kb.find("no such text")) == []


def test_timeline_gives_rows(kb: KnowledgeBase) -> None:
    rows = list(kb.timeline(first=date(2001, 6, 10)))
    assert [row["mark"] for row in rows if row["when"] == "2001-06-10"] == ["planned"]
    assert len(rows) < len(list(kb.timeline()))


def test_sources_have_their_last_change(data: Path, tmp_path: Path) -> None:
    facts = tmp_path / "note.ttl"
    facts.write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    with KnowledgeBase.open(tmp_path / "kg", data=data) as kb:
        [brought] = kb.import_(facts)
        assert (brought.done, brought.triples) == ("imported", 1)
        held = {source.name: source for source in kb.sources()}
    assert held["note"].triples == 1
    assert held["note"].last_change is None  # nobody has checked it


def test_a_selection_is_exported_as_its_names_are(kb: KnowledgeBase) -> None:
    chosen = kb.selection(["log", "log", "ontology"])
    assert len(chosen) == 2
    assert kb.export("nquads", chosen) == kb.export("nquads", ["ontology", "log"])
    assert len(kb.selection()) == len(kb.sources()) - 1
    assert "void:Dataset" in kb.export("void")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda kb: kb.find("  "), "there is no text to find"),
        (
            lambda kb: kb.timeline(first=date(2001, 2, 1), last=date(2001, 1, 1)),
            "--from 2001-02-01 is after --to 2001-01-01",
        ),
        (lambda kb: kb.import_("a.ttl"), "there is no store to import into; give --store DIR"),
        (
            lambda kb: kb.pull("http://localhost:1/q"),
            "there is no store to pull into; give --store DIR",
        ),
        (lambda kb: kb.push("localhost"), "is no http or https URL"),
        (lambda kb: kb.export("turtel"), 'there is no format "turtel"; did you mean "turtle"?'),
        (lambda kb: kb.export(sources=[]), "there is no source to export"),
        (lambda kb: kb.tables(["nowhere"]), 'there is no source "nowhere"'),
    ],
)
def test_a_wrong_call_is_refused(
    kb: KnowledgeBase, call: Callable[[KnowledgeBase], object], message: str
) -> None:
    with pytest.raises(UsageError) as error:
        call(kb)
    assert message in str(error.value)
