"""pull: from a server into a store on disk, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.errors import EnvironmentFailure
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.resources import find_resources
from csto_kg.store.embedded.lexical_forms import in_graph
from csto_kg.store.embedded.updates import insertion
from csto_kg.store.on_disk.directory import open_directory
from csto_kg.transfer.fingerprint import fingerprint
from csto_kg.transfer.from_endpoint import pull

if TYPE_CHECKING:
    from pathlib import Path

    from csto_kg.store.embedded.embedded_store import EmbeddedStore
    from tests.engines.conftest import Call
    from tests.engines.servers import Server

OWN = "https://example.org/graph/own"
TURTLE = "<https://example.org/a> <https://example.org/p> [ <https://example.org/p> 'x' ] , [] ."
LITERALS = """
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
[ <x:n> "007"^^xsd:integer , 7 , "1"^^xsd:byte ] .
"""


def _own() -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(TURTLE, format=ox.RdfFormat.TURTLE)]


def _hashes(directory: Path) -> dict[str, str]:
    with KnowledgeBase.open(directory) as kb:
        return {name: fingerprint(kb.store.quads(name)).sha256 for name in kb.store.graph_names()}


def test_a_store_gets_all_graphs_and_keeps_its_own(
    call: Call, server: Server, tmp_path: Path
) -> None:
    call("push", "--endpoint", server.query_url)
    with server.store() as held:
        held.update(insertion(in_graph(_own(), OWN)))
        expected = {name: fingerprint(held.quads(name)).sha256 for name in held.graph_names()}
    store = tmp_path / "store"
    with open_directory(store, find_resources(), write=True) as local:
        local.database.update("INSERT DATA { GRAPH <x:mine> { <x:a> <x:b> <x:c> } }")
    before = _hashes(store)
    done = call("pull", "--endpoint", server.query_url, "--store", str(store), "--format", "tsv")
    assert (done.code, done.err) == (0, "")
    after = _hashes(store)
    assert after == {**before, **expected}
    assert "x:mine" in after
    assert f'<{OWN}>\t3\t"copied"\t"{expected[OWN]}"\t"{expected[OWN]}"\n' in done.out
    assert done.out.count('"was the same"') == len(expected) - 1
    again = call("pull", "--endpoint", server.query_url, "--store", str(store), "--format", "tsv")
    assert again.out == done.out.replace('"copied"', '"was the same"')
    assert _hashes(store) == after


def test_a_server_that_dies_leaves_the_store_untouched(server: Server, tmp_path: Path) -> None:
    with server.store() as source:
        source.update(insertion(in_graph(_own(), OWN)))
        source.update(insertion(in_graph(_own(), OWN + "/2")))

        def kill(graph: str, done: int, total: int) -> None:
            server.kill()

        def open_target() -> EmbeddedStore:
            return open_directory(tmp_path / "store", find_resources(), write=True)

        with pytest.raises(EnvironmentFailure, match="cannot be reached"):
            pull(source, open_target, [OWN, OWN + "/2"], kill)
    assert not (tmp_path / "store").exists()


def test_an_endpoint_without_graphs(call: Call, server: Server, tmp_path: Path) -> None:
    done = call("pull", "--endpoint", server.query_url, "--store", str(tmp_path / "store"))
    assert done == (
        4,
        "",
        f"csto-kg: error: the endpoint {server.query_url} has no named graph; push one first\n",
    )
    assert not (tmp_path / "store").exists()


def test_literals_arrive_in_the_form_in_which_they_come(tmp_path: Path) -> None:
    """The store records what its engine rewrites; this source rewrites nothing."""
    quads = list(ox.parse(LITERALS, format=ox.RdfFormat.TURTLE))

    class Exact:
        def count(self, _: str) -> int:
            return len(quads)

        def quads(self, _: str) -> list[ox.Quad]:
            return quads

    def open_target() -> EmbeddedStore:
        return open_directory(tmp_path / "store", find_resources(), write=True)

    for changed in (True, False):
        [copied] = pull(Exact(), open_target, ["x:g"])  # type: ignore[arg-type]
        assert (copied.changed, copied.difference, copied.held.triples) == (changed, None, 3)
    with KnowledgeBase.open(tmp_path / "store") as kb:
        objects = sorted(str(quad.object) for quad in kb.store.quads("x:g"))
        assert objects == sorted(str(quad.object) for quad in quads)
