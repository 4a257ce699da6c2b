"""Answers for Python users: lazy, typed, and a DataFrame where pandas is installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg import KnowledgeBase
from csto_kg.errors import EnvironmentFailure, UsageError, error_line
from csto_kg.session.results import PythonValue, Rows, Triples, python_value
from csto_kg.store.interface import Term
from csto_kg.terms import XSD


@pytest.fixture
def kb(root: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(data=root / "tests" / "fixtures" / "data") as opened:
        yield opened


def _rows(kb: KnowledgeBase, text: str) -> Rows:
    answer = kb.sparql(text)
    assert isinstance(answer, Rows)
    return answer


def _literal(form: str, kind: str) -> ox.Literal:
    return ox.Literal(form, datatype=ox.NamedNode(XSD + kind))


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (ox.NamedNode("https://example.org/a"), "https://example.org/a"),
        (ox.BlankNode("b"), "b"),
        (ox.Literal("text"), "text"),
        (ox.Literal("text", language="en"), "text"),
        (_literal("12", "integer"), 12),
        (_literal("12", "unsignedByte"), 12),
        (_literal("1.50", "decimal"), Decimal("1.50")),
        (_literal("1e3", "double"), 1000.0),
        (_literal("true", "boolean"), True),
        (_literal("0", "boolean"), False),
        (_literal("2018-11-02", "date"), date(2018, 11, 2)),
        (_literal("2018-11-02T10:00:00Z", "dateTime"), datetime(2018, 11, 2, 10, tzinfo=UTC)),
        (_literal("--11-02", "gMonthDay"), "--11-02"),
        (_literal("twelve", "integer"), "twelve"),
        (_literal("yes", "boolean"), "yes"),
        (_literal("-0044-03-15", "date"), "-0044-03-15"),
        (_literal("2018-11-02Z", "date"), "2018-11-02Z"),
        (_literal("20181102", "date"), "20181102"),
        (_literal("2018-W44-5", "date"), "2018-W44-5"),
    ],
)
def test_values_are_of_pythons_types(term: Term | None, value: PythonValue) -> None:
    found = python_value(term)
    assert (type(found), found) == (type(value), value)


def test_rows_are_read_as_they_are_asked_for(kb: KnowledgeBase) -> None:
    rows = _rows(kb, "SELECT ?n ?none { VALUES ?n { 1 2 3 } }")
    assert rows.columns == ("n", "none")
    assert dict(next(rows)) == {"n": 1, "none": None}
    assert [row["n"] for row in rows] == [2, 3]
    assert list(rows) == []


def test_a_row_gives_terms_and_knows_its_columns(kb: KnowledgeBase) -> None:
    row = next(_rows(kb, "SELECT ?n { VALUES ?n { 1 } }"))
    assert row.term("n") == ox.Literal(1)
    assert (len(row), list(row), repr(row)) == (1, ["n"], "Row({'n': 1})")
    with pytest.raises(KeyError):
        row["m"]


def test_an_endless_answer_can_be_begun(kb: KnowledgeBase) -> None:
    # 40 million rows or so, were they all made
    cross = " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(6))
    assert next(_rows(kb, f"SELECT * {{ {cross} }}")) is not None


def test_ask_and_construct(kb: KnowledgeBase) -> None:
    assert kb.sparql("ASK { ?s ?p ?o }") is True
    assert kb.sparql("ASK { ?s csto:nothing ?o }") is False
    triples = kb.sparql("CONSTRUCT { id:a csto:b ?n } WHERE { VALUES ?n { 1 2 } }")
    assert isinstance(triples, Triples)
    assert sorted(str(triple.object.value) for triple in triples) == ["1", "2"]  # type: ignore[union-attr]


def test_stored_queries_answer_in_the_same_way(kb: KnowledgeBase) -> None:
    assert kb.query("any-on") is True
    assert isinstance(kb.query("tools-in", place="shed"), Rows)
    with pytest.raises(UsageError) as caught:
        kb.query("tools-inn")
    assert error_line(caught.value) == (
        'csto-kg: error: there is no stored query "tools-inn"; did you mean "tools-in"?'
    )


def test_a_data_frame_has_the_columns_even_without_rows(kb: KnowledgeBase) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = _rows(kb, "SELECT ?n ?t { VALUES (?n ?t) { (1 'a') (2 UNDEF) } }").to_dataframe()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["n"]) == [1, 2]
    assert (frame["t"][0], list(frame["t"].isna())) == ("a", [False, True])
    empty = _rows(kb, "SELECT ?n ?t { ?n csto:nothing ?t }").to_dataframe()
    assert (list(empty.columns), len(empty)) == (["n", "t"], 0)


def test_without_pandas_a_data_frame_is_refused(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(EnvironmentFailure, match="pandas is not installed"):
        _rows(kb, "SELECT * { ?s ?p ?o }").to_dataframe()


def test_an_export_is_the_text_that_the_command_writes(root: Path) -> None:
    with KnowledgeBase.open(data=root) as kb:
        lines = kb.export("nquads", sources=["edm-15-168", "ontology"]).splitlines()
        assert lines == sorted(lines)
        names = {line.rsplit(" ", 2)[1] for line in lines}
        assert names == {
            f"<https://w3id.org/csto-kg/graph/{name}>" for name in ("edm-15-168", "ontology")
        }
        assert kb.export("turtle", "edm-15-168") == kb.export("turtle", ["edm-15-168"])
        with pytest.raises(UsageError, match="there is no source to export"):
            kb.export("turtle", [])
        with pytest.raises(UsageError) as caught:
            kb.export("turtel")
    assert error_line(caught.value) == (
        'csto-kg: error: there is no format "turtel"; did you mean "turtle"?'
    )


def test_rdflib_sees_the_union_of_the_sources(kb: KnowledgeBase) -> None:
    graph = kb.graph()
    rows = _rows(kb, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert len(list(graph.query("SELECT * { ?s ?p ?o }"))) == next(rows)["n"]
    assert dict(graph.namespaces())["csto"].endswith("/ontology#")


def test_rdflib_does_not_see_internal_graphs(kb: KnowledgeBase) -> None:
    database = kb.store.database  # type: ignore[attr-defined]
    node = ox.NamedNode("https://w3id.org/csto-kg/id/hidden")
    internal = ox.NamedNode("https://w3id.org/csto-kg/graph/internal/test")
    database.add(ox.Quad(node, node, node, internal))
    found = kb.graph().query(f"ASK {{ <{node.value}> ?p ?o }}")
    assert found.askAnswer is False
