"""What stands behind a result, and facts side by side under each reading, on the shipped graph.

The results are made here: the engine that finds them has tests of its own.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.checking.checked_result import Result, State
from csto_kg.checking.explanation import explain
from csto_kg.checking.report import Checked, Report
from csto_kg.checking.side_by_side import compare
from csto_kg.checking.snapshot import Snapshot
from csto_kg.checking.suite import choose_readings, load_checks, load_rules
from csto_kg.errors import UsageError
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.shacl.result import Severity
from csto_kg.terms import CSTO, ID, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

FACTS = """
PREFIX csto: <https://w3id.org/csto-kg/ontology#>
PREFIX id: <https://w3id.org/csto-kg/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
id:x a csto:Person ; rdfs:label "X"@en .
id:x-note a csto:Citation ; rdfs:label "a made-up notice"@en .
id:x-nomination a csto:Nomination ; rdfs:label "Belarus nominated X"@en ; csto:nominee id:x ;
    csto:office id:csto-secretary-general ; csto:nominatingState id:belarus ;
    csto:dateEarliest "2018-12-01"^^xsd:date ; csto:dateLatest "2018-12-01"^^xsd:date ;
    csto:status csto:ReportedAsFact ; csto:evidence id:x-note .
id:x-tenure a csto:Tenure ; rdfs:label "X took office on 7 December 2018"@en ; csto:holder id:x ;
    csto:office id:csto-secretary-general ; csto:capacity csto:FullCapacity ;
    csto:startEarliest "2018-12-07"^^xsd:date ; csto:startLatest "2018-12-07"^^xsd:date ;
    csto:status csto:ReportedAsFact ; csto:evidence id:x-note .
