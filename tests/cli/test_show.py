"""``show``: a dossier of a thing and of a record, on a terminal and for programs; what fails."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from typing import TYPE_CHECKING

import pytest

from csto_kg.asking.dossier import SECTIONS
from csto_kg.catalog.catalog import COMMANDS
from csto_kg.knowledge_base import KnowledgeBase
from tests.cli.conftest import PROGRAM
from tests.harbour import (
    harbour,  # noqa: F401  (a fixture)
    make_data,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


PERSON = """\
Anna Élan
person; anna-elan
also called: Élan
note: No relation of the pilot of this name.

Offices over time
! to 2001-05-31  Anna Élan headed the board until May 2001 [reported as fact; evidence harbour-p0s1, harbour-p1s1; harbour-tenure] competes with log-tenure
! to 2001-06-02  Anna Élan headed the board until 2 June 2001 [reported as fact; evidence cite-herald; log-tenure] competes with harbour-tenure
  to 2002        Anna Élan's term would have ended in 2002 [counterfactual; plan; evidence harbour-p2s2; harbour-term]

Said about, to or against
  The pilots called Anna Élan fair [attributed statement; evidence harbour-p1s2; harbour-fair]
"""  # noqa: E501

RECORD = """\
Anna Élan headed the board until May 2001
tenure; harbour-tenure

status: reported as fact (csto:ReportedAsFact)
end: 2001-05-31 (stated as 2001-05)
holder: Anna Élan (anna-elan)
office: Head of the Harbour Board (head)
competes with: Anna Élan headed the board until 2 June 2001 (log-tenure)
source: the harbour report (harbour)
evidence: harbour, paragraph 0, sentence 1 (harbour-p0s1)
evidence: harbour, paragraph 1, sentence 1 (harbour-p1s1)

