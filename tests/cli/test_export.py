"""``export``: the same bytes each time, whole files or none, and what fails."""

from __future__ import annotations

import os
import pathlib
import subprocess
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.rdf_files.formats import FORMATS
from tests.harbour import (
    FIXTURE,
    harbour,  # noqa: F401  (a fixture)
    make_data,
    text,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

MERGED = (
    "csto-kg: Turtle has no named graphs, so 2 sources are merged; --format trig keeps them apart\n"
)


def quads(*files: Path) -> set[ox.Quad]:
    found = set()
    for file in files:
        graph = ox.NamedNode(f"https://w3id.org/csto-kg/graph/{file.stem}")
        found |= {
            ox.Quad(q.subject, q.predicate, q.object, graph)
            for q in ox.parse(path=file, format=ox.RdfFormat.TURTLE)
        }
    return found


GRAPHS = [FIXTURE / "graphs" / "harbour.ttl", FIXTURE / "graphs" / "log.ttl"]
pytestmark = pytest.mark.usefixtures("harbour")


def test_nquads_hold_each_source_in_its_graph(run: Run) -> None:
    done = run("export", "--format", "nquads")
    assert (done.stderr, done.returncode) == ("", 0)
    assert set(ox.parse(done.stdout, format=ox.RdfFormat.N_QUADS)) == quads(*GRAPHS)
    assert done.stdout.splitlines() == sorted(done.stdout.splitlines())


def test_turtle_is_merged_and_says_so(run: Run) -> None:
    done = run("export")
    assert (done.stderr, done.returncode) == (MERGED, 0)
    found = set(ox.parse(done.stdout, format=ox.RdfFormat.TURTLE))
    assert {q.triple for q in found} == {q.triple for q in quads(*GRAPHS)}
    assert (
        "\nid:cite-herald a csto:Citation ;\n"
        '    rdfs:label "Port Herald on the board"@en ;\n'
        '    csto:date "2001-06-02"^^xsd:date ;\n'
        "    csto:outlet id:port-herald ;\n"
        '    csto:supports "The last day of Anna Élan." ;\n'
        '    csto:url "https://example.org/herald/1"^^xsd:anyURI ;\n'
        "    .\n"
    ) in done.stdout


@pytest.mark.parametrize(
    "name",
    ["log", "the port log", "The Port Lóg", "graph:log", "id:log",
     "https://w3id.org/csto-kg/id/log", "<https://w3id.org/csto-kg/graph/log>"],
)  # fmt: skip
def test_a_source_by_any_of_its_names(run: Run, name: str) -> None:
    done = run("export", "--source", name)
    assert (done.stderr, done.returncode) == ("", 0)
    found = set(ox.parse(done.stdout, format=ox.RdfFormat.TURTLE))
    assert {q.triple for q in found} == {q.triple for q in quads(GRAPHS[1])}


def test_the_ontology_only_when_asked_for(run: Run) -> None:
    assert "owl:Class" not in run("export").stdout
    assert "\ncsto:Tenure a owl:Class ;\n" in run("export", "--source", "ontology").stdout


def test_an_unknown_source(run: Run) -> None:
    done = run("export", "--source", "harbor")
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr.startswith(
        'csto-kg: error: there is no source "harbor"; did you mean "harbour"'
    )
    done = run("export", "--source", "zzz")
    assert done.stderr == (
        'csto-kg: error: there is no source "zzz"; use one of harbour, log, ontology, shapes, '
        "rules, readings, alignments\n"
    )


@pytest.mark.parametrize("format_", [*FORMATS, "void"])
def test_the_same_bytes_in_memory_on_disk_and_however_the_files_are_ordered(
    run: Run, environment: dict[str, str], tmp_path: Path, format_: str
) -> None:
    first = run("export", "--format", format_).stdout
    assert run("export", "--format", format_).stdout == first
    assert run("--store", "mine", "export", "--format", format_).stdout == first
    graphs = tmp_path / "graphs"
    graphs.mkdir()
    for file in GRAPHS:
        head, *blocks = file.read_text(encoding="utf-8").split("\n\n")
        (graphs / file.name).write_text("\n\n".join([head, *reversed(blocks)]), encoding="utf-8")
    environment["CSTO_KG_DATA"] = str(make_data(tmp_path / "other", graphs=graphs))
    assert run("export", "--format", format_).stdout == first


def test_a_file_is_written_whole_and_its_name_chooses_the_format(run: Run, tmp_path: Path) -> None:
    done = run("export", "--output", "out.nq")
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    assert (tmp_path / "out.nq").read_text() == run("export", "--format", "nquads").stdout
    run("export", "--output", "out.ttl")
    assert (tmp_path / "out.ttl").read_text() == run("export").stdout
    assert run("export", "--output", "-").stdout == run("export").stdout
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith((".", "out"))) == [
        "out.nq",
        "out.ttl",
    ]


def test_an_existing_file_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out.ttl").write_text("mine")
    done = run("export", "--output", "out.ttl")
    assert (done.stdout, done.returncode) == ("", 4)
    assert done.stderr == (
        'csto-kg: error: "out.ttl" exists already; name another file, or add --overwrite\n'
    )
    assert (tmp_path / "out.ttl").read_text() == "mine"
    assert run("export", "--output", "out.ttl", "--overwrite").returncode == 0
    assert (tmp_path / "out.ttl").read_text() == run("export").stdout


