"""A triple that several sources state counts once, in memory and on disk, whoever asks when."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.resources import Resources, find_resources
from csto_kg.store.embedded import embedded_store as embedded
from csto_kg.store.embedded.embedded_store import EmbeddedStore, graphs_apart
from csto_kg.store.embedded.rdf_merge import FILE_NAME, merged, overlap
from csto_kg.store.on_disk.directory import begin_writing, open_directory
from csto_kg.store.rdflib_view import dataset
from tests.store.changes import add, remove_graph, replace_graph

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from csto_kg.store.interface import Store

A, B, C = (ox.NamedNode(f"x:{name}") for name in "abc")
COUNT = "SELECT (COUNT(*) AS ?n) { <x:s> ?p ?o }"


def quads(**graphs: str) -> list[ox.Quad]:
    """Return quads of graphs: ``a="1 2"`` for two of the graph x:a, of one subject."""
    return [
        ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal(value), ox.NamedNode(f"x:{g}"))
        for g, values in graphs.items()
        for value in values.split()
    ]


def holding(content: Iterable[ox.Quad]) -> EmbeddedStore:
    database = ox.Store()
    database.extend(content)
    return EmbeddedStore(database)


def number(store: Store, text: str = COUNT) -> int:
    [row] = store.select(text)
    return int(row[0].value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (COUNT, 3),
        ("SELECT (COUNT(*) AS ?n) { <x:s> ?p ?o . ?s <x:p> ?o }", 3),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { <x:s> ?p ?o } }", 5),
        ("SELECT (COUNT(*) AS ?n) FROM <x:a> FROM <x:b> { <x:s> ?p ?o }", 2),
        ("SELECT (COUNT(*) AS ?n) FROM <x:a> { <x:s> ?p ?o }", 2),
        ("SELECT (COUNT(*) AS ?n) FROM <x:c> FROM NAMED <x:a> { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }",
         1),
        ("SELECT (COUNT(*) AS ?n) FROM NAMED <x:a> FROM NAMED <x:b> { GRAPH ?g { ?s ?p ?o } }", 3),
    ],
)  # fmt: skip
def test_a_triple_counts_once_in_the_default_graph(text: str, expected: int) -> None:
    store = holding(quads(a="1 2", b="2", c="2 3"))
    assert number(store, text) == expected
    assert number(store, text) == expected  # from the copy that is there


def test_all_forms_of_queries_see_the_merge() -> None:
    store = holding(quads(a="1", b="1"))
    assert len(list(store.construct("CONSTRUCT WHERE { ?s ?p ?o }"))) == 1
    assert not store.ask("ASK { { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } FILTER (?n > 1) }")


def test_graphs_without_a_triple_in_common_are_asked_where_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(embedded, "merged", None)
    assert number(holding(quads(a="1 2", b="3"))) == 3
    assert number(holding(quads(a="1 2"))) == 2
    assert number(holding([])) == 0


def test_a_change_of_the_store_counts_at_once() -> None:
    store = holding(quads(a="1", b="2"))
    assert number(store) == 2
    add(store, quads(b="1"))
    assert number(store) == 2
    add(store, quads(c="5"))
    assert number(store) == 3
    remove_graph(store, "x:b")
    assert number(store) == 2


def test_what_is_internal_repeats_nothing() -> None:
    internal = "https://w3id.org/csto-kg/graph/internal/changes"
    [quad] = quads(a="1")
    copy = ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(internal))
    store = holding([quad, copy, *quads(b="2")])
    assert number(store) == 2
    assert not overlap(store.database, store.graph_names())


def test_named_graphs_are_copied_only_for_a_query_that_can_see_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copied: list[tuple[str, ...]] = []

    def noted(database: ox.Store, default: tuple[str, ...], named: tuple[str, ...]) -> ox.Store:
        copied.append(named)
        return merged(database, default, named)

    monkeypatch.setattr(embedded, "merged", noted)
    store = holding(quads(a="1 2", b="2"))
    assert number(store) == 2
    assert number(store, "SELECT (COUNT(*) AS ?n) { graph ?g { <x:s> ?p ?o } }") == 3
    assert copied == [(), ("x:a", "x:b")]


def test_rdflib_sees_it_once() -> None:
    view = dataset(holding(quads(a="1 2", b="2", c="3")))
    assert len(list(view.query("SELECT * { ?s ?p ?o }"))) == 3
    assert len(list(view.query("SELECT * { GRAPH ?g { ?s ?p ?o } }"))) == 4
    assert len(list(view.triples((None, None, None)))) == 3


def test_overlap_and_merge() -> None:
    database = ox.Store()
    database.extend(quads(a="1", b="1 2"))
    assert overlap(database, ["x:a", "x:b"])
    assert not overlap(database, ["x:a"])
    assert not overlap(database, [])
    copy = merged(database, ["x:a", "x:b"], ["x:b"])
    assert sorted(str(quad) for quad in copy) == sorted(
        [str(ox.Quad(q.subject, q.predicate, q.object)) for q in quads(a="1 2")]
        + [str(q) for q in quads(b="1 2")]
    )


# --- The shipped graph, and stores on disk


def test_no_shipped_graph_repeats_another_ones_triples() -> None:
    """So that nothing need be looked for in them."""
    with KnowledgeBase.open() as kb:
        store = kb.store
        assert isinstance(store, EmbeddedStore)
        names = store.graph_names()
        assert len(names) == 3
        assert set(names) == set(graphs_apart(find_resources()))
        assert not overlap(store.database, names)


def test_nothing_is_looked_for_in_shipped_graphs_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "overlap", None)
    for directory in (None, tmp_path / "store"):
        with KnowledgeBase.open(directory) as kb:
            assert number(kb.store, "SELECT (COUNT(*) AS ?n) { ?s a csto:State }") > 0
    assert not (tmp_path / "store" / FILE_NAME).exists()


@pytest.fixture
def resources(root: Path, tmp_path: Path) -> Resources:
    return find_resources(shutil.copytree(root / "tests" / "fixtures" / "data", tmp_path / "data"))


def counted(directory: Path, resources: Resources) -> int:
    with open_directory(directory, resources) as store:
        return number(store)


def change(directory: Path, resources: Resources, **graphs: str) -> None:
    with open_directory(directory, resources, write=True) as store:
        for graph, values in graphs.items():
            replace_graph(store, f"x:{graph}", quads(**{graph: values}))


def test_a_store_on_disk_keeps_what_was_found(tmp_path: Path, resources: Resources) -> None:
    directory = tmp_path / "store"
    kept = directory / FILE_NAME
    change(directory, resources, a="1 2", b="2")
    assert not kept.exists()
    assert counted(directory, resources) == 2
    assert kept.read_text("ascii") == "some\n"
    assert counted(directory, resources) == 2
    change(directory, resources, b="3")
    assert not kept.exists()
    assert counted(directory, resources) == 3
    assert kept.read_text("ascii") == "none\n"
    change(directory, resources, b="1")
    assert counted(directory, resources) == 2


def test_what_is_kept_is_used(
    tmp_path: Path, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "store"
    change(directory, resources, a="1 2", b="2")
    assert counted(directory, resources) == 2
    monkeypatch.setattr(embedded, "overlap", None)
    assert counted(directory, resources) == 2


@pytest.mark.parametrize("text", ["", "other\n", "some"])
def test_what_cannot_be_read_is_looked_for_again(
    tmp_path: Path, resources: Resources, text: str
) -> None:
    directory = tmp_path / "store"
    change(directory, resources, a="1", b="1")
    (directory / FILE_NAME).write_text(text, "ascii")
    assert counted(directory, resources) == 1
    assert (directory / FILE_NAME).read_text("ascii") == "some\n"


def test_what_is_kept_goes_before_anything_is_changed(tmp_path: Path, resources: Resources) -> None:
    directory = tmp_path / "store"
    change(directory, resources, a="1", b="2")
    assert counted(directory, resources) == 2
    (directory / f"{FILE_NAME}.1.new").write_text("some\n")  # of a reader that was killed
    with open_directory(directory, resources, reserve=True) as store:
        assert number(store) == 2
        begin_writing(directory, store)
        assert [path.name for path in directory.iterdir() if FILE_NAME in path.name] == []
        add(store, quads(b="1"))
        assert number(store) == 2
    assert not (directory / FILE_NAME).exists()
    assert counted(directory, resources) == 2


def test_new_shipped_data_is_looked_at_again(tmp_path: Path, resources: Resources) -> None:
    directory = tmp_path / "store"
    change(directory, resources, a="1")
    assert counted(directory, resources) == 1
    assert (directory / FILE_NAME).read_text("ascii") == "none\n"
    with open(resources.graph_files[0].path, "a", encoding="utf-8") as stream:
        stream.write('\n<x:s> <x:p> "1" .\n')
    assert counted(directory, find_resources(resources.root)) == 1
    assert (directory / FILE_NAME).read_text("ascii") == "some\n"


def test_where_nothing_can_be_kept_each_reader_looks(tmp_path: Path, resources: Resources) -> None:
    directory = tmp_path / "store"
    change(directory, resources, a="1", b="1")
    (directory / FILE_NAME).mkdir()
    assert counted(directory, resources) == 1
    assert [path.name for path in directory.iterdir() if ".new" in path.name] == []