Offices over time
"""


@pytest.mark.usefixtures("harbour")
def test_a_person(run: Run) -> None:
    for name in ("Anna Élan", "ÉLAN", "elan", "id:anna-elan", "anna-elan"):
        done = run("show", name)
        assert (done.stdout, done.stderr, done.returncode) == (PERSON, "", 0)


@pytest.mark.usefixtures("harbour")
def test_a_record_says_what_competes_with_it_from_either_side(run: Run) -> None:
    assert run("show", "harbour-tenure").stdout == RECORD.removesuffix("\nOffices over time\n")
    assert (
        "\ncompetes with: Anna Élan headed the board until May 2001 (harbour-tenure)\n"
        in run("show", "log-tenure").stdout
    )


@pytest.mark.usefixtures("harbour")
def test_a_stated_date_stands_beside_the_days_that_it_can_mean(run: Run) -> None:
    assert "\nend: 2002 (2002-01-01 to 2002-12-31)\n" in run("show", "harbour-term").stdout
    assert "\ndate: 2001-06-10\n" in run("show", "harbour-vote").stdout


@pytest.mark.usefixtures("harbour")
def test_a_term_of_the_ontology(run: Run) -> None:
    shown = run("show", "csto:Tenure").stdout
    assert shown.startswith("tenure\nClass; csto:Tenure\ndefinition: Situation in which a person ")


@pytest.mark.usefixtures("harbour")
def test_json(run: Run) -> None:
    found = json.loads(run("show", "anna-elan", "--format", "json").stdout)
    assert found["local_name"] == "anna-elan"
    assert found["heading"] == {
        "name": ["Anna Élan"],
        "kind": ["person"],
        "also called": ["Élan"],
        "note": ["No relation of the pilot of this name."],
    }
    assert [section["name"] for section in found["sections"]] == ["1-offices", "6-said-about"]
    assert found["sections"][0]["records"][0] == {
        "record": "https://w3id.org/csto-kg/id/harbour-tenure",
        "what": "Anna Élan headed the board until May 2001",
        "when": "to 2001-05-31",
        "put_as": None,
        "status": "reported as fact",
        "evidence": ["harbour-p0s1", "harbour-p1s1"],
        "competes_with": ["log-tenure"],
    }


@pytest.mark.usefixtures("harbour")
def test_lines_hang_on_a_terminal(environment: dict[str, str], tmp_path: Path) -> None:
    environment |= {"COLUMNS": "60", "TERM": "dumb"}
    shown = on_terminal(["show", "anna-elan"], environment, tmp_path)
    assert (
        "! to 2001-05-31  Anna Élan headed the board until May 2001\n"
        "                 [reported as fact; evidence harbour-p0s1,\n"
        "                 harbour-p1s1; harbour-tenure] competes with\n"
        "                 log-tenure\n"
    ) in shown
    assert max(map(len, shown.split("\n"))) <= 60


def on_terminal(arguments: list[str], environment: dict[str, str], folder: Path) -> str:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *arguments], stdout=theirs, stdin=theirs, env=environment, cwd=folder
    )
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        parts.append(part)
    assert process.wait(30) == 0
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


@pytest.mark.usefixtures("harbour")
def test_an_unknown_name(run: Run) -> None:
    done = run("show", "Anna Elam")
    assert (done.stdout, done.returncode) == ("", 2)
    start = 'csto-kg: error: nothing is called "Anna Elam"; did you mean "Anna Élan", '
    assert done.stderr.startswith(start)
    assert done.stderr.count("\n") == 1


def test_a_new_section_is_a_new_file(tmp_path: Path, root: Path) -> None:
    data = make_data(tmp_path / "data")
    (data / "queries").unlink()
    commands = data / "queries" / "commands"
    (commands / "show").mkdir(parents=True)
    for query in (root / "queries" / "commands").glob("*.rq"):
        (commands / query.name).symlink_to(query)
    (commands / "show" / "2-last.rq").write_text(
        '#+ summary: "Last"\n#+ parameters:\n#+   entity: {type: entity, required: true}\n'
        "SELECT ?record ?what { VALUES $entity { UNDEF } ?record csto:holder $entity ;"
        " rdfs:label ?what } ORDER BY ?record\n"
    )
    (commands / "show" / "1-none.rq").write_text(
        '#+ summary: "None"\n#+ parameters:\n#+   entity: {type: entity, required: true}\n'
        "SELECT ?record ?what { VALUES $entity { UNDEF } ?record csto:nosuch $entity, ?what }\n"
    )
    with KnowledgeBase.open(data=data) as kb:
        found = kb.show("anna-elan")
        assert [(s.name, s.title, len(s.lines)) for s in found.sections] == [("2-last", "Last", 3)]


@pytest.mark.slow
def test_every_record_about_a_thing_stands_in_exactly_one_section(root: Path) -> None:
    left_out = {"source", "sameMatterAs", "competesWith"}  # these are properties, not sections
    with KnowledgeBase.open(data=root) as kb:
        about: dict[str, set[str]] = {}
        for row in kb.store.select(
            "SELECT ?r ?p ?e { ?r csto:status ?s ; ?p ?e ."
            ' FILTER(STRSTARTS(STR(?e), "https://w3id.org/csto-kg/id/")) }'
        ):
            if row["p"].value.split("#")[-1] not in left_out:
                about.setdefault(row["e"].value, set()).add(row["r"].value)
        assert len(about) > 100
        wrong = []
        for thing, records in about.items():
            shown = [
                row["record"].value
                for query in kb.catalog.behind(f"{COMMANDS}/{SECTIONS}")
                for row in _distinct(kb, f"{SECTIONS}/{query.name}", thing)
            ]
            if not records <= set(shown) or len(shown) != len(set(shown)):
                wrong.append(thing)
        assert wrong == []


def _distinct(kb: KnowledgeBase, query: str, thing: str):  # type: ignore[no-untyped-def]
    rows = kb.session.solutions(query, entity=f"<{thing}>")
    return {row["record"].value: row for row in rows}.values()