def test_places_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for place, said in (
        ("folder", 'cannot write to "folder": it is a directory; name a file'),
        ("no/out.ttl", 'cannot write to "no/out.ttl": its folder does not exist; make the folder '
         "first"),
        ("/dev/full", 'cannot write to "/dev/full": No space left on device; make room, or name '
         "another file"),
    ):  # fmt: skip
        done = run("export", "--output", place)
        assert (done.stdout, done.stderr) == ("", f"csto-kg: error: {said}\n")
        assert done.returncode == 4
    if os.geteuid() != 0:  # root may write anywhere
        (tmp_path / "folder").chmod(0o500)
        assert run("export", "--output", "folder/out.ttl").returncode == 4


def test_the_text_of_a_source_is_not_exported(run: Run) -> None:
    sentence = text().split("\n\n")[1].split(". ")[0]
    assert len(sentence) > 40
    assert sentence not in run("export").stdout


@pytest.mark.parametrize(
    ("name", "title"), [("ntriples", "N-Triples"), ("rdfxml", "RDF/XML"), ("turtle", "Turtle")]
)
def test_formats_without_named_graphs_say_that_sources_are_merged(
    run: Run, name: str, title: str
) -> None:
    done = run("export", "--format", name)
    other = "nquads" if name == "ntriples" else "trig"
    assert done.stderr == (
        f"csto-kg: {title} has no named graphs, so 2 sources are merged; --format {other} keeps "
        "them apart\n"
    )
    assert run("export", "--format", name, "--source", "log").stderr == ""


@pytest.mark.parametrize("name", [name for name in FORMATS if FORMATS[name].graphs])
def test_formats_with_named_graphs_keep_sources_apart(run: Run, name: str) -> None:
    done = run("export", "--format", name)
    assert (done.stderr, done.returncode) == ("", 0)
    engine = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS}
    found = ox.parse(done.stdout, format=engine.get(name, ox.RdfFormat.JSON_LD))
    assert set(found) == quads(*GRAPHS)


def test_an_unknown_format(run: Run) -> None:
    done = run("export", "--format", "turtel")
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr == (
        'csto-kg: error: there is no format "turtel"; did you mean "turtle"?\n'
    )  # fmt: skip


NAMED = "name it with --format, one of turtle, trig, ntriples, nquads, rdfxml, jsonld, csv, void"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("out.txt", f'the extension ".txt" does not say which format to write; {NAMED}'),
        ("out.csv", f'the extension ".csv" does not say which format to write; {NAMED}'),
        ("out.nq.gz", f'the extension ".gz" does not say which format to write; {NAMED}; nothing '
         "is zipped: write to - and let gzip follow"),
    ],
)  # fmt: skip
def test_an_extension_that_says_no_format(run: Run, tmp_path: Path, name: str, said: str) -> None:
    done = run("export", "--output", name)
    assert (done.stdout, done.stderr, done.returncode) == ("", f"csto-kg: error: {said}\n", 2)
    assert not (tmp_path / name).exists()
    assert run("export", "--output", name, "--format", "nquads").returncode == 0
    assert (tmp_path / name).read_text("utf-8") == run("export", "--format", "nquads").stdout


def test_a_name_without_extension_is_turtle(run: Run, tmp_path: Path) -> None:
    run("export", "--output", "out")
    assert (tmp_path / "out").read_text("utf-8") == run("export").stdout


def test_tables_need_a_folder(run: Run, tmp_path: Path) -> None:
    done = run("export", "--format", "csv")
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr == (
        "csto-kg: error: csv is two tables, nodes.csv and edges.csv; name a folder with --output\n"
    )
    assert run("export", "--format", "csv", "--output", "tables").stderr == ""
    assert sorted(p.name for p in (tmp_path / "tables").iterdir()) == ["edges.csv", "nodes.csv"]
    done = run("export", "--format", "csv", "--output", "tables")
    assert (done.stdout, done.returncode) == ("", 4)
    assert "exists already; name another folder, or add --overwrite" in done.stderr


def test_a_description_of_what_is_exported(run: Run) -> None:
    done = run("export", "--format", "void", "--source", "log")
    assert (done.stderr, done.returncode) == ("", 0)
    assert "graph:log a void:Dataset" in done.stdout
    assert "graph:harbour" not in done.stdout


def test_a_name_that_xml_does_not_have(run: Run, environment: dict[str, str]) -> None:
    text = "<https://example.org/1> <https://example.org/p/1> 1 ."
    environment["CSTO_KG_DATA"] = str(_with(text, environment))
    done = run("export", "--format", "rdfxml", "--output", "out.rdf")
    assert (done.stdout, done.returncode) == ("", 3)
    assert done.stderr == (
        "csto-kg: error: the predicate <https://example.org/p/1> cannot be written in RDF/XML: it "
        "does not end in a name that XML allows there; choose another format, such as turtle\n"
    )


def _with(text: str, environment: dict[str, str]) -> Path:
    folder = pathlib.Path(environment["CSTO_KG_DATA"]).parent
    (folder / "graphs").mkdir()
    (folder / "graphs" / "own.ttl").write_text(text)
    return make_data(folder / "own", graphs=folder / "graphs")


def test_a_full_disk_leaves_the_old_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out.ttl").write_text("mine")
    # A limit on the size of files fails a write half-way, as a full disk does.
    done = subprocess.run(
        ["bash", "-c", 'trap "" XFSZ; ulimit -f 8; exec "$@"', "_", *run("export").args,
         "--output", "out.ttl", "--overwrite"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 4
    assert done.stderr == (
        'csto-kg: error: cannot write to "out.ttl": File too large; make room, or name another '
        "file\n"
    )
    assert (tmp_path / "out.ttl").read_text() == "mine"
    assert [p.name for p in tmp_path.iterdir() if "csto-kg-" in p.name] == []
