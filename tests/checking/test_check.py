"""What a change makes of each result, where it comes from, and what was looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.checking.check import compared
from csto_kg.checking.checked_result import Result, State
from csto_kg.errors import UsageError
from csto_kg.shacl.result import Severity
from tests.guild import GRAPH, ID, LINES, NOTES, tenure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from csto_kg.checking.report import Report
    from csto_kg.knowledge_base import KnowledgeBase

SHAPES = "https://w3id.org/csto-kg/shapes#"


def brief(report: Report) -> list[tuple[str, str, str, str | None, int | None]]:
    """Each result: verdict and reading, shape, focus node, state, line."""
    return [
        (
            f"{result.severity.word}{' ' + result.reading if result.reading else ''}",
            result.shape.removeprefix(SHAPES),
            result.focus.value.removeprefix(ID),
            result.state,
            result.line,
        )
        for result in report.results
    ]


def test_the_guild_conforms_under_each_reading(memory: KnowledgeBase) -> None:
    report = memory.validate()
    assert (report.conforms, report.results) == (True, ())
    checked = report.checked
    assert (checked.readings, checked.deciding, checked.change) == (
        ("lenient", "strict"),
        (),
        False,
    )
    assert checked.graphs == tuple(GRAPH + name for name in ("chronicle", "letters", "ontology"))
    assert checked.facts == len({quad.triple for quad in memory.store.quads()})
    assert (checked.counting, checked.not_counting) == (1, {"hearsay": 1})
    assert (checked.added, checked.removed) == (0, 0)


OVERLAP = tenure("cora", "1903-06-01", "1905-01-01")
LATER = tenure("ada", "1906-01-01", "1907-01-01")


def test_what_new_facts_bring(memory: KnowledgeBase, written: Callable[..., Path]) -> None:
    path = written(NOTES, OVERLAP, LATER)
    report = memory.validate(path)
    start = LINES + 3
    assert brief(report) == [
        ("violates", "one-at-a-time", "cora-1903-06-01", State.INTRODUCED, start),
        ("violates strict", "comes-back", "ada-1906-01-01", State.INTRODUCED, start + 8),
    ]
    assert {result.file for result in report.results} == {str(path)}
    assert not report.conforms
    assert report.checked.added == 2 + 16
    assert (report.checked.counting, report.checked.change) == (3, True)
    assert report.labels == {
        ID + "ada": "Ada", ID + "ada-tenure": "Ada is warden",
    }  # fmt: skip


def test_readings_decide_only_when_they_are_named(
    memory: KnowledgeBase, written: Callable[..., Path]
) -> None:
    path = written(NOTES, LATER)
    found = [("violates strict", "comes-back", "ada-1906-01-01", State.INTRODUCED, LINES + 3)]
    for readings, results, conforms, deciding in (
        ("all", found, True, ()),
        ("none", [], True, ()),
        ("lenient", [], True, ("lenient",)),
        ("strict", found, False, ("strict",)),
        (["strict", "lenient", "strict"], found, False, ("lenient", "strict")),
    ):
        report = memory.validate(path, readings=readings)  # type: ignore[arg-type]
        assert brief(report) == results
        assert (report.conforms, report.checked.deciding) == (conforms, deciding)


@pytest.mark.parametrize(
    ("readings", "said"),
    [
        ("strickt", 'there is no reading "strickt"; did you mean "strict"?'),
        (["all", "strict"], '"all" stands for readings, and there are others beside it; give all '
         "alone, or names"),
        (["none", "all"], '"all" stands for readings, and there are others beside it; give all '
         "alone, or names"),
    ],
)  # fmt: skip
def test_readings_that_there_are_not(
    memory: KnowledgeBase, readings: str | list[str], said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        memory.validate(readings=readings)
    assert str(caught.value) == said


def test_an_engine_that_there_is_not(memory: KnowledgeBase) -> None:
    with pytest.raises(UsageError) as caught:
        memory.validate(engine="pyshackle")
    assert str(caught.value) == 'there is no engine "pyshackle"; did you mean "pyshacl"?'


def test_warnings_are_violations_when_strict(
    memory: KnowledgeBase, written: Callable[..., Path]
) -> None:
    path = written(NOTES, tenure("cora", "1904-01-01", ""))
    found = [("may violate", "end", "cora-1904-01-01", State.INTRODUCED, LINES + 3)]
    for strict in (False, True):
        report = memory.validate(path, strict=strict)
        assert (brief(report), report.conforms) == (found, not strict)
        assert len(report.introduced) == strict


def test_a_change_far_from_its_subjects(kb: KnowledgeBase, written: Callable[..., Path]) -> None:
    """A fact about one tenure makes another one wrong; its place is that of the fact."""
    kb.add(written(NOTES, tenure("cora", "1910-01-01", "1912-01-01")), "notes")
    path = written(
        "id:more a csto:Document .\nid:more-1 a csto:Citation .\n",
        tenure("bert", "1909-01-01", "1911-01-01", source="id:more", evidence="id:more-1"),
        name="more.ttl",
    )
    report = kb.validate(path)
    assert brief(report) == [
        ("violates", "one-at-a-time", "cora-1910-01-01", State.INTRODUCED, LINES + 3)
    ]
    assert report.results[0].file == str(path)


def test_what_was_wrong_before(
    data: Path, store: Path, written: Callable[..., Path], kb: KnowledgeBase
) -> None:
    """Introduced, resolved and remaining, in one change of several files."""
    from csto_kg.rdf_files.file import RdfFile
    from csto_kg.transfer.import_files import import_files

    bad = written(NOTES, OVERLAP, tenure("bert", "1903-07-01", ""), name="bad.ttl")
    import_files(store, kb.session.resources, [RdfFile(str(bad))])  # an import checks nothing
    before = kb.validate()
    assert [(verdict, focus, state) for verdict, _, focus, state, _ in brief(before)] == [
        ("violates", "bert-1903-07-01", None),  # against Ada
        ("violates", "bert-1903-07-01", None),  # against Cora
        ("violates", "cora-1903-06-01", None),
        ("may violate", "bert-1903-07-01", None),
    ]
    one = written("id:one a csto:Document .\nid:one-1 a csto:Citation .\n", name="one.ttl")
    two = written(
        tenure("dora", "1903-01-01", "1903-02-01", source="id:one", evidence="id:one-1"),
        name="two.ttl",
    )
    gone = written('id:cora-1903-06-01 csto:end "1905-01-01"^^xsd:date .\n', name="gone.ttl")
    report = kb.validate([one, two], retract=str(gone))
    assert sorted((focus, shape, state) for _, shape, focus, state, _ in brief(report)) == [
        ("bert-1903-07-01", "end", State.REMAINING),
        ("bert-1903-07-01", "one-at-a-time", State.REMAINING),
        ("bert-1903-07-01", "one-at-a-time", State.RESOLVED),
        ("cora-1903-06-01", "end", State.INTRODUCED),
        ("cora-1903-06-01", "one-at-a-time", State.REMAINING),
        ("dora-1903-01-01", "one-at-a-time", State.INTRODUCED),
    ]
    assert (report.checked.added, report.checked.removed) == (2 + 8, 1)
    assert [result.line for result in report.introduced] == [LINES + 1]
    assert not report.conforms
    assert kb.validate(retract="bad").conforms


def test_what_an_import_says_of_terms_counts_for_nothing(
    kb: KnowledgeBase, written: Callable[..., Path]
) -> None:
    """Bert's hearsay tenure would clash with Ada's if it counted."""
    from csto_kg.rdf_files.file import RdfFile
    from csto_kg.transfer.import_files import import_files

    path = written(
        "csto:Hearsay csto:countsInChecks true .\nid:Sure csto:countsInChecks true .\n",
        NOTES,
        tenure("bert", "1903-01-01", "1904-06-01", status="id:Sure"),
        name="bad.ttl",
    )
    assert kb.session.directory is not None
    import_files(kb.session.directory, kb.session.resources, [RdfFile(str(path))])
    report = kb.validate()
    assert report.results == ()
    assert report.checked.not_counting == {"hearsay": 1, ID + "Sure": 1}


def test_a_change_that_changes_nothing(memory: KnowledgeBase, written: Callable[..., Path]) -> None:
    report = memory.validate(written("id:ada a csto:Person ."))
    assert (report.results, report.checked.added, report.checked.change) == ((), 0, True)


def test_retracting_a_shipped_source_for_a_check(memory: KnowledgeBase) -> None:
    report = memory.validate(retract=["the chronicle", "letters"])
    assert report.conforms
    assert report.checked.graphs == (GRAPH + "ontology",)
    assert report.checked.counting == 0


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("id:ada a csto:Office .", "no source says this, so that it cannot be retracted; write it "
         "exactly as the source does"),
        ("csto:Hearsay csto:countsInChecks false .", "this belongs to csto-kg and cannot be "
         "retracted; leave it out"),
    ],
)  # fmt: skip
def test_facts_that_cannot_be_retracted(
    memory: KnowledgeBase, written: Callable[..., Path], fact: str, said: str
) -> None:
    path = written("id:ada a csto:Person .\n", fact)
    with pytest.raises(Exception) as caught:  # noqa: PT011
        memory.validate(retract=str(path))
    assert str(caught.value) == f"{path}:{LINES + 2}: {said}"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ontology", "graph:ontology is part of what csto-kg ships and cannot be changed; name a "
         "source of your own"),
        ("chronicel", 'there is no source "chronicel"; did you mean "chronicle", "id:chronicle" '
         'or "the chronicle"?'),
    ],
)  # fmt: skip
def test_sources_that_cannot_be_retracted(memory: KnowledgeBase, name: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        memory.validate(retract=name)
    assert str(caught.value) == said


# --- comparing


def result(focus: str, message: str = "m", value: str | None = None) -> Result:
    return Result(
        Severity.VIOLATION, "x:shape", "x:component", None, ox.NamedNode(focus), "x:p",
        None if value is None else ox.Literal(value), message,
    )  # fmt: skip


def fates(before: list[Result], after: list[Result]) -> list[tuple[str, str, str]]:
    found = compared(before, after)
    return sorted((r.focus.value, r.message, str(r.state)) for r in found)


def test_words_of_states() -> None:
    assert [str(s) for s in State] == ["introduced", "resolved", "remaining"]


def test_results_are_counted() -> None:
    one = result("x:a")
    assert fates([one], [one, one]) == [("x:a", "m", "introduced"), ("x:a", "m", "remaining")]
    assert fates([one, one], [one]) == [("x:a", "m", "remaining"), ("x:a", "m", "resolved")]
    assert fates([], []) == []


def test_of_two_results_at_one_place_the_one_that_stays_remains() -> None:
    assert fates([result("x:a", "one"), result("x:a", "two")], [result("x:a", "two")]) == [
        ("x:a", "one", "resolved"), ("x:a", "two", "remaining"),
    ]  # fmt: skip
    # Other words at the same place are the same result: "…ends on 3 May" becomes "…on 4 May".
    assert fates([result("x:a", "one")], [result("x:a", "two")]) == [("x:a", "two", "remaining")]


@pytest.mark.parametrize(
    "other",
    [
        replace(result("x:a"), reading="r"), replace(result("x:a"), shape="x:other"),
        replace(result("x:a"), constraint="x:c"), replace(result("x:a"), component="x:other"),
        result("x:b"), replace(result("x:a"), path="x:q"), result("x:a", value="1"),
    ],
)  # fmt: skip
def test_what_makes_a_result_another_one(other: Result) -> None:
    assert {state for *_, state in fates([result("x:a")], [other])} == {"introduced", "resolved"}
