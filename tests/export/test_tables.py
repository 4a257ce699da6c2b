"""The tables: what is in them, that others load them, and that no spreadsheet runs them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import networkx
import pandas
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.errors import EnvironmentFailure
from csto_kg.export.tables import EDGES, NODES, Tables, csv_text, harmless, tables
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.session.source_graphs import choose, source_graphs
from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.terms import CSTO
from tests.writers.made import LABEL, TYPE

ARTICLE = "https://w3id.org/csto-kg/graph/edm-15-168"


@pytest.fixture(scope="module")
def made() -> Tables:
    with KnowledgeBase.open() as kb:
        return tables(kb.session)


@pytest.fixture(scope="module")
def folder(made: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("tables") / "new"
    made.write(str(found))
    return found


def test_an_edge_has_status_date_evidence_and_record(made: Tables) -> None:
    assert (
        "id:belarus", "id:prop-armenian-until-2020", "opposes", "reported as fact", "", "", "",
        "id:edm-p3s1; id:edm-p3s2", "id:edm-p3s2-belarus-against", ARTICLE,
    ) in made.edges  # fmt: skip
    structure = {"is office of", "is body of"}
    for edge in made.edges:
        row = dict(zip(EDGES, edge, strict=True))
        # Only what an office or a body is defined by has no record of its own.
        assert bool(row["status"]) == bool(row["record"]) == (row["relation"] not in structure)
        assert bool(row["evidence"]) == bool(row["record"])
        assert row["relation"]
        assert row["source_graph"]
    assert ("id:armenia", "Armenia", "state") in made.nodes
    assert not any(node[0].startswith("id:cite-") for node in made.nodes)


def test_every_relation_that_the_queries_know_is_found_or_has_no_record(made: Tables) -> None:
    found = {edge[2] for edge in made.edges}
    for stored in Path("queries/tables").glob("edges-*.rq"):
        for line in stored.read_text().splitlines():
            if line.strip().startswith("(csto:") and '"' in line:
                assert line.split('"')[1] in found, line


def test_statements_become_edges_once_each(made: Tables) -> None:
    with KnowledgeBase.open() as kb:
        [row] = kb.store.select(
            "SELECT (COUNT(*) AS ?n) { ?r a csto:Tenure ; csto:holder ?h ; csto:office ?o }"
        )
    assert sum(edge[2] == "holds office" for edge in made.edges) == int(row["n"].value)
    assert len(set(made.edges)) == len(made.edges)
    assert [n[0] for n in made.nodes] == list(dict.fromkeys(n[0] for n in made.nodes))


def test_pandas_and_networkx_load_them(made: Tables, folder: Path) -> None:
    nodes = pandas.read_csv(folder / "nodes.csv", keep_default_na=False)
    edges = pandas.read_csv(folder / "edges.csv", keep_default_na=False, dtype=str)
    assert list(nodes.columns) == list(NODES)
    assert list(edges.columns) == list(EDGES)
    assert list(map(tuple, edges.to_numpy())) == made.edges
    graph = networkx.from_pandas_edgelist(
        edges, edge_attr=True, create_using=networkx.MultiDiGraph, edge_key="record"
    )
    assert set(graph) <= set(nodes["id"])
    graph.add_nodes_from((row["id"], row) for row in nodes.to_dict("records"))
    assert graph.number_of_nodes() == len(made.nodes)
    supported = [
        target
        for _, target, data in graph.out_edges("id:armenia", data=True)
        if data["relation"] == "supports"
    ]
    assert supported == ["id:prop-armenian-until-2020", "id:turn-stays"]


def test_line_ends_are_those_of_rfc_4180(folder: Path) -> None:
    text = (folder / "edges.csv").read_bytes()
    assert text.endswith(b"\r\n")
    assert text.count(b"\n") == text.count(b"\r\n")


def test_one_source(made: Tables) -> None:
    with KnowledgeBase.open() as kb:
        found = tables(kb.session, choose(source_graphs(kb.session), ["edm-15-168"], kb.session))
    assert set(found.edges) == {edge for edge in made.edges if edge[-1] == ARTICLE}
    assert {n[0] for n in found.nodes} == {end for edge in found.edges for end in edge[:2]}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_is_a_text(cell: str) -> None:
    assert harmless(cell) == "'" + cell
    [_, row] = csv.reader(io.StringIO(csv_text(NODES, [(cell, cell, "x")]), newline=""))
    assert row == ["'" + cell, "'" + cell, "x"]


@pytest.mark.parametrize("cell", ["", "a=1", "id:a", "'=1", " =1", "2018-11-02"])
def test_what_is_no_formula_stays(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]))] * 3)))
def test_a_reader_finds_every_cell(rows: list[tuple[str, ...]]) -> None:
    text = csv_text(NODES, rows)
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert found == [list(NODES), *([harmless(c) for c in row] for row in rows)]


def test_labels_from_a_user_do_not_run() -> None:
    with KnowledgeBase.open() as kb:
        assert isinstance(kb.store, EmbeddedStore)
        bad, graph = ox.NamedNode("x:bad"), ox.NamedNode("x:g")
        kb.store.database.extend(
            [
                ox.Quad(bad, TYPE, ox.NamedNode(CSTO + "Person"), graph),
                ox.Quad(bad, LABEL, ox.Literal("=cmd()"), graph),
            ]
        )
        found = tables(kb.session)
    assert ("x:bad", "=cmd()", "person") in found.nodes
    assert "x:bad,'=cmd(),person\r\n" in csv_text(NODES, found.nodes)


def test_places_that_cannot_be_written(made: Tables, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure, match=r"nodes\.csv\" exists already"):
        made.write(str(folder))
    made.write(str(folder), overwrite=True)
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentFailure, match="is no folder"):
        made.write(str(tmp_path / "file"))
    with pytest.raises(EnvironmentFailure, match="cannot make the folder"):
        made.write(str(tmp_path / "file" / "deeper"))
    (tmp_path / "half" / "edges.csv").mkdir(parents=True)
    with pytest.raises(EnvironmentFailure, match="it is a directory"):
        made.write(str(tmp_path / "half"), overwrite=True)
    assert [path.name for path in (tmp_path / "half").iterdir()] == ["edges.csv"]
