"""Answers in every format, whole; and files that appear whole or not at all."""

from __future__ import annotations

import io
import os
import stat
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.errors import CstoKgError, EnvironmentFailure, UsageError, error_line
from csto_kg.output.answer import write_answer, write_rows
from csto_kg.output.sink import UNFINISHED, ClosedPipeError, Sink, open_output
from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.writers.turtle.plain import plain_turtle

if TYPE_CHECKING:
    from pathlib import Path

_ROWS = """SELECT ?thing ?text { VALUES (?thing ?text) {
    (csto:Office "a|b\\nc\\u001B[31m\\t*x*") (<http://e/x> 7) (UNDEF "日本"@ja) (_:b1 UNDEF)
} }"""
_ROWS = _ROWS.replace("(_:b1 UNDEF)", "")


def _written(text: str, chosen: str | None = None, *, terminal: bool = False) -> str:
    stream = io.BytesIO()
    sink = Sink(stream, "here", terminal=terminal)
    write_answer(EmbeddedStore(ox.Store()).query(text), sink, chosen)
    return stream.getvalue().decode()


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("table",
         "thing         text\n"
         "------------  -------------------\n"
         "csto:Office   a|b\\nc\\x1b[31m\\t*x*\n"
         "<http://e/x>  7\n"
         "              日本\n"),
        ("md",
         "| thing | text |\n"
         "| --- | --- |\n"
         "| csto:Office | a\\|b<br>c\\x1b\\[31m\\t\\*x\\* |\n"
         "| \\<http://e/x\\> | 7 |\n"
         "|  | 日本 |\n"),
        ("tsv",
         "?thing\t?text\n"
         '<https://w3id.org/csto-kg/ontology#Office>\t"a|b\\nc\x1b[31m\\t*x*"\n'
         "<http://e/x>\t7\n"
         '\t"日本"@ja\n'),
        ("csv",
         "thing,text\r\n"
         'https://w3id.org/csto-kg/ontology#Office,"a|b\nc\x1b[31m\t*x*"\r\n'
         "http://e/x,7\r\n"
         ",日本\r\n"),
        ("json",
         '{"head":{"vars":["thing","text"]},"results":{"bindings":['
         '{"thing":{"type":"uri","value":"https://w3id.org/csto-kg/ontology#Office"},'
         '"text":{"type":"literal","value":"a|b\\nc\\u001b[31m\\t*x*"}},'
         '{"thing":{"type":"uri","value":"http://e/x"},'
         '"text":{"type":"literal","value":"7",'
         '"datatype":"http://www.w3.org/2001/XMLSchema#integer"}},'
         '{"text":{"type":"literal","value":"日本","xml:lang":"ja"}}]}}\n'),
    ],
)  # fmt: skip
def test_a_select_answer(chosen: str, expected: str) -> None:
    assert _written(_ROWS, chosen) == expected


def test_piped_output_is_tsv() -> None:
    assert _written("SELECT ?x { VALUES ?x { 1 } }") == "?x\n1\n"


def test_a_terminal_gets_a_boxed_table_without_escapes_of_the_data() -> None:
    shown = _written(_ROWS, terminal=True)
    assert "a|b\\nc\\x1b[31m\\t*x*" in shown
    assert "\x1b[31m" not in shown
    assert "╭" in shown


def test_square_brackets_are_no_markup() -> None:
    assert "[bold]x[/bold]" in _written('SELECT ("[bold]x[/bold]" AS ?x) {}', terminal=True)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("table", "a  b\n-  -\n"),
        ("md", "| a | b |\n| --- | --- |\n"),
        ("tsv", "?a\t?b\n"),
        ("csv", "a,b\r\n"),
        ("json", '{"head":{"vars":["a","b"]},"results":{"bindings":[]}}\n'),
    ],
)
def test_an_empty_answer_is_its_header(chosen: str, expected: str) -> None:
    assert _written("SELECT ?a ?b { ?a <x:p> ?b }", chosen) == expected


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [("table", "true\n"), ("md", "true\n"), ("tsv", "true\n"), ("csv", "true\n"),
     ("json", '{"head":{},"boolean":true}\n')],
)  # fmt: skip
def test_an_ask_answer(chosen: str, expected: str) -> None:
    assert _written("ASK {}", chosen) == expected


