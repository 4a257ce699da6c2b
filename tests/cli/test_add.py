# ruff: noqa: E501  (messages are compared whole)
"""``csto-kg add``: the outcome in words and for machines, a full disk, and a large source."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import PROGRAM
from tests.guild import GRAPH, LINES, NOTES, facts, tenure

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run
    from tests.cli.guild import Call

pytestmark = pytest.mark.usefixtures("guild")

GOOD = NOTES + tenure("cora", "1904-01-01", "1905-01-01")
BAD = NOTES + tenure("cora", "1903-06-01", "1905-01-01")
NOW = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def held(call: Call) -> str:
    found = call("--store", "kg", "export", "--format", "nquads")
    assert found.returncode == 0, found.stderr
    return found.stdout


def test_facts_are_added_and_sources_says_when_and_by_whom(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "notes.ttl", GOOD)
    done = call("--store", "kg", "add", "notes.ttl", "--source", "notes", "--by", "Ann Other")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "graph:notes: added, 10 triples added\n"
    again = call("--store", "kg", "add", "notes.ttl", "--source", "notes")
    assert again.stdout == "graph:notes: nothing to do, it has these facts already\n"
    assert again.returncode == 0
    rows = json.loads(call("--store", "kg", "sources", "--format", "json").stdout)
    found = {row["graph"]["value"]: row for row in rows["results"]["bindings"]}
    entry = found[GRAPH + "notes"]
    assert entry["by"]["value"] == "Ann Other"
    assert NOW.fullmatch(entry["added"]["value"])
    assert not {"added", "by"} & found[GRAPH + "chronicle"].keys()
    assert (
        call("--store", "kg", "sparql", "ASK { id:cora-1904-01-01 a csto:Tenure }").stdout
        == "true\n"
    )


def test_a_violation_keeps_the_facts_out(call: Call, tmp_path: Path) -> None:
    call("--store", "kg", "sources")
    before = held(call)
    facts(tmp_path / "notes.ttl", BAD)
    done = call("--store", "kg", "add", "notes.ttl", "--source", "notes")
    assert (done.returncode, done.stderr) == (1, "")
    assert f"  id:cora-1903-06-01, introduced, notes.ttl:{LINES + 3}\n" in done.stdout
    assert done.stdout.endswith(
        "graph:notes: refused, since it would violate 1 of the checks; nothing was changed\n"
    )
    assert held(call) == before


def test_the_outcome_for_machines(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "notes.ttl", NOTES, tenure("cora", "1904-01-01", ""))
    arguments = ["--store", "kg", "add", "notes.ttl", "--source", "notes", "--format", "json"]
    would = json.loads(call(*arguments, "--dry-run", "--by", "Ann").stdout)
    assert (would["done"], would["dry_run"], would["by"], would["at"]) == (
        "added",
        True,
        None,
        None,
    )
    strict = call(*arguments, "--strict")
    assert (strict.returncode, json.loads(strict.stdout)["done"]) == (1, "refused")
    done = json.loads(call(*arguments, "--by", "Ann").stdout)
    assert NOW.fullmatch(done.pop("at"))
    report = done.pop("report")
    assert done == {
        "graph": GRAPH + "notes", "done": "added", "dry_run": False, "added": 9, "removed": 0,
        "by": "Ann",
    }  # fmt: skip
    assert [result["severity"] for result in report["results"]] == ["warning"]
    same = json.loads(call(*arguments).stdout)
    assert (same["done"], same["report"]) == ("was the same", None)


def test_a_warning_is_shown_and_lets_the_facts_in(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "notes.ttl", NOTES, tenure("cora", "1904-01-01", ""))
    done = call("--store", "kg", "add", "notes.ttl", "--source", "notes")
    assert done.returncode == 0
    assert done.stdout.startswith("may violate by the common checks: 1\n")
    assert done.stdout.endswith("graph:notes: added, 9 triples added\n")


def test_replacing(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "notes.ttl", GOOD)
    call("--store", "kg", "add", "notes.ttl", "--source", "notes")
    facts(tmp_path / "notes.ttl", GOOD.replace("1905-01-01", "1904-12-31"))
    arguments = ["--store", "kg", "add", "notes.ttl", "--source", "notes", "--replace"]
    would = call(*arguments, "--dry-run")
    assert (
        would.stdout
        == "graph:notes: would be replaced, 1 triples added, 1 removed; nothing was changed\n"
    )
    assert call(*arguments).stdout == "graph:notes: replaced, 1 triples added, 1 removed\n"


WRONG = [
    (["add", "good.ttl"], 2, 'missing option \'--source\'; see "csto-kg add --help"'),
    (["add", "--source", "notes"], 2, 'missing argument \'FACTS...\'; see "csto-kg add --help"'),
    (["add", "good.ttl", "--source", "a/b"], 2, '"a/b" is no name for a source; give one of letters, digits, -, _ and . with --source NAME'),
    (["add", "good.ttl", "--source", "letters"], 2, "graph:letters is part of what csto-kg ships and cannot be changed; name a source of your own"),
    (["add", "theirs.ttl", "--source", "notes"], 3, f"theirs.ttl:{LINES + 1}: id:bert-tenure is a record of graph:chronicle, to which other sources add nothing; write a record of your own, which may point to it by csto:supersedes"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "said"), WRONG)
def test_what_is_refused(
    call: Call, tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    facts(tmp_path / "good.ttl", GOOD)
    facts(tmp_path / "theirs.ttl", "id:bert-tenure csto:status csto:ReportedAsFact .")
    done = call("--store", "kg", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"csto-kg: error: {said}\n")


def test_without_a_store_and_with_an_endpoint(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "good.ttl", GOOD)
    done = call("add", "good.ttl", "--source", "notes")
    assert (done.returncode, done.stderr) == (
        2, "csto-kg: error: there is no store to add to; give --store DIR\n",
    )  # fmt: skip
    done = call("--endpoint", "http://localhost:9/query", "add", "good.ttl", "--source", "notes")
    assert (done.returncode, done.stderr) == (
        2,
        "csto-kg: error: there is no store to add to, and an endpoint cannot keep others from changing it while the facts are checked; pull it into a store with csto-kg pull, change that, and push it back\n",
    )  # fmt: skip


def test_a_full_disk_leaves_the_store_as_it_was(
    call: Call, tmp_path: Path, environment: dict[str, str]
) -> None:
    call("--store", "kg", "sources")
    before = held(call)
    facts(tmp_path / "notes.ttl", GOOD, f'id:cora csto:note "{"x" * 3_000_000}" .')
    arguments = ["--store", "kg", "add", "notes.ttl", "--source", "notes", "--reading", "none"]
    found = subprocess.run(
        ["bash", "-c", 'ulimit -f 1000; trap "" XFSZ; exec "$@"', "-", *PROGRAM, *arguments],
        capture_output=True, text=True, env=environment, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert found.returncode == 4
    assert found.stderr.startswith("csto-kg: error: the store could not be changed: ")
    assert found.stderr.count("\n") == 1
    assert held(call) == before
    names = ["csto-kg.json", "csto-kg.lock", "csto-kg.overlap"]
    assert sorted(os.listdir(tmp_path / "kg"))[-3:] == names
    assert call(*arguments).stdout == "graph:notes: added, 11 triples added\n"


def test_a_reader_beside_a_writer_sees_before_or_after(
    run: Run, call: Call, tmp_path: Path, environment: dict[str, str]
) -> None:
    """And is never turned away: only the writing itself, which is short, keeps it waiting."""
    facts(tmp_path / "notes.ttl", GOOD)
    count = "SELECT (COUNT(*) AS ?n) { id:cora-1904-01-01 ?p ?o }"
    call("--store", "kg", "sources")
    process = subprocess.Popen(
        [*PROGRAM, "--store", "kg", "add", "notes.ttl", "--source", "notes"],
        stdout=subprocess.DEVNULL, env=environment, cwd=tmp_path,
    )  # fmt: skip
    seen = []
    while process.poll() is None:
        done = run("--store", "kg", "sparql", count)
        assert (done.returncode, done.stderr) == (0, "")
        seen.append(done.stdout)
    assert process.returncode == 0
    seen.append(call("--store", "kg", "sparql", count).stdout)
    assert seen == sorted(seen)
    assert {text.split()[1] for text in seen} <= {"0", "8"}
    assert seen[-1] == "?n\n8\n"


def test_two_writers_at_once(call: Call, tmp_path: Path, environment: dict[str, str]) -> None:
    """One waits for the other; both changes are there in the end."""
    processes = []
    for name, year in (("one", 1910), ("two", 1920)):
        facts(
            tmp_path / f"{name}.ttl",
            f"id:{name} a csto:Document .\nid:{name}-1 a csto:Citation .\n",
            tenure("cora", f"{year}-01-01", f"{year}-12-31", source=f"id:{name}", evidence=f"id:{name}-1"),
        )  # fmt: skip
        processes.append(
            subprocess.Popen(
                [
                    *PROGRAM,
                    "--store",
                    "kg",
                    "add",
                    f"{name}.ttl",
                    "--source",
                    name,
                    "--reading",
                    "none",
                ],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=environment,
                cwd=tmp_path,
            )
        )
    for process, name in zip(processes, ("one", "two"), strict=True):
        said = process.communicate(timeout=120)
        assert said == (f"graph:{name}: added, 10 triples added\n", "")
    exported = held(call)
    assert all(f"{GRAPH}{name}>" in exported for name in ("one", "two"))


def test_every_reading_is_looked_at_and_none_decides(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "later.ttl", NOTES, tenure("ada", "1906-01-01", "1907-01-01"))
    add = ("--store", "kg", "add", "later.ttl", "--source", "notes", "--dry-run")
    done = call(*add)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "violates under the reading strict: 1"
    assert lines[-1] == "graph:notes: would be added, 10 triples added; nothing was changed"
    assert "side by side       lenient   strict" in lines
    found = json.loads(call(*add, "--format", "json").stdout)
    assert found["done"] == "added"
    assert found["report"]["conforms"] is True
    assert found["report"]["checked"]["deciding"] == []
    [row] = found["report"]["comparison"]
    assert row["verdicts"] == {"lenient": "conforms", "strict": "violates"}
    alone = call(*add, "--reading", "none").stdout
    assert alone == lines[-1] + "\n"


def test_what_a_source_that_goes_described_is_named(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "people.ttl", 'id:eva a csto:Person ; rdfs:label "Eva"@en .\n')
    facts(tmp_path / "notes.ttl", NOTES, tenure("eva", "1906-01-01", "1907-01-01"))
    for name in ("people", "notes"):
        assert call("--store", "kg", "add", f"{name}.ttl", "--source", name).returncode == 0
    done = call("--store", "kg", "retract", "people", "--dry-run")
    first = done.stdout.splitlines()[0]
    assert first == "id:eva would be described nowhere, and is still referred to in graph:notes"
    report = json.loads(
        call("--store", "kg", "retract", "people", "--dry-run", "--format", "json").stdout
    )["report"]
    assert report["missing"] == [
        {
            "thing": "https://w3id.org/csto-kg/id/eva", "graphs": [f"{GRAPH}notes"],
            "taken_out": True, "close": [], "file": None, "line": None,
        }
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_fifty_megabytes_with_progress(environment: dict[str, str], tmp_path: Path) -> None:
    import pty

    with (tmp_path / "big.nt").open("w") as stream:
        for number in range(420_000):
            stream.write(
                f"<http://example.org/thing/{number}> <http://example.org/says> "
                f'"a text of some length, number {number}, as people write it" .\n'
            )
    assert (tmp_path / "big.nt").stat().st_size > 50_000_000
    reading, writing = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, "--store", "kg", "add", "big.nt", "--source", "big"],
        stdout=subprocess.PIPE, stderr=writing, cwd=tmp_path, text=True,
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
    assert process.stdout is not None
    assert process.stdout.read() == "graph:big: added, 420,000 triples added\n"
    assert process.wait(timeout=60) == 0
    for said in (b"reading big.nt", b"looking at the new facts", b"checking", b"writing graph:big"):
        assert said in shown
