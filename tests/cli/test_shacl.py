"""``csto-kg shacl``: any data, any shapes; formats, exit codes, time limit, and what is refused."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

PREFIXES = "@prefix ex: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
DATA = PREFIXES + 'ex:a a ex:Person ; ex:age 5 , "x" . ex:b a ex:Person .\n'
SHAPES = (
    PREFIXES
    + """ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:property ex:Age .
ex:Age sh:path ex:age ; sh:nodeKind sh:Literal ; sh:minCount 1 ; sh:message "no age of {$this}" .
ex:Young sh:targetClass ex:Person ; sh:severity sh:Info ; sh:sparql ex:Q .
ex:Q sh:message "{?value} is young" ;
    sh:select "SELECT $this ?value { $this <http://e/age> ?value FILTER (?value < 18) }" .
"""
)
TEXT = """\
sh:Violation: 1

  <http://e/b>, path <http://e/age>
    no age of <http://e/b>
    sh:MinCountConstraintComponent of <http://e/Age> (shapes.ttl:3)

sh:Info: 1

  <http://e/a>, value "5"^^<http://www.w3.org/2001/XMLSchema#integer>
    5 is young
    sh:SPARQLConstraintComponent of <http://e/Young> (shapes.ttl:5)

does not conform (sh:Violation: 1, sh:Info: 1)
checked: 4 triples by 3 shapes
"""


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(DATA)
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    (tmp_path / "both.ttl").write_text(DATA + SHAPES)
    (tmp_path / "good.ttl").write_text(PREFIXES + "ex:a a ex:Person ; ex:age 50 .")
    (tmp_path / "info.ttl").write_text(PREFIXES + "ex:a a ex:Person ; ex:age 5 .")


@pytest.mark.parametrize("engine", [(), ("--engine", "pyshacl")])
def test_results_in_words(run: Run, engine: tuple[str, ...]) -> None:
    done = run("shacl", "data.ttl", "--shapes", "shapes.ttl", *engine)
    assert (done.returncode, done.stdout, done.stderr) == (1, TEXT, "")


def test_exit_codes(run: Run) -> None:
    with_shapes = ("--shapes", "shapes.ttl")
    for arguments, code in (
        (("good.ttl", *with_shapes), 0),
        (("info.ttl", *with_shapes), 1),
        (("info.ttl", *with_shapes, "--allow-infos"), 0),
        (("info.ttl", *with_shapes, "--allow-warnings"), 0),
        (("data.ttl", *with_shapes, "--allow-warnings"), 1),
        (("both.ttl",), 1),
        (("good.ttl",), 0),
        (("data.ttl", "good.ttl", *with_shapes, "--shapes", "good.ttl"), 1),
    ):
        assert run("shacl", *arguments).returncode == code, arguments


def test_formats_for_machines(run: Run, tmp_path: Path) -> None:
    found = json.loads(run("shacl", "both.ttl", "--format", "json").stdout)
    assert found["conforms"] is False
    assert found["checked"] == {"triples": 16, "shapes": 3}
    assert found["results"][0] == {
        "severity": "http://www.w3.org/ns/shacl#Violation",
        "shape": "http://e/Age",
        "constraint": None,
        "component": "http://www.w3.org/ns/shacl#MinCountConstraintComponent",
        "focus": "http://e/b",
        "path": "http://e/age",
        "value": None,
        "message": "no age of <http://e/b>",
        "language": None,
        "see": None,
    }
    run("shacl", "both.ttl", "--format", "turtle", "--output", "report.ttl")
    sh = "http://www.w3.org/ns/shacl#"
    quads = ox.parse((tmp_path / "report.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    counts = [quad.predicate.value.removeprefix(sh) for quad in quads]
    assert (counts.count("result"), counts.count("conforms")) == (2, 1)
    sarif = json.loads(run("shacl", "both.ttl", "--format", "sarif").stdout)
    [log] = sarif["runs"]
    assert [(r["ruleId"], r["level"]) for r in log["results"]] == [
        ("<http://e/Age>", "error"),
        ("<http://e/Young>", "note"),
    ]
    assert log["properties"] == {"conforms": False, "checked": {"triples": 16, "shapes": 3}}


def test_standard_input(run: Run) -> None:
    done = run("shacl", "-", "--data-format", "turtle", "--shapes", "shapes.ttl", input=DATA)
    assert (done.returncode, done.stdout) == (1, TEXT)
    done = run("shacl", "-", "--data-format", "turtle", input=DATA + SHAPES)
    assert done.stdout.splitlines()[-2] == "does not conform (sh:Violation: 1, sh:Info: 1)"
    done = run("shacl", "data.ttl", "--shapes", "-", "--shapes-format", "turtle", input=SHAPES)
    assert done.stdout == TEXT.replace("shapes.ttl", "<stdin>")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("gone.ttl",), 3, "gone.ttl: there is no such file"),
        (("data.ttl", "--shapes", "gone.ttl"), 3, "gone.ttl: there is no such file"),
        (("data.ttl", "--shapes", "wrong.ttl"), 3, "wrong.ttl:2: in <http://e/S>: sh:minLenght"),
        (("data.ttl", "--engine", "x"), 2, 'there is no engine "x"'),
        (("-", "--shapes", "-"), 2, "standard input can be read once"),
        (("-",), 3, "standard input has no name"),
        ((), 2, "DATA"),
    ],
)
def test_what_is_refused(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "wrong.ttl").write_text(PREFIXES + 'ex:S sh:targetNode ex:a ; sh:minLength "x" .')
    said = said.replace("sh:minLenght", "sh:minLength takes a whole number")
    done = run("shacl", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("kind", ["query", "pattern"])
def test_what_takes_too_long_is_ended(run: Run, tmp_path: Path, kind: str) -> None:
    """Shapes are input: what they ask may take longer than anybody waits."""
    pairs = "".join(f"ex:n{number} ex:p ex:n{number} .\n" for number in range(300))
    apart = "?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER (STR(?a) = CONCAT(STR(?c), STR(?e)))"
    slow = (
        f"{PREFIXES} ex:S sh:targetNode ex:n1 ; sh:sparql ex:Q . "
        f"ex:Q sh:select 'SELECT $this {{ {apart} }}' ."
    )
    if kind == "pattern":
        shape = "sh:targetSubjectsOf ex:note ; sh:path ex:note ; sh:pattern '^(a+)+$'"
        slow = f"{PREFIXES} ex:S {shape} ."
        pairs = f"ex:n ex:note '{'a' * 40}b' ."
    (tmp_path / "pairs.ttl").write_text(PREFIXES + pairs)
    (tmp_path / "slow.ttl").write_text(slow)
    started = time.monotonic()
    done = run("shacl", "pairs.ttl", "--shapes", "slow.ttl", "--timeout", "1", "--output", "out")
    assert time.monotonic() - started < 20
    assert done.returncode == 4
    assert done.stderr == (
        "csto-kg: error: the answer took longer than 1 s and was given up; "
        "check less at once, or raise --timeout\n"
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this { SERVICE <http://e/> { ?s ?p ?o } }",
        "SELECT $this { SERVICEex:a { ?s ?p ?o } }",
        "INSERT { $this a $this } WHERE {}",
        "SELECT $this FROM <http://e/> { ?s ?p ?o }",
        "SELECT $this { VALUES $this { <http://e/b> } }",
        "SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }",
        "SELECT $this { BIND (1 AS $this) }",
        "SELECT $this { { SELECT ?x { ?x ?p ?o } } }",
        "SELECT ?x { ?x ?p ?o }",
        "SELECT $this { $this ?p ?o } } LATERAL { ?a ?b ?c",
        "SELECT $this { FILTER (<http://e/f>($this)) }",
        "SELECT $this {",
        "",
    ],
)
def test_a_query_that_must_not_be_run_is_refused(run: Run, tmp_path: Path, query: str) -> None:
    shapes = f"{PREFIXES} ex:S sh:targetNode ex:a ; sh:sparql ex:Q . ex:Q sh:select '''{query}''' ."
    (tmp_path / "bad.ttl").write_text(shapes)
    done = run("shacl", "data.ttl", "--shapes", "bad.ttl")
    assert done.returncode in (2, 3)
    assert done.stderr.startswith("csto-kg: error: bad.ttl")
    assert done.stderr.count("\n") == 1