@pytest.mark.parametrize("chosen", ["table", "tsv", "csv", "json", "md"])
def test_rows_made_in_python_come_out_like_an_answer(chosen: str) -> None:
    stream = io.BytesIO()
    rows = [[ox.NamedNode("x:a"), "b"], [None, ox.Literal(7)], [ox.Literal("c", language="en"), ""]]
    write_rows(("x", "y"), rows, Sink(stream, "here", terminal=False), chosen)
    text = 'SELECT ?x ?y { VALUES (?x ?y) { (<x:a> "b") (UNDEF 7) ("c"@en "") } }'
    assert stream.getvalue().decode() == _written(text, chosen)


def test_a_graph_is_sorted_turtle_with_the_prefixes_it_uses() -> None:
    text = """CONSTRUCT { ?s a csto:T ; rdfs:label ?l } {
        VALUES (?s ?l) { (id:b "x") (id:a "z"@en) (id:a "y") (<http://e/c> 1) } }"""
    assert _written(text) == (
        "@prefix csto: <https://w3id.org/csto-kg/ontology#> .\n"
        "@prefix id: <https://w3id.org/csto-kg/id/> .\n"
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "<http://e/c> a csto:T ;\n\trdfs:label 1 .\n"
        'id:a a csto:T ;\n\trdfs:label "y" , "z"@en .\n'
        'id:b a csto:T ;\n\trdfs:label "x" .\n'
    )


def test_turtle_is_the_same_whatever_the_order_and_the_blank_nodes() -> None:
    def graph(names: str) -> list[ox.Triple]:
        first, second = map(ox.BlankNode, names)
        predicate = ox.NamedNode("x:p")
        return [
            ox.Triple(first, predicate, second),
            ox.Triple(second, predicate, ox.Literal("end")),
            ox.Triple(ox.NamedNode("x:s"), predicate, first),
        ]

    written = plain_turtle(graph("ab"))
    assert written == plain_turtle(graph("zc")[::-1]) == plain_turtle(graph("ba") * 2)
    assert len(list(ox.parse(written, format=ox.RdfFormat.TURTLE))) == 3


@pytest.mark.parametrize(
    ("text", "chosen", "said"),
    [
        ("CONSTRUCT WHERE { ?s ?p ?o }", "json",
         'CONSTRUCT and DESCRIBE answer in no format "json"; use --format turtle'),
        ("ASK {}", "turtle",
         'SELECT and ASK answer in no format "turtle"; use --format table or tsv or csv or json or '
         "md"),
    ],
)  # fmt: skip
def test_a_format_that_does_not_fit(text: str, chosen: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        _written(text, chosen)
    assert error_line(caught.value) == f"csto-kg: error: {said}"


class _Failing(io.RawIOBase):
    def __init__(self, error: OSError) -> None:
        self.error = error

    def write(self, _: object) -> int:
        raise self.error


@pytest.mark.parametrize("chosen", ["table", "tsv", "md"])
def test_a_failing_write_keeps_its_cause_through_the_engine(chosen: str) -> None:
    for error, kind in (
        (OSError(28, "No space left on device"), EnvironmentFailure),
        (BrokenPipeError(32, "Broken pipe"), ClosedPipeError),
    ):
        sink = Sink(_Failing(error), "here", terminal=False)  # type: ignore[arg-type]
        answer = EmbeddedStore(ox.Store()).query("SELECT ?x { VALUES ?x { 1 } }")
        with pytest.raises(CstoKgError) as caught:
            write_answer(answer, sink, chosen)
        assert type(caught.value) is kind


def test_a_file_is_replaced_at_the_end_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "answer.tsv"
    path.write_text("old")
    path.chmod(0o640)
    with open_output(str(path)) as sink:
        assert not sink.terminal
        sink.write("new")
        assert path.read_text() == "old"
        assert len(UNFINISHED) == 1
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["answer.tsv"]
    assert not UNFINISHED


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "answer.tsv"
    path.write_text("old")

    def fail_half_way() -> None:
        with open_output(str(path)) as sink:
            sink.write("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["answer.tsv"]


def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    with open_output(str(tmp_path / "link")) as sink:
        sink.write("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "it is a directory; name a file"),
        ("no/answer", "its folder does not exist; make the folder first"),
    ],
)
def test_places_that_cannot_be_written_to(tmp_path: Path, name: str, said: str) -> None:
    path = f"{tmp_path}/{name}"
    with pytest.raises(EnvironmentFailure) as caught, open_output(path) as sink:
        sink.write("x")
    assert error_line(caught.value) == f'csto-kg: error: cannot write to "{path}": {said}'


def test_a_full_device() -> None:
    with pytest.raises(EnvironmentFailure) as caught, open_output("/dev/full") as sink:
        sink.write("x")
    assert error_line(caught.value) == (
        'csto-kg: error: cannot write to "/dev/full": No space left on device; '
        "make room, or name another file"
    )