"""


@pytest.fixture(scope="module")
def kb() -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open() as opened:
        yield opened


@pytest.fixture(scope="module")
def report(kb: KnowledgeBase) -> Report:
    return _report(kb, FACTS)


def _report(kb: KnowledgeBase, facts: str) -> Report:
    new = frozenset(q.triple for q in ox.parse(facts, format=ox.RdfFormat.TURTLE))
    readings = choose_readings(kb.session.resources, ["all"]).readings
    rules = load_rules(kb.session.resources)
    suite = load_checks(kb.session.resources, rules, readings)
    snapshot = Snapshot({**Snapshot.of(kb.store, rules).graphs, "urn:new": new})
    names = tuple(reading.name for reading in readings)
    checked = Checked(0, (), 0, {}, 0, names, (), change=True)
    result = Result(
        Severity.VIOLATION,
        PREFIXES["shape"] + "not-due",
        "component",
        None,
        ox.NamedNode(ID + "x-tenure"),
        None,
        ox.NamedNode(ID + "belarus"),
        "not due",
        reading="turn-stays",
    )
    subjects = frozenset(triple.subject.value for triple in new)
    return Report((result,), checked, snapshot, tuple(suite), {}, subjects)


def told(kb: KnowledgeBase, report: Report, result: Result) -> dict[str, list[str]]:
    dataset = report.dataset(result.reading)
    sections = explain(kb.catalog, dataset, result, report.elements(result))
    return {s.name: [ground.local_name for ground in s.grounds] for s in sections}


def test_an_explanation_leads_to_the_records_the_rule_and_the_reading(
    kb: KnowledgeBase, report: Report
) -> None:
    assert told(kb, report, report.results[0]) == {
        "1-records": ["x-nomination", "x-tenure"],
        "2-compared-with": ["bg-belarus-membership", "edm-p1s1-belarus-member"],
        "3-turns": ["bg-armenia-turn", "bg-armenia-turn-until-may-2020"],
        "4-rule": [
            "bg-r1-alphabetical-order", "bg-r1-three-years", "bg-r7-every-three-years",
            "bg-r7-first-turn", "bg-r7-russian-alphabet", "bg-rule-term", "bg-rule-turns",
        ],
        "5-reading": ["edm-p3s1-armenia-turn-stays"],
        "6-left-open": [
            "bg-gap-early-vacancy", "bg-r10-established-procedure", "bg-r10-not-regulated",
        ],
    }  # fmt: skip


def test_under_the_other_reading_the_release_stands_behind_the_turn(
    kb: KnowledgeBase, report: Report
) -> None:
    result = dataclasses.replace(
        report.results[0],
        reading="turn-passes",
        shape=PREFIXES["shape"] + "not-due",
    )
    found = told(kb, report, result)
    assert found["3-turns"] == [
        "bg-khachaturov-release", "bg-khachaturov-release-october", "bg-khachaturov-tenure",
        "edm-p1s2-khachaturov-tenure", "edm-p1s2-release",
    ]  # fmt: skip
    assert found["5-reading"] == ["edm-p3s2-belarus-turn-passes", "edm-p3s4-nazarbayev-turn-passes"]


def test_each_record_says_how_it_is_known_who_said_it_and_where_it_stands(
    kb: KnowledgeBase, report: Report
) -> None:
    dataset = report.dataset("turn-stays")
    sections = explain(kb.catalog, dataset, report.results[0], [CSTO + "termMonths"])
    [rule] = [section for section in sections if section.name == "4-rule"]
    ground = next(g for g in rule.grounds if g.local_name == "bg-r7-every-three-years")
    assert (rule.title, ground.status, ground.said_by, ground.source) == (
        "The rule, as people state it",
        "norm as claimed",
        ("Kocharyan, Deputy Foreign Minister of Armenia",),
        "background facts",
    )
    assert [evidence.words for evidence in ground.evidence] == [
        "Aravot on Kocharyan's words of 19 January 2017, https://en.aravot.am/2017/01/20/187857"
    ]


def test_a_common_check_has_no_reading_to_explain(kb: KnowledgeBase, report: Report) -> None:
    result = dataclasses.replace(
        report.results[0], reading=None, shape=PREFIXES["shape"] + "term-exceeded", value=None
    )
    assert list(told(kb, report, result)) == ["1-records", "4-rule"]


def test_facts_stand_side_by_side_with_what_makes_the_readings_part(
    kb: KnowledgeBase, report: Report
) -> None:
    [row] = compare(kb.catalog, report)
    assert row.focus == ID + "x-tenure"
    assert row.verdicts == {"turn-passes": "conforms", "turn-stays": "violates"}
    assert [(part.record, part.readings) for part in row.parted_by] == [
        (ID + "bg-khachaturov-tenure", ("turn-passes",))
    ]
    assert row.turns["turn-stays"].startswith("turn 1 of Armenia (")
    assert row.turns["turn-passes"].startswith("turn 2 of Belarus (")


def test_a_fact_on_which_the_readings_agree_is_there_without_a_cause(
    kb: KnowledgeBase, report: Report
) -> None:
    [row] = compare(kb.catalog, dataclasses.replace(report, results=()))
    assert row.verdicts == {"turn-passes": "conforms", "turn-stays": "conforms"}
    assert (row.differs, row.parted_by) == (False, ())


def test_without_a_nomination_no_reading_can_tell(kb: KnowledgeBase) -> None:
    said, at = "csto:nominatingState id:belarus", "csto:nominatingState id:nowhere"
    assert said in FACTS
    without = FACTS.replace("a csto:Nomination", "a csto:Visit").replace(said, at)
    [row] = compare(kb.catalog, dataclasses.replace(_report(kb, without), results=()))
    assert row.focus == ID + "x-tenure"
    assert row.verdicts == {"turn-passes": "undetermined", "turn-stays": "undetermined"}


def test_what_a_change_resolves_is_no_verdict(kb: KnowledgeBase, report: Report) -> None:
    resolved = dataclasses.replace(report.results[0], state=State.RESOLVED)
    [row] = compare(kb.catalog, dataclasses.replace(report, results=(resolved,)))
    assert set(row.verdicts.values()) == {"conforms"}


def test_a_reading_that_was_not_checked_has_no_dataset(report: Report) -> None:
    with pytest.raises(UsageError, match='"turn-ends" was not checked'):
        report.dataset("turn-ends")
