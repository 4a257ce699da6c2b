"""The dispute of November 2018, and what could have followed: each folder, its results whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.checking.checked_result import State
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.terms import PREFIXES
from tools import scenarios
from tools.scenarios import COLUMNS, FOLDER, beside, report_of, table

ONTOLOGY = FOLDER.parent.parent / "ontology"
FOLDERS = scenarios.scenarios()
# One check takes seconds with pyshacl, so make test looks at some, make test-all at every one.
FAST = {
    "armenian-candidate",
    "belarusian-candidate",
    "fact-after-its-source",
    "five-signatures-of-six",
    "nominations-of-both-sides",
}


@pytest.fixture(scope="module")
def kb() -> Iterator[KnowledgeBase]:
    """The shipped graph, open all the time: what is found out of it is found once."""
    with KnowledgeBase.open() as opened:
        yield opened


def test_every_folder_is_a_scenario() -> None:
    assert len(FOLDERS) == 106
    for folder in FOLDER.iterdir():
        if folder.is_dir() and folder.name != "__pycache__":
            files = {path.name for path in folder.iterdir()}
            taken_out = set(scenarios.taken_out(folder))
            needed = {"README.md", "facts.ttl", "expected.tsv"}
            assert needed <= files, folder.name
            assert files - needed <= {"beside.txt", "retract.txt", *taken_out}, folder.name


def test_the_fast_ones_are_there() -> None:
    assert {folder.name for folder in FOLDERS} >= FAST


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param(folder, marks=[] if folder.name in FAST else pytest.mark.slow)
        for folder in FOLDERS
    ],
    ids=lambda folder: folder.name,
)
def test_results_are_those_expected(folder: Path, kb: KnowledgeBase) -> None:
    report = report_of(kb, folder)
    expected = (folder / "expected.tsv").read_text("utf-8")
    assert table(report) == expected, f"python tools/scenarios.py {folder.name}, and read why"
    path = folder / "beside.txt"
    assert beside(report) == (path.read_text("utf-8") if path.exists() else "")
    assert {result.state for result in report.results} <= {State.INTRODUCED}


def test_what_was_found_before_changes_no_result(kb: KnowledgeBase) -> None:
    """Each by itself, and after another one, gives the same."""
    folder = FOLDER / "release-under-one-account"
    with KnowledgeBase.open() as fresh:
        report = report_of(fresh, folder)
    assert table(report) == table(report_of(kb, folder))
    assert not report.conforms  # two full holders at a time; what a reading says does not decide


def test_the_index_has_every_scenario() -> None:
    index = (FOLDER / "README.md").read_text("utf-8")
    assert scenarios.with_table(index) == index, "run python tools/scenarios.py --index"


def test_every_check_of_the_rule_is_shown() -> None:
    files = [
        *(ONTOLOGY / "shapes").glob("rotation*.ttl"),
        *(ONTOLOGY / "shapes" / "by-reading").glob("*.ttl"),
        *(ONTOLOGY / "readings").glob("*.ttl"),
    ]
    severity = ox.NamedNode(PREFIXES["sh"] + "severity")
    checks = {
        quad.subject.value.removeprefix(PREFIXES["shape"])
        for file in files
        for quad in ox.parse(path=str(file))
        if quad.predicate == severity and isinstance(quad.subject, ox.NamedNode)
    }
    shown = {row["shape"] for folder in FOLDERS for row in scenarios.rows(folder)}
    assert checks <= shown


def test_a_facts_file_says_that_it_is_made_up() -> None:
    for folder in FOLDERS:
        text = (folder / "facts.ttl").read_text("utf-8")
        assert text.count("Made up: no such") == 2, folder.name
        assert "made-up source" in text, folder.name


def test_what_is_expected_is_a_table() -> None:
    for folder in FOLDERS:
        head, *lines = (folder / "expected.tsv").read_text("utf-8").splitlines()
        assert head.split("\t") == list(COLUMNS)
        assert all(len(line.split("\t")) == len(COLUMNS) for line in lines)
        assert lines == sorted(lines)
