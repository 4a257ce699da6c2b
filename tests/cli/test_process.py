"""How the process ends: on time, on Ctrl-C, with its output closed or full, and in a panic."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

# 39^6 combinations, each looked at and none kept: hours inside the engine.
_PATTERN = (
    "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r FILTER(STRLEN(CONCAT("
    "STR(?a), STR(?d), STR(?g), STR(?j), STR(?m), STR(?p))) < 0) }"
)
HEAVY = [f"SELECT * {_PATTERN}", f"CONSTRUCT {{ ?a ?b ?c }} {_PATTERN}", f"ASK {_PATTERN}"]


@pytest.mark.parametrize("text", HEAVY)
def test_the_timeout_really_ends_the_work(run: Run, tmp_path: Path, text: str) -> None:
    started = time.monotonic()
    done = run("sparql", text, "--timeout", "0.7", "--output", "answer")
    assert time.monotonic() - started < 10
    assert done.stderr == (
        "csto-kg: error: the answer took longer than 0.7 s and was given up; "
        "narrow the query, or raise --timeout\n"
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert os.listdir(tmp_path) == []


def test_a_timeout_that_is_long_enough_changes_nothing(run: Run) -> None:
    done = run("sparql", "ASK {}", "--timeout", "30")
    assert (done.returncode, done.stdout, done.stderr) == (0, "true\n", "")


@pytest.mark.parametrize("text", HEAVY)
def test_ctrl_c_ends_a_query_inside_the_engine(
    environment: dict[str, str], tmp_path: Path, text: str
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "csto_kg", "sparql", text, "--output", "answer"],
        stderr=subprocess.PIPE, text=True, env=environment, cwd=tmp_path,
    )  # fmt: skip
    time.sleep(1.5)  # start-up takes a tenth of that
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, said = process.communicate(timeout=20)
    assert time.monotonic() - started < 5
    assert (process.returncode, said) == (130, "csto-kg: error: interrupted\n")
    assert os.listdir(tmp_path) == []


def test_ctrl_c_while_waiting_for_input(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "csto_kg", "sparql", "-"],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)
    assert process.stderr is not None
    assert (process.returncode, process.stderr.read()) == (130, "csto-kg: error: interrupted\n")


@pytest.mark.parametrize(
    "arguments",
    [["sparql", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"], ["query", "all-tools"],
     ["query"], ["--help"]],
)  # fmt: skip
def test_a_closed_pipe_is_no_error(environment: dict[str, str], arguments: list[str]) -> None:
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "csto_kg", *arguments],
        stdout=writing, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    os.close(writing)
    os.close(reading)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "")


@pytest.mark.parametrize(
    "arguments", [["sparql", "ASK {}"], ["query"], ["query", "all-tools", "--format", "table"],
                  ["--help"], ["--version"]]
)  # fmt: skip
def test_a_full_output_is_one_line(run: Run, arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = run(*arguments, stdout=full)
    assert done.stderr == (
        "csto-kg: error: cannot write to standard output: No space left on device; "
        "make room, or name another file\n"
    )
    assert done.returncode == 4


def test_a_closed_output_is_one_line(environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" -m csto_kg sparql "ASK {}" >&-', sys.executable],
        stderr=subprocess.PIPE, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.stderr == ("csto-kg: error: standard output is closed; open it, or name a file\n")
    assert done.returncode == 4


_BUG = """
import csto_kg.cli.main as main, csto_kg.knowledge_base as kb, click, sys
def fail(*_, **__): raise {raised}
kb.KnowledgeBase.store = property(fail)
main.main(["sparql", "ASK {{}}"])
"""


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        ("KeyError('a\\nb')", "internal error: KeyError: 'a\\nb'; report it, with what "
         "CSTO_KG_DEBUG=1 prints"),
        ("type('PanicException', (BaseException,), {})('oops')", "internal error: PanicException: "
         "oops; report it, with what CSTO_KG_DEBUG=1 prints"),
        ("MemoryError()", "out of memory; narrow the query"),
    ],
)  # fmt: skip
def test_a_bug_of_ours_is_one_line(environment: dict[str, str], raised: str, said: str) -> None:
    code = [sys.executable, "-c", _BUG.format(raised=raised)]
    done = subprocess.run(code, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == f"csto-kg: error: {said}\n"
    environment["CSTO_KG_DEBUG"] = "1"
    done = subprocess.run(code, capture_output=True, text=True, env=environment, check=False)
    assert done.stderr.startswith("Traceback")
    assert done.stderr.endswith(f"csto-kg: error: {said}\n")
