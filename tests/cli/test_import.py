# ruff: noqa: E501  (messages are compared whole)
"""``csto-kg import``: what is exported comes back; all or nothing, and what is refused by name."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.resources import find_resources
from csto_kg.store.on_disk.directory import open_directory
from tests.cli.conftest import PROGRAM
from tests.writers.made import canonical

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("harbour")

GRAPH = "https://w3id.org/csto-kg/graph/"
ODD = (
    '<x:s> <x:p> 01 , 1 , "1"^^<http://www.w3.org/2001/XMLSchema#byte> , "a"@en-GB , "a"@EN-gb , '
    '1.50 , [ <x:q> 01 , "P12M"^^<http://www.w3.org/2001/XMLSchema#duration> ] .'
)


def rows(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines()[1:]]


def done(text: str) -> dict[str, tuple[int, str]]:
    return {
        graph.strip("<>").removeprefix(GRAPH): (int(count), what.strip('"'))
        for graph, count, what in rows(text)
    }


def held(run: Run, *source: str) -> str:
    found = run("--store", "kg", "export", "--format", "nquads", *source)
    assert found.returncode == 0, found.stderr
    return found.stdout


def test_an_import_is_seen_by_queries_and_sources(run: Run, tmp_path: Path) -> None:
    (tmp_path / "my-notes.ttl").write_text("<x:s> <x:p> 1 , 2 .")
    first = run("--store", "kg", "import", "my-notes.ttl")
    assert (first.returncode, first.stderr) == (0, "")
    assert done(first.stdout) == {"my-notes": (2, "imported")}
    assert run("--store", "kg", "sparql", "ASK { <x:s> <x:p> 2 }").stdout == "true\n"
    every = run("--store", "kg", "sparql", "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").stdout
    assert f"<{GRAPH}my-notes>" in every
    assert "internal" not in every


def test_the_same_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(ODD)
    assert done(run("--store", "kg", "import", "a.ttl").stdout) == {"a": (9, "imported")}
    before = held(run)
    state = (tmp_path / "kg" / "csto-kg.json").stat()
    assert done(run("--store", "kg", "import", "a.ttl").stdout) == {"a": (9, "was the same")}
    assert held(run) == before
    assert (tmp_path / "kg" / "csto-kg.json").stat() == state


@pytest.mark.parametrize("change", [("1.50", "1.5"), ("en-GB", "en-gb"), ("<x:q> 01", "<x:q> 001")])
def test_another_form_is_another_graph_and_replaced_only_when_asked(
    run: Run, tmp_path: Path, change: tuple[str, str]
) -> None:
    (tmp_path / "a.ttl").write_text(ODD)
    run("--store", "kg", "import", "a.ttl")
    before = held(run)
    (tmp_path / "a.ttl").write_text(ODD.replace(*change))
    refused = run("--store", "kg", "import", "a.ttl")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        "csto-kg: error: the store has other facts in graph:a already; add --replace to put these "
        "in their place, or name these otherwise with --source NAME\n"
    )
    assert held(run) == before
    replaced = run("--store", "kg", "import", "a.ttl", "--replace")
    assert done(replaced.stdout) == {"a": (9, "replaced")}
    run("--store", "kg2", "import", "a.ttl")
    assert held(run) != before
    assert held(run) == run("--store", "kg2", "export", "--format", "nquads").stdout


FORMATS = {
    "turtle": "ttl", "trig": "trig", "ntriples": "nt", "nquads": "nq", "rdfxml": "rdf",
    "jsonld": "jsonld",
}  # fmt: skip
_ENGINE = {
    "turtle": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG, "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS, "rdfxml": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD,
}  # fmt: skip


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_comes_back_as_the_same_graph(
    run: Run, tmp_path: Path, environment: dict[str, str], format_: str
) -> None:
    """Written by the engine, so that it is not our own writer that agrees with our reader."""
    (tmp_path / "odd.ttl").write_text(ODD)
    run("--store", "kg", "import", "odd.ttl")
    expected = held(run, "--source", "odd")
    with open_directory(tmp_path / "kg", find_resources(environment["CSTO_KG_DATA"])) as store:
        quads = list(store.quads(GRAPH + "odd"))
    named = format_ in ("trig", "nquads", "jsonld")
    items = quads if named else [quad.triple for quad in quads]
    name = f"odd.{FORMATS[format_]}"
    (tmp_path / name).write_bytes(
        ox.serialize(items, format=_ENGINE[format_], prefixes={"x": "x:"}) or b""
    )
    fresh = run("--store", "fresh", "import", name)
    assert done(fresh.stdout) == {"odd": (9, "imported")}, fresh.stderr
    back = run("--store", "fresh", "export", "--format", "nquads", "--source", "odd")
    assert back.stdout == expected
    assert done(run("--store", "kg", "import", name).stdout) == {"odd": (9, "was the same")}


def test_an_export_of_everything_can_be_read_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "all.nq").write_text(run("export", "--format", "nquads").stdout)
    (tmp_path / "mine.nq").write_text(f"<x:s> <x:p> <x:o> <{GRAPH}mine> .\n")
    found = run("--store", "kg", "import", "all.nq", "mine.nq")
    assert {what for _, what in done(found.stdout).values()} == {"was the same", "imported"}
    assert done(found.stdout)["mine"] == (1, "imported")
    assert held(run, "--source", "mine").startswith("<x:s>")


@pytest.mark.parametrize("format_", FORMATS)
def test_our_own_export_of_the_real_graph_comes_back_the_same(
    run: Run, tmp_path: Path, environment: dict[str, str], root: Path, format_: str
) -> None:
    """All sources and the ontology, which has blank nodes and lists, into a store without them."""
    real = find_resources(root)
    named = format_ in ("trig", "nquads", "jsonld")
    expected = set()
    for file in real.graph_files:
        graph = ox.NamedNode(file.graph if named else f"{GRAPH}real")
        parsed = ox.parse(path=file.path, base_iri=file.graph, rename_blank_nodes=True)
        expected |= {ox.Quad(*quad.triple, graph) for quad in parsed}
    name = f"real.{FORMATS[format_]}"
    sources = [f"--source={graph}" for graph in {file.graph for file in real.graph_files}]
    here = {**environment, "CSTO_KG_DATA": str(root)}
    assert run("export", "--output", name, *sources, env=here).returncode == 0

    found = run("--store", "kg", "import", name)
    assert found.returncode == 0, found.stderr
    into = {graph.removeprefix(GRAPH) for graph in (q.graph_name.value for q in expected)}
    assert done(found.stdout).keys() == into
    assert sum(count for count, _ in done(found.stdout).values()) == len(expected) > 5000
    with open_directory(tmp_path / "kg", find_resources(environment["CSTO_KG_DATA"])) as store:
        back = [quad for graph in into for quad in store.quads(GRAPH + graph)]
    assert canonical(back) == canonical(expected)
    # And what is exported again is the same text.
    again = run("--store", "kg", "export", "--output", f"again-{name}", *(
        sources if named else ["--source=real"]
    ))  # fmt: skip
    assert again.returncode == 0
    assert (tmp_path / f"again-{name}").read_bytes() == (tmp_path / name).read_bytes()


def test_graphs_and_triples_in_one_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.trig").write_text("<x:s> <x:p> 1 . <x:g> { <x:s> <x:p> 02 }")
    assert done(run("--store", "kg", "import", "a.trig", "--source", "other").stdout) == {
        "other": (1, "imported"),
        "x:g": (1, "imported"),
    }
    assert '"02"' in held(run, "--source", "<x:g>")


def test_several_files_in_one_source_keep_their_blank_nodes_apart(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("_:b <x:p> 01 .")
    (tmp_path / "b.ttl").write_text("_:b <x:p> 2 .")
    run("--store", "kg", "import", "a.ttl", "b.ttl", "--source", "both")
    count = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <x:p> ?o }"
    assert run("--store", "kg", "sparql", count).stdout == "?n\n2\n"
    again = run("--store", "kg", "import", "a.ttl", "b.ttl", "--source", "both")
    assert done(again.stdout) == {"both": (2, "was the same")}


def test_standard_input_and_gzip(run: Run, tmp_path: Path) -> None:
    given = run(
        "--store", "kg", "import", "-", "--format", "turtle", "--source", "in",
        input="<x:s> <x:p> 'a'@en-GB .",
    )  # fmt: skip
    assert done(given.stdout) == {"in": (1, "imported")}
    assert "@en-GB" in held(run, "--source", "in")


PLACES = "graph:harbour is part of what csto-kg ships and cannot be changed; give your facts a name"
REFUSED = [
    (["harbour.ttl"], f"{PLACES} of their own with --source NAME"),
    (["a.ttl", "--source", "ontology"],
     "graph:ontology is part of what csto-kg ships and cannot be changed; give your facts a name of "
     "their own with --source NAME"),
    (["a.ttl", "--source", "harbour", "--replace"], f"{PLACES} of their own with --source NAME"),
    (["internal.nq"], f"<{GRAPH}internal/literals/x> is kept by csto-kg for itself; name the graph "
     "otherwise"),
    (["a.ttl", "--source", "internal/x"], '"internal/x" is no name for a source; give one of '
     "letters, digits, -, _ and . with --source NAME"),
    (["my notes.ttl"], '"my notes.ttl" gives no name for a source; give one of letters, digits, -, '
     "_ and . with --source NAME"),
    (["named.nq", "--source", "x"], "--source names the graph of triples, and all triples of these "
     "files are in named graphs already; leave it out"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), REFUSED)
def test_what_may_not_be_written_is_refused_by_name(
    run: Run, tmp_path: Path, arguments: list[str], said: str
) -> None:
    for name in ("harbour.ttl", "a.ttl", "my notes.ttl"):
        (tmp_path / name).write_text("<x:s> <x:p> 1 .")
    (tmp_path / "internal.nq").write_text(f"<x:s> <x:p> <x:o> <{GRAPH}internal/literals/x> .")
    (tmp_path / "named.nq").write_text("<x:s> <x:p> <x:o> <x:g> .")
    run("--store", "kg", "sources")
    before = held(run)
    refused = run("--store", "kg", "import", *arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == f"csto-kg: error: {said}\n"
    assert held(run) == before


def test_without_a_store(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<x:s> <x:p> 1 .")
    found = run("import", "a.ttl")
    assert (found.returncode, found.stderr) == (
        2, "csto-kg: error: there is no store to import into; give --store DIR\n",
    )  # fmt: skip


BAD = [
    ("a.ttl", "<x:s> <x:p> .", "a.ttl:1:13: this is not Turtle: . is not a valid RDF object; correct "
     "it there; if the file is in another format, name that with --format"),
    ("a.nt", "<x:s> <x:p> <o> .", "a.nt:1:13: there is a relative IRI and no base to resolve it; "
     "write the whole IRI, or declare a base"),
    ("a.ttl", "@prefix x: <x:> .", "a.ttl: there is no triple in it; name a file with facts"),
    ("a.trig", "_:g { <x:s> <x:p> 1 }", "a.trig: a graph is named by the blank node _:g, which says "
     "nothing elsewhere; name it by an IRI"),
    ("a.ttl", "<x:s> <x:p> <<( <x:s> <x:p> 1 )>> .", "a.ttl:1:1: there is a triple term, which is "
     "RDF 1.2 and not supported; say it in RDF 1.1"),
    ("a.csv", "x", 'a.csv: the extension ".csv" does not say which RDF format this is; name it with '
     "--format, one of turtle, trig, ntriples, nquads, rdfxml, jsonld"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "said"), BAD)
def test_bad_input_is_one_line_and_leaves_the_store_as_it_was(
    run: Run, tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / "good.ttl").write_text("<x:s> <x:p> 1 .")
    run("--store", "kg", "import", "good.ttl")
    before = held(run)
    (tmp_path / name).write_text(content)
    (tmp_path / "more.ttl").write_text("<x:s> <x:p> 2 .")
    found = run("--store", "kg", "import", "more.ttl", name)
    assert (found.returncode, found.stdout) == (3, "")
    assert found.stderr == f"csto-kg: error: {said}\n"
    assert held(run) == before
    names = ["csto-kg.db.2", "csto-kg.json", "csto-kg.lock", "csto-kg.overlap"]
    assert sorted(os.listdir(tmp_path / "kg")) == names


def test_a_locked_store(run: Run, tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "a.ttl").write_text("<x:s> <x:p> 1 .")
    with open_directory(tmp_path / "kg", find_resources(environment["CSTO_KG_DATA"])):
        found = run("--store", "kg", "import", "a.ttl")
    assert (found.returncode, found.stderr) == (
        4, 'csto-kg: error: the store "kg" is locked by another csto-kg; wait until that is done, '
        "then try again\n",
    )  # fmt: skip


def _big(path: Path, triples: int = 150_000) -> None:
    with path.open("w") as stream:
        for number in range(triples):
            stream.write(f'<x:s{number}> <x:p> "text number {number}" .\n')


def test_a_full_disk_leaves_the_store_as_it_was(
    run: Run, tmp_path: Path, environment: dict[str, str]
) -> None:
    run("--store", "kg", "sources")
    before = held(run)
    _big(tmp_path / "big.nt")
    found = subprocess.run(
        ["bash", "-c", 'ulimit -f 1000; trap "" XFSZ; exec "$@"', "-", *PROGRAM,
         "--store", "kg", "import", "big.nt"],
        capture_output=True, text=True, env=environment, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert found.returncode == 4
    assert found.stderr.startswith("csto-kg: error: the store could not be changed: ")
    assert found.stderr.count("\n") == 1
    assert held(run) == before
    assert done(run("--store", "kg", "import", "big.nt").stdout) == {"big": (150_000, "imported")}


def _killed(environment: dict[str, str], folder: Path, after: float, what: signal.Signals) -> int:
    process = subprocess.Popen(
        [*PROGRAM, "--store", "kg", "import", "big.nt", "--replace"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment, cwd=folder,
    )  # fmt: skip
    time.sleep(after)
    process.send_signal(what)
    said = process.communicate(timeout=60)[1]
    if what == signal.SIGINT and process.returncode:
        assert (process.returncode, said) == (130, "csto-kg: error: interrupted\n")
    return process.returncode


@pytest.mark.parametrize("what", [signal.SIGKILL, signal.SIGINT], ids=["kill", "int"])
def test_cut_short_at_any_moment_the_store_is_as_before_or_after(
    run: Run, tmp_path: Path, environment: dict[str, str], what: signal.Signals
) -> None:
    chance = random.Random(what)
    (tmp_path / "big.nt").write_text(
        '<x:s> <x:p> "1"^^<http://www.w3.org/2001/XMLSchema#byte> .\n<x:s> <x:p> "a"@en-GB .\n'
    )
    run("--store", "kg", "import", "big.nt")
    before = held(run)
    _big(tmp_path / "big.nt", 60_000)
    started = time.monotonic()
    shutil.copytree(tmp_path / "kg", tmp_path / "after")
    run("--store", "after", "import", "big.nt", "--replace")
    whole = time.monotonic() - started
    after = run("--store", "after", "export", "--format", "nquads").stdout
    assert before != after
    found = set()
    for _ in range(5):
        _killed(environment, tmp_path, chance.uniform(0.3, 1.05) * whole, what)
        now = held(run)
        assert now in (before, after)
        found.add(now)
    assert done(run("--store", "kg", "import", "big.nt", "--replace").stdout)["big"][0] == 60_000
    assert held(run) == after
    names = ["csto-kg.json", "csto-kg.lock", "csto-kg.overlap"]
    assert sorted(os.listdir(tmp_path / "kg"))[1:] == names


def test_the_help_names_all_formats(run: Run) -> None:
    text = run("import", "--help").stdout
    assert all(name in text for name in FORMATS)


def test_nothing_of_it_on_stderr_without_a_terminal(run: Run, tmp_path: Path) -> None:
    _big(tmp_path / "big.nt", 30_000)
    found = run("--store", "kg", "import", "big.nt")
    assert (found.returncode, found.stderr) == (0, "")


def test_progress_on_a_terminal(environment: dict[str, str], tmp_path: Path) -> None:
    import pty

    _big(tmp_path / "big.nt", 60_000)
    reading, writing = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, "--store", "kg", "import", "big.nt"],
        stdout=subprocess.DEVNULL, stderr=writing, cwd=tmp_path,
        env={**environment, "TERM": "xterm", "COLUMNS": "100"},
    )  # fmt: skip
    os.close(writing)
    shown = b""
    while True:
        try:
            part = os.read(reading, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    assert process.wait(timeout=60) == 0
    assert b"reading big.nt" in shown
    assert b"writing big.nt" in shown
