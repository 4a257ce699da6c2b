# ruff: noqa: E501  (output is compared whole)
"""``csto-kg validate``: exit codes, formats, several files, retractions, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from tests.guild import LINES, NOTES, facts, tenure

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run
    from tests.cli.guild import Call

pytestmark = pytest.mark.usefixtures("guild")

SHAPE = "https://w3id.org/csto-kg/shapes#one-at-a-time"
BAD = NOTES + tenure("cora", "1903-06-01", "1905-01-01")
BACK = NOTES + tenure("ada", "1906-01-01", "1907-01-01")


def test_the_guild_conforms(call: Call) -> None:
    done = call("validate", "--reading", "none")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "conforms (nothing found)\n"
        "checked: 99 facts in 3 graphs; 7 shapes\n"
        "records that count: 1; that do not: 1 hearsay\n"
    )


def test_a_violation_in_words(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "bad.ttl", BAD)
    done = call("validate", "bad.ttl", "--reading", "none")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(
        "violates by the common checks: 1\n"
        "\n"
        f"  id:cora-1903-06-01, introduced, bad.ttl:{LINES + 3}\n"
        "    id:cora-1903-06-01 starts before the end of Ada is warden.\n"
        "    see https://w3id.org/csto-kg/docs/checks#one-at-a-time\n"
    )
    assert "does not conform (violates: 1)\n" in done.stdout
    assert "checked: 109 facts in 4 graphs (10 new, 0 gone); 7 shapes\n" in done.stdout


def test_what_does_not_count_is_said_not_to_be_checked(call: Call, tmp_path: Path) -> None:
    said = tenure("cora", "1903-06-01", "1905-01-01", status="csto:Hearsay")
    eva = "id:eva a csto:Person .\n" + tenure("eva", "1907-06-01", "1908-01-01")
    facts(tmp_path / "said.ttl", NOTES, said, eva)
    done = call("validate", "said.ttl", "--reading", "none")
    assert (done.returncode, done.stderr) == (0, "")
    first, _, third, *_ = done.stdout.splitlines()
    assert first == "conforms (nothing found)"
    assert third == "new records that do not count, so not checked: 1 hearsay"
    checked = json.loads(call("validate", "said.ttl", "--format", "json").stdout)["checked"]
    assert checked["new_not_counting"] == {"hearsay": 1}


def test_a_misspelt_name_comes_first(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "said.ttl", NOTES, tenure("Ada", "1907-06-01", "1908-01-01"))
    first, second, *_ = call("validate", "said.ttl").stdout.splitlines()
    line = 1 + (tmp_path / "said.ttl").read_text().splitlines().index("    csto:holder id:Ada ;")
    assert first == (
        f"id:Ada is described nowhere, and is referred to in said.ttl:{line}; did you mean id:ada?"
    )
    assert second == ""


def test_of_many_misspelt_names_the_first_are_told(call: Call, tmp_path: Path) -> None:
    notes = [tenure(f"ada{n:02}", "1907-06-01", "1908-01-01") for n in range(23)]
    facts(tmp_path / "said.ttl", NOTES, *notes)
    lines = call("validate", "said.ttl", "--reading", "none").stdout.splitlines()
    assert lines[0].startswith("id:ada00 is described nowhere, ")
    assert lines[19].startswith("id:ada19 is described nowhere, ")
    assert lines[20] == "3 more are described nowhere (--format json has all)"
    assert lines[21] == ""
    machine = call("validate", "said.ttl", "--reading", "none", "--format", "json").stdout
    assert len(json.loads(machine)["missing"]) == 23


def test_a_reading_without_a_file_judges_nothing(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "said.ttl", 'id:third a csto:Reading ; rdfs:label "third"@en .\n')
    done = call("validate", "said.ttl")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == (
        "readings of which there is no file, so nothing is judged by them: id:third"
    )
    checked = json.loads(call("validate", "said.ttl", "--format", "json").stdout)["checked"]
    assert checked["readings_without_rules"] == ["https://w3id.org/csto-kg/id/third"]


def test_json_as_the_design_has_it(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "bad.ttl", BAD)
    done = call("validate", "bad.ttl", "--format", "json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["conforms"] is False
    [result] = found["results"]
    wanted = {
        "severity": "violation", "reading": None, "shape": SHAPE,
        "component": "http://www.w3.org/ns/shacl#SPARQLConstraintComponent",
        "focus": "https://w3id.org/csto-kg/id/cora-1903-06-01", "path": None,
        "value": "https://w3id.org/csto-kg/id/ada-tenure",
        "message": "id:cora-1903-06-01 starts before the end of Ada is warden.",
        "state": "introduced", "file": "bad.ttl", "line": LINES + 3,
    }  # fmt: skip
    assert {key: result[key] for key in wanted} == wanted
    checked = found["checked"]
    assert (checked["added"], checked["removed"], checked["strict"]) == (10, 0, False)
    assert (checked["counting"], checked["not_counting"]) == (2, {"hearsay": 1})
    assert (checked["readings"], checked["deciding"]) == (["lenient", "strict"], [])


def test_the_report_of_the_w3c_and_sarif(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "bad.ttl", BAD)
    report = call("validate", "bad.ttl", "--format", "turtle")
    assert report.returncode == 1
    sh = "http://www.w3.org/ns/shacl#"
    quads = {
        (quad.predicate.value.removeprefix(sh), str(quad.object))
        for quad in ox.parse(report.stdout, format=ox.RdfFormat.TURTLE)
    }
    assert {("sourceShape", f"<{SHAPE}>"), ("resultSeverity", f"<{sh}Violation>")} <= quads
    call("validate", "bad.ttl", "--format", "sarif", "--output", "out.sarif")
    [found] = json.loads((tmp_path / "out.sarif").read_text())["runs"]
    [result] = found["results"]
    [location] = result["locations"]
    assert result["level"] == "error"
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "bad.ttl"}, "region": {"startLine": LINES + 3},
    }  # fmt: skip


def test_readings_decide_when_they_are_named(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "back.ttl", BACK)
    for arguments, code in (
        ([], 0), (["--reading", "all"], 0), (["--reading", "none"], 0),
        (["--reading", "lenient"], 0), (["--reading", "strict"], 1),
        (["--reading", "lenient", "--reading", "strict"], 1),
    ):  # fmt: skip
        assert call("validate", "back.ttl", *arguments).returncode == code


def test_several_files_are_one_change(call: Call, tmp_path: Path) -> None:
    """Each by itself lacks something; a JSON-LD file brings the rest."""
    facts(tmp_path / "a.ttl", tenure("cora", "1904-01-01", "1905-01-01", status=""))
    document = {
        "@context": "https://w3id.org/csto-kg/ontology/context.jsonld",
        "@id": "cora-1904-01-01", "status": "Hearsay",
    }  # fmt: skip
    (tmp_path / "b.json").write_text(json.dumps(document))
    assert call("validate", "a.ttl", "--reading", "none").returncode == 1
    assert call("validate", "a.ttl", "b.json", "--reading", "none").returncode == 0


def test_a_retraction_in_the_same_change(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "bad.ttl", BAD)
    done = call("validate", "bad.ttl", "--retract", "chronicle", "--reading", "none")
    assert done.returncode == 0
    facts(tmp_path / "gone.ttl", 'id:ada-tenure csto:end "1903-12-31"^^xsd:date .')
    done = call("validate", "bad.ttl", "--retract", "gone.ttl", "--reading", "none")
    assert done.returncode == 0
    assert "may violate by the common checks: 1" in done.stdout
    assert "(10 new, 1 gone)" in done.stdout


def test_facts_from_standard_input(run: Run, tmp_path: Path) -> None:
    text = facts(tmp_path / "bad.ttl", BAD).read_text()
    done = run("validate", "-", "--facts-format", "turtle", "--format", "json", input=text)
    assert done.returncode == 1
    assert json.loads(done.stdout)["results"][0]["file"] == "<stdin>"


def test_it_changes_nothing(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "good.ttl", NOTES, tenure("cora", "1904-01-01", "1905-01-01"))
    call("--store", "kg", "sources")
    before = call("--store", "kg", "export", "--format", "nquads").stdout
    state = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "kg").glob("*.json")}
    assert call("--store", "kg", "validate", "good.ttl", "--source", "notes").returncode == 0
    assert call("--store", "kg", "export", "--format", "nquads").stdout == before
    assert {p.name: p.stat().st_mtime_ns for p in (tmp_path / "kg").glob("*.json")} == state


WRONG = [
    (["no.ttl"], 3, "no.ttl: there is no such file; name a file that you may read"),
    (["empty.ttl"], 3, "empty.ttl: the file is empty; name one with facts"),
    (["bad.ttl"], 3, f"bad.ttl:{LINES + 1}:6: this is not Turtle: . is not a valid predicate; correct it there; if the file is in another format, name that with --facts-format"),
    (["misspelt.ttl"], 3, f'misspelt.ttl:{LINES + 2}: "csto:statsu" is no term of the ontology; did you mean "csto:status" or "csto:start"?'),
    (["key.jsonld"], 3, 'key.jsonld:3:2: no context says what "statsu" means; correct it, or let "@context" be "https://w3id.org/csto-kg/ontology/context.jsonld"'),
    (["good.ttl", "--reading", "strickt"], 2, 'there is no reading "strickt"; did you mean "strict"?'),
    (["good.ttl", "--engine", "x"], 2, 'there is no engine "x"; use one of compiled, pyshacl'),
    (["good.ttl", "--retract", "nobody"], 2, 'there is no source "nobody"; use one of chronicle, letters, ontology'),
    (["good.ttl", "--source", "letters"], 2, "graph:letters is part of what csto-kg ships and cannot be changed; name a source of your own"),
    (["-"], 3, "<stdin>: standard input has no name that says which RDF format this is; name it with --facts-format, one of turtle, trig, ntriples, nquads, rdfxml, jsonld"),
    (["-", "-", "--facts-format", "turtle"], 2, "standard input can be read once; give - once"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "said"), WRONG)
def test_bad_input_is_one_line(
    call: Call, tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    facts(tmp_path / "good.ttl", NOTES)
    facts(tmp_path / "bad.ttl", "id:a . ")
    facts(tmp_path / "misspelt.ttl", "id:a csto:note 'x' ;\n csto:statsu csto:Hearsay .")
    (tmp_path / "empty.ttl").write_text("")
    (tmp_path / "key.jsonld").write_text('{\n "@id": "x:a",\n "statsu": 1\n}')
    done = call("validate", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"csto-kg: error: {said}\n")


def test_a_file_that_cannot_be_read(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts(tmp_path / "good.ttl", NOTES)

    def refuse(*_: object) -> None:  # file permissions do not keep root out
        raise PermissionError(13, "Permission denied", "good.ttl")

    monkeypatch.setattr("csto_kg.rdf_files.file.open", refuse, raising=False)
    done = call("validate", "good.ttl")
    assert (done.returncode, done.stderr) == (
        3, "csto-kg: error: good.ttl: Permission denied; name a file that you may read\n",
    )  # fmt: skip


def test_a_folder_in_place_of_a_file(call: Call, tmp_path: Path) -> None:
    (tmp_path / "notes.ttl").mkdir()
    done = call("validate", "notes.ttl")
    assert (done.returncode, done.stderr) == (
        3, "csto-kg: error: notes.ttl: this is a directory; name the files in it\n",
    )  # fmt: skip


CONTEXT = '"@context": "https://w3id.org/csto-kg/ontology/context.jsonld"'
INSIDE = '{"http://example.org/in":'


def test_deep_nesting(call: Call, tmp_path: Path) -> None:
    deep = 100_000
    (tmp_path / "deep.jsonld").write_text(
        f'{{{CONTEXT}, "@id": "a", "http://example.org/in": {INSIDE * deep}1{"}" * deep}}}'
    )
    done = call("validate", "deep.jsonld")
    assert (done.returncode, done.stderr) == (
        3, "csto-kg: error: deep.jsonld:1:1: this is nested too deep; write it flatter\n",
    )  # fmt: skip
    deep = 300
    (tmp_path / "flat.jsonld").write_text(
        f'{{{CONTEXT}, "@id": "a", "http://example.org/in": {INSIDE * deep}1{"}" * deep}}}'
    )
    facts(tmp_path / "lists.ttl", f"id:a <http://example.org/in> {'( ' * 2000}1{' )' * 2000} .")
    facts(tmp_path / "long.ttl", f"id:a <http://example.org/in> ( {'1 ' * 3000}) .")
    for name in ("flat.jsonld", "lists.ttl", "long.ttl"):
        done = call("validate", name, "--reading", "none")
        assert (done.returncode, done.stderr) == (0, ""), name


def test_odd_names_and_a_literal_of_a_megabyte(call: Call, tmp_path: Path) -> None:
    (tmp_path / "odd.nt").write_text(
        "<http://example.org/ä中\u202e?x=1&y=(2)*~!$,;:@'#f> <mailto:a@b.org> <tag:a,2000:b> .\n"
        "<urn:x-y:z> <http://example.org/%20> _:b .\n"
    )
    (tmp_path / "megabyte.nt").write_text(
        f'<http://example.org/a> <http://example.org/p> "{"ä" * 500_000}" .\n'
    )
    done = call("validate", "odd.nt", "megabyte.nt", "--reading", "none")
    assert (done.returncode, done.stderr) == (0, "")
    assert "(3 new, 0 gone)" in done.stdout
    (tmp_path / "no.nt").write_text("<http://example.org/a b> <x:p> <x:o> .\n")
    assert call("validate", "no.nt").returncode == 3
