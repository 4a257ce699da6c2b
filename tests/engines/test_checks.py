"""The graph at an endpoint is checked as the embedded one; it is changed by way of a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.transfer.to_endpoint import push
from tests.guild import GRAPH, NOTES, facts, make_data, tenure

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.conftest import Call
    from tests.engines.servers import Server


@pytest.fixture
def guild(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program works on the guild, which the server has too."""
    data = make_data(tmp_path / "data")
    monkeypatch.setenv("CSTO_KG_DATA", str(data))
    monkeypatch.chdir(tmp_path)
    with KnowledgeBase.open(data=data) as kb, server.store() as target:
        push(kb.store, target, kb.store.graph_names())
    return tmp_path


def test_the_same_report(guild: Path, server: Server, call: Call) -> None:
    facts(
        guild / "notes.ttl",
        NOTES,
        tenure("cora", "1903-06-01", ""),
        tenure("ada", "1906-01-01", "1907-01-01"),
    )
    for arguments in ([], ["notes.ttl"], ["notes.ttl", "--retract", "chronicle", "--strict"]):
        own = call("validate", "--format", "json", *arguments)
        assert own.code == bool(arguments)
        assert (
            call("--endpoint", server.query_url, "validate", "--format", "json", *arguments) == own
        )


def test_a_change_by_way_of_a_store(guild: Path, server: Server, call: Call) -> None:
    facts(guild / "notes.ttl", NOTES, tenure("cora", "1904-01-01", "1905-01-01"))
    there = ("--endpoint", server.query_url)
    assert call(*there, "add", "notes.ttl", "--source", "notes").code == 2
    for arguments in (
        ("--store", "kg", "pull", *there),
        ("--store", "kg", "add", "notes.ttl", "--source", "notes"),
        ("--store", "kg", "push", *there),
    ):
        done = call(*arguments)
        assert done.code == 0, done.err
    with server.store() as store:
        assert f"{GRAPH}notes" in store.graph_names()
        assert not [name for name in store.graph_names(internal=True) if "/internal/" in name]
    assert call(*there, "validate").code == 0
