"""push: what arrives, what does not double, and what a push that breaks off leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.errors import EnvironmentFailure, error_line
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.store.embedded.lexical_forms import in_graph
from csto_kg.store.embedded.updates import insertion
from csto_kg.transfer import batches as pieces
from csto_kg.transfer.fingerprint import fingerprint
from csto_kg.transfer.to_endpoint import STAGING, push

if TYPE_CHECKING:
    from csto_kg.store.endpoint.remote_store import RemoteStore
    from tests.engines.conftest import Call
    from tests.engines.servers import Server

GRAPH = "https://example.org/graph/own"
TURTLE = """
@prefix : <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a :knows [ :name "b" ; :knows [ :name "c" ] ] , [ :name "d" ] , [] , [] .
:a :list ( 1 2 3 ) ; :text "quote \\" and \\\\ and line\\nend and \\u0001"@en , "é\U0001f600" .
:a :when "2018-11-02"^^xsd:date , "2018"^^xsd:gYear .
"""


def _store(turtle: str = TURTLE, graph: str = GRAPH) -> EmbeddedStore:
    database = ox.Store()
    database.load(turtle, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph))
    return EmbeddedStore(database)


def _numbers(count: int) -> str:
    return "".join(
        f"<https://example.org/{n}> <https://example.org/n> {n} .\n" for n in range(count)
    )


def _hashes(store: RemoteStore | EmbeddedStore) -> dict[str, str]:
    return {name: fingerprint(store.quads(name)).sha256 for name in store.graph_names()}


def test_the_shipped_graph_arrives_whole_and_a_second_push_changes_nothing(
    call: Call, server: Server
) -> None:
    first = call("push", "--endpoint", server.query_url, "--format", "tsv")
    assert (first.code, first.err) == (0, f"csto-kg: updates go to {server.root}/update\n")
    with KnowledgeBase.open() as kb, server.store() as held:
        expected = _hashes(kb.store)  # type: ignore[arg-type]
        assert _hashes(held) == expected
        assert held.graph_names(internal=True) == sorted(expected)
        size = {name: held.count(name) for name in expected}
    rows = [line.split("\t") for line in first.out.splitlines()]
    assert rows[0] == ["?graph", "?triples", "?done", "?sha256", "?sha256_after"]
    assert rows[1:] == [
        [f"<{name}>", str(size[name]), '"copied"', f'"{expected[name]}"', f'"{expected[name]}"']
        for name in sorted(expected)
    ]
    second = call("push", "--endpoint", server.query_url, "--format", "tsv")
    assert second.out == first.out.replace("copied", "was the same")
    assert (
        call("--endpoint", server.query_url, "export", "--format", "nquads").out
        == call("export", "--format", "nquads").out
    )


def test_blank_nodes_do_not_double(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces.batches, "__defaults__", (3,))
    with _store() as source, server.store() as target:
        [first] = push(source, target, [GRAPH])
        assert (first.changed, first.difference, first.held.triples) == (True, None, 19)
        [second] = push(source, target, [GRAPH])
        assert (second.changed, second.held.sha256) == (False, first.sent.sha256)
    # Another load names the blank nodes anew; one more triple makes the graph another one.
    with _store(TURTLE + ":a :knows [ :name 'e' ] .") as source, server.store() as target:
        [third] = push(source, target, [GRAPH])
        assert (third.changed, third.difference, third.held.triples) == (True, None, 21)


def test_only_the_named_graph_is_replaced(call: Call, server: Server) -> None:
    with server.store() as target:
        target.update(insertion(in_graph([_triple("theirs")], "https://example.org/theirs")))
        target.update(
            insertion(in_graph([_triple("old")], "https://w3id.org/csto-kg/graph/background"))
        )
    done = call("push", "--endpoint", server.query_url, "--source", "background")
    assert done.code == 0
    with KnowledgeBase.open() as kb, server.store() as held:
        background = "https://w3id.org/csto-kg/graph/background"
        assert held.graph_names() == ["https://example.org/theirs", background]
        assert held.count("https://example.org/theirs") == 1
        assert _hashes(held)[background] == _hashes(kb.store)[background]  # type: ignore[arg-type]


def _triple(name: str) -> ox.Triple:
    node = ox.NamedNode(f"https://example.org/{name}")
    return ox.Triple(node, node, node)


def test_what_a_broken_off_push_left_is_unseen_and_removed(server: Server) -> None:
    with _store() as source, server.store() as target:
        target.update(insertion(in_graph([_triple("left")], STAGING + "0123/0")))
        assert target.graph_names() == []
        assert not target.ask("ASK { ?s ?p ?o }")
        push(source, target, [GRAPH])
        assert target.graph_names(internal=True) == [GRAPH]


def test_a_server_killed_half_way_keeps_what_it_had_and_a_push_begun_again_completes(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces.batches, "__defaults__", (100,))
    with _store(_numbers(50)) as old, server.store() as target:
        push(old, target, [GRAPH])
        before = _hashes(target)

    def kill(graph: str, done: int, total: int) -> None:
        if done >= 200:
            server.kill()

    with _store(_numbers(1000)) as new, server.store() as target:
        with pytest.raises(EnvironmentFailure) as caught:
            push(new, target, [GRAPH], kill)
        assert error_line(caught.value) == (
            f"csto-kg: error: the endpoint {server.root}/update cannot be reached: "
            "Connection refused; the graphs there are as they were; "
            "check the address, and that the server runs"
        )
        server.start()
        with server.store() as again:
            assert _hashes(again) == before
            assert again.graph_names(internal=True) != again.graph_names()  # the unfinished part
            push(new, again, [GRAPH])
            assert _hashes(again) == _hashes(new)
            assert again.graph_names(internal=True) == [GRAPH]


def test_the_last_step_is_one_for_all_graphs(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two graphs to put in place one is gone: another push has removed it. Neither is."""
    other = GRAPH + "/2"
    source = _store(_numbers(5))
    source.database.load(_numbers(7), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(other))
    with source, server.store() as target:
        send = target.update

        def interfere(text: str, **options: float) -> None:
            if "INSERT {" in text:
                [gone] = [g for g in target.graph_names(internal=True) if g.endswith("/1")]
                send(f"DROP GRAPH <{gone}>")
            send(text, **options)

        monkeypatch.setattr(target, "update", interfere)
        with pytest.raises(EnvironmentFailure, match="whether that step was done is not known"):
            push(source, target, [GRAPH, other])
        assert target.graph_names() == []
        monkeypatch.setattr(target, "update", send)
        push(source, target, [GRAPH, other])
        assert _hashes(target) == _hashes(source)


