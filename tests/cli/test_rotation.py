"""``rotation``: the calendar for people, rows and JSON for programs; what fails."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name != "CSTO_KG_DATA"}


def test_a_person_reads_who_is_due_and_why(run: Run) -> None:
    done = run("rotation", "--on", "2018-12-07", "--reading", "turn-stays", "--format", "text")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[:5] == [
        "Secretary General of the CSTO, on 2018-12-07",
        "",
        "Reading: the turn stays with the state until its end, whoever holds the office "
        "(turn-stays)",
        "  due: Armenia",
        "  > 1. Armenia: opens 2017-01-01, last day 2019-12-31 to 2020-05-31",
    ]
    assert "What the rule leaves open" in lines


def test_a_program_gets_rows(run: Run) -> None:
    done = run("rotation", "--reading", "turn-passes", "--format", "csv")
    rows = done.stdout.splitlines()
    assert rows[0] == (
        "office,reading,turn,state,opens_earliest,opens_latest,ends_earliest,ends_latest,on,due,"
        "opened_by,left_open"
    )
    assert rows[2].split(",")[1:10] == [
        "turn-passes", "2", "Belarus", "2018-10-30", "2018-11-02", "2021-10-29", "", "2018-12-21",
        "due",
    ]  # fmt: skip
    assert len(rows) == 9


def test_json_has_the_records_behind_each_turn(run: Run) -> None:
    [found] = json.loads(run("rotation", "--format", "json").stdout)
    turn = found["calendars"][1]["turns"][0]
    assert (found["on"], found["latest_recorded"]) == ("2018-12-21", "2018-12-21")
    assert turn["states"] == [{"iri": "https://w3id.org/csto-kg/id/armenia", "name": "Armenia"}]
    assert (turn["due"], turn["ends"]) == (
        "due",
        {"earliest": "2019-12-31", "latest": "2020-05-31"},
    )
    assert [record["iri"].rsplit("/", 1)[1] for record in turn["rests_on"]] == [
        "bg-armenia-turn", "bg-armenia-turn-until-may-2020",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        *(
            (
                ("--on", day),
                f'--on takes a day, and "{day}" is none; write a day as YYYY-MM-DD, as in '
                "2018-11-02",
            )
            for day in ("December", "20181207", "2018-W49-5", "2018-02-30")
        ),
        (
            ("--office", "president-of-belarus"),
            'no rotation rule is recorded for "president-of-belarus"; offices with a rule: '
            "csto-secretary-general",
        ),
        (
            ("--reading", "turn-stay"),
            'there is no reading "turn-stay"; did you mean "turn-stays" or "turn-passes"?',
        ),
    ],
)
def test_a_wrong_call_is_one_line(run: Run, arguments: tuple[str, ...], line: str) -> None:
    done = run("rotation", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"csto-kg: error: {line}\n"
