"""The embedded store: what queries see, and how its failures are worded."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.errors import EnvironmentFailure, InputError, UsageError, error_line
from csto_kg.resources import Resources, find_resources
from csto_kg.store.embedded.embedded_store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from csto_kg.store.interface import Store

GRAPH = "https://w3id.org/csto-kg/graph/"


@pytest.fixture
def resources(root: Path) -> Resources:
    return find_resources(root / "tests" / "fixtures" / "data")


@pytest.fixture
def store(resources: Resources) -> Iterator[EmbeddedStore]:
    with EmbeddedStore.in_memory(resources) as opened:
        yield opened


def _count(store: Store, pattern: str, **options: list[str]) -> int:
    row = next(store.select(f"SELECT (COUNT(*) AS ?n) {pattern}", **options))  # type: ignore[arg-type]
    return int(row["n"].value)  # type: ignore[union-attr]


def _with_internal_graph(store: EmbeddedStore) -> str:
    name = GRAPH + "internal/staging"
    store.database.update(
        f"INSERT DATA {{ GRAPH <{name}> {{ <x:draft> <x:p> 1 . <x:draft> <x:p> 2 }} }}"
    )
    return name


def test_each_file_is_in_its_own_named_graph(store: EmbeddedStore) -> None:
    assert store.graph_names() == [GRAPH + name for name in ("ontology", "places", "workshop")]
    assert _count(store, "{ GRAPH graph:places { ?s a csto:Place } }") == 3
    assert _count(store, "{ GRAPH graph:workshop { ?s a csto:Place } }") == 0


def test_queries_see_the_union_of_the_graphs(store: EmbeddedStore) -> None:
    assert store.ask("ASK { id:saw csto:keptIn ?p . ?p a csto:Place }")


def test_internal_graphs_are_seen_only_when_named(store: EmbeddedStore) -> None:
    before = _count(store, "{ ?s ?p ?o }"), _count(store, "{ GRAPH ?g { ?s ?p ?o } }")
    name = _with_internal_graph(store)
    assert (_count(store, "{ ?s ?p ?o }"), _count(store, "{ GRAPH ?g { ?s ?p ?o } }")) == before
    assert _count(store, "{ ?s ?p ?o }", also=[name]) == before[0] + 2
    assert not store.ask(f"ASK FROM <{name}> {{ ?s ?p ?o }}")
    assert name not in store.graph_names()
    assert name in store.graph_names(internal=True)
    assert all(quad.graph_name.value != name for quad in store.quads())  # type: ignore[union-attr]
    assert len(list(store.quads(name))) == 2


@pytest.mark.parametrize("internal", [False, True])
def test_from_narrows_the_dataset(store: EmbeddedStore, internal: bool) -> None:
    if internal:
        _with_internal_graph(store)
    assert _count(store, "FROM graph:places { ?s a csto:Place }") == 3
    assert _count(store, "FROM graph:workshop { ?s a csto:Place }") == 0
    assert _count(store, "FROM <x:nowhere> { ?s ?p ?o }") == 0
    assert _count(store, "FROM NAMED graph:places { ?s ?p ?o }") == 0
    named = "FROM NAMED graph:places { GRAPH ?g { ?s a csto:Place } }"
    assert _count(store, named) == 3
    assert _count(store, named.replace("places", "workshop")) == 0


def test_quads_of_one_graph_and_of_all(store: EmbeddedStore) -> None:
    assert len(list(store.quads(GRAPH + "places"))) == 6
    assert len(list(store.quads())) == _count(store, "{ ?s ?p ?o }")


def test_construct_gives_triples(store: EmbeddedStore) -> None:
    [triple] = store.construct("CONSTRUCT { ?s a csto:Found } { ?s rdfs:label 'Shed'@en }")
    assert isinstance(triple, ox.Triple)
    assert str(triple.subject) == "<https://w3id.org/csto-kg/id/shed>"


def test_the_form_must_fit_the_call(store: EmbeddedStore) -> None:
    for call, text in (
        (store.select, "ASK {}"),
        (store.ask, "SELECT * {}"),
        (store.construct, "ASK {}"),
    ):
        with pytest.raises(UsageError):
            call(text)


def test_a_closed_store_says_so(resources: Resources) -> None:
    store = EmbeddedStore.in_memory(resources)
    store.close()
    store.close()
    with pytest.raises(EnvironmentFailure) as caught:
        store.ask("ASK {}")
    assert error_line(caught.value) == "csto-kg: error: the store is closed; open it again"


@pytest.mark.parametrize(
    ("turtle", "said"),
    [
        ("<a:b> <a:c>\n  'x' y .", "2:7: this is not Turtle: y is not a valid subject or graph "
         "name; correct it there"),
        ("<a:b>\n  no:x 1 .", "2:3: this is not Turtle: The prefix no: has not been declared; "
         "correct it there"),
    ],
)  # fmt: skip
def test_broken_turtle_is_named_with_file_line_and_column(
    root: Path, tmp_path: Path, turtle: str, said: str
) -> None:
    data = shutil.copytree(root / "tests" / "fixtures" / "data", tmp_path / "data")
    broken = data / "graphs" / "broken.ttl"
    broken.write_text(turtle)
    with pytest.raises(InputError) as caught:
        EmbeddedStore.in_memory(find_resources(data))
    assert error_line(caught.value) == f"csto-kg: error: {broken}:{said}"


def test_a_function_that_does_not_exist(store: EmbeddedStore) -> None:
    with pytest.raises(InputError) as caught:
        store.ask("ASK { ?s ?p ?o FILTER(<x:f>(?o)) }")
    assert error_line(caught.value) == (
        "csto-kg: error: there is no function <x:f>; use those of SPARQL 1.1"
    )


def test_an_update_that_is_made_but_not_waited_for_says_so(resources: Resources) -> None:
    """It said that the store could not be changed, and on the next opening the change was there."""

    class FullDisk:
        def named_graphs(self) -> list[ox.NamedNode]:
            return []

        def update(self, text: str) -> None:
            pass

        def flush(self) -> None:
            raise OSError("IO error: No space left on device")

    store = EmbeddedStore(FullDisk())  # type: ignore[arg-type]
    with pytest.raises(EnvironmentFailure) as caught:
        store.update("INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 1 } }")
    assert error_line(caught.value).startswith(
        "csto-kg: error: the store was changed, but a power cut could still undo that: IO error: "
        "No space left on device; "
    )