def test_a_second_push_that_mixes_in_is_seen(server: Server) -> None:
    def mix_in(graph: str, done: int, total: int) -> None:
        with server.store() as other:
            [staged] = [g for g in other.graph_names(internal=True) if g.startswith(STAGING)]
            other.update(insertion(in_graph([_triple("mixed-in")], staged)))

    with _store() as source, server.store() as target:
        with pytest.raises(EnvironmentFailure) as caught:
            push(source, target, [GRAPH], mix_in)
        assert error_line(caught.value) == (
            f"csto-kg: error: the endpoint {server.query_url} does not give <{GRAPH}> back as it "
            "was sent: 0 triples are missing and 1 were added; the graphs there are as they were; "
            "if another push runs there, wait for its end and push again"
        )
        assert target.graph_names(internal=True) == []


def test_literals_that_the_server_rewrites_are_named(server: Server) -> None:
    """Both servers write integers in their canonical form, and so does our own store."""
    graph = ox.NamedNode(GRAPH)
    subject = ox.NamedNode("https://example.org/a")
    number = ox.Literal("007", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))

    class Exact:
        def quads(self, _: str) -> list[ox.Quad]:
            return [ox.Quad(subject, subject, number, graph)]

    with server.store() as target:
        [copied] = push(Exact(), target, [GRAPH])  # type: ignore[arg-type]
        assert copied.changed
        assert copied.sent.sha256 != copied.held.sha256
        integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
        assert str(copied.difference) == (
            f'the form of 1 literals was changed: "007"{integer} came back as "7"{integer}'
        )
