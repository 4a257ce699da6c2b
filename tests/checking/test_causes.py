"""A result about an old record says through which new record it comes about."""

from __future__ import annotations

from pathlib import Path

from csto_kg.checking.checked_result import State
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.terms import ID

PREFIXES = """\
@prefix csto: <https://w3id.org/csto-kg/ontology#> .
@prefix id: <https://w3id.org/csto-kg/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:made-up a csto:Document ; rdfs:label "Made up"@en .
id:made-up-report a csto:Citation ; rdfs:label "Made up"@en ; csto:supports "All of it. Made up." .
"""
KNOWN = (
    " csto:status csto:ReportedAsFact ; csto:source id:made-up ; csto:evidence id:made-up-report ."
)
TENURE = ID + "bg-khachaturov-tenure"


def _day(role: str, day: str) -> str:
    return " ".join(f'csto:{role}{end} "{day}"^^xsd:date ;' for end in ("", "Earliest", "Latest"))


def test_a_second_account_of_a_release(tmp_path: Path) -> None:
    # The release widens the range of the end, so the old tenure may outlast its term.
    facts = tmp_path / "facts.ttl"
    facts.write_text(
        PREFIXES
        + 'id:made-up-release a csto:Release ; rdfs:label "Released in June 2021"@en ;\n'
        + "csto:releasedPerson id:yuri-khachaturov ; csto:office id:csto-secretary-general ;"
        + f"csto:endsTenure id:bg-khachaturov-tenure ; {_day('date', '2021-06-30')}{KNOWN}\n",
        "utf-8",
    )
    line = PREFIXES.count("\n") + 1
    with KnowledgeBase.open() as kb:
        report = kb.validate(facts)
        alone = kb.validate(facts, readings="none")
    assert [(r.reading, r.shape.partition("#")[2]) for r in report.results] == [
        (None, "term-may-be-exceeded"),
        ("turn-passes", "may-outlast-turn"),
        ("turn-stays", "may-outlast-turn"),
    ]
    for result in (*report.results, *alone.results):
        assert (result.focus.value, result.state) == (TENURE, State.INTRODUCED)
        assert result.through == (ID + "made-up-release",)
        assert (result.file, result.line) == (str(facts), line)


def test_an_account_of_the_first_turn_that_takes_the_old_ones_place() -> None:
    # It stands behind no result, but falls under the same rule.
    facts = Path(__file__).parents[1] / "scenarios" / "first-turn-begins-later" / "facts.ttl"
    with KnowledgeBase.open() as kb:
        report = kb.validate(facts, readings=["turn-stays"])
    through = {
        (r.shape.partition("#")[2], r.focus.value.removeprefix(ID)): r.through
        for r in report.results
    }
    turn = "first-turn-begins-later-turn"
    assert through == {
        ("first-turn-of-another-source", turn): (),
        ("no-turn", "bg-khachaturov-tenure"): (ID + turn,),
    }
