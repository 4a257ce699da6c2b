"""``find``, ``timeline`` and ``sources``: output whole, and what fails."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("harbour")

FAIR = """\
kind       field                     match                             known_as              found
---------  ------------------------  --------------------------------  --------------------  ---------------
statement  label                     The pilots called Anna Élan fair  attributed statement  id:harbour-fair
statement  words in quotation marks  fair                              attributed statement  id:harbour-fair
"""  # noqa: E501

TEXT = ("--format", "text")
TIMELINE = """\
  2001-05-31  until: Anna Élan headed the board until May 2001 [reported as fact; harbour-tenure]
  2001-06-02  until: Anna Élan headed the board until 2 June 2001 [reported as fact; log-tenure]
  2001-06-03  Boris Öst asked for a vote [due; attributed statement; harbour-vote-asked]
? 2001-06-10  PLANNED: A vote is planned for 10 June 2001 [intended; plan; harbour-vote]
? 2002        HYPOTHETICAL: until: Anna Élan's term would have ended in 2002 [counterfactual; plan; harbour-term]
"""  # noqa: E501


def test_find_as_a_table(run: Run) -> None:
    for text in ("fair", "FAIR", " Fair ", "fáïr"):
        assert run("find", text, "--format", "table").stdout == FAIR


def found(run: Run, text: str) -> list[str]:
    answer = json.loads(run("find", text, "--format", "json").stdout)
    return [row["match"]["value"] for row in answer["results"]["bindings"]]


def test_find_without_marks_and_with_others(run: Run) -> None:
    expected = ["Boris Öst", "Boris Öst asked for a vote"]
    assert found(run, "ost") == found(run, "Öst") == found(run, "ÓST") == expected
    assert found(run, "boris   ost") == expected
    assert found(run, "osted") == []


def test_find_takes_text_as_it_is(run: Run) -> None:
    for text in (".*", "[", '"', "\\", "') } #"):
        done = run("find", text)
        assert (done.stdout.count("\n"), done.stderr, done.returncode) == (1, "", 0)


@pytest.mark.parametrize("text", ["", "  ", "\t"])
def test_find_nothing_is_wrong_usage(run: Run, text: str) -> None:
    done = run("find", text)
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr == (
        'csto-kg: error: there is no text to find; give one, as in "csto-kg find veto"\n'
    )


def test_timeline(run: Run) -> None:
    done = run("timeline", *TEXT)
    assert (done.stdout, done.stderr, done.returncode) == (TIMELINE, "", 0)


def test_timeline_of_a_period(run: Run) -> None:
    lines = TIMELINE.splitlines(keepends=True)
    assert run("timeline", *TEXT, "--from", "2001-06-03").stdout == "".join(lines[2:])
    assert run("timeline", *TEXT, "--to", "2001-06-03").stdout == "".join(lines[:3])
    day = run("timeline", *TEXT, "--from", "2002-12-31", "--to", "2002-12-31")
    assert day.stdout == lines[4]  # it may be that day
    assert run("timeline", *TEXT, "--from", "2003-01-01").stdout == (
        "No record has a date in this period.\n"
    )


def test_timeline_of_a_thing(run: Run) -> None:
    lines = TIMELINE.splitlines(keepends=True)
    assert run("timeline", *TEXT, "anna elan").stdout == "".join(lines[:2] + lines[4:])
    assert run("timeline", *TEXT, "<https://w3id.org/csto-kg/id/boris-ost>").stdout == lines[2]


def test_timeline_for_programs(run: Run) -> None:
    piped = run("timeline", "--from", "2001-06-10")
    assert piped.stdout == run("timeline", "--from", "2001-06-10", "--format", "tsv").stdout
    assert piped.stdout.startswith("?when\t?role\t?mark\t")
    rows = run("timeline", "--from", "2001-06-10", "--format", "csv").stdout.splitlines()
    assert rows[0] == "when,role,mark,kind,what,put_as,known_as,earliest,latest,record"
    assert rows[1].startswith("2001-06-10,,planned,meeting,A vote is planned for 10 June 2001,")
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "2001-13-01"],
         '--from takes a day, and "2001-13-01" is none; write a day as YYYY-MM-DD, as in '
         "2018-11-02"),
        (["--to", "20010601"],
         '--to takes a day, and "20010601" is none; write a day as YYYY-MM-DD, as in 2018-11-02'),
        (["--to", "2001-W22-5"],
         '--to takes a day, and "2001-W22-5" is none; write a day as YYYY-MM-DD, as in '
         "2018-11-02"),
        (["--to", "2001-06"],
         '--to takes a day, and "2001-06" is none; write a day as YYYY-MM-DD, as in 2018-11-02'),
        (["--from", "2001-06-02", "--to", "2001-06-01"],
         "--from 2001-06-02 is after --to 2001-06-01; give the earlier day to --from"),
    ],
)  # fmt: skip
def test_timeline_with_wrong_days(run: Run, arguments: list[str], message: str) -> None:
    done = run("timeline", *arguments)
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr == f"csto-kg: error: {message}\n"


def test_sources(run: Run) -> None:
    done = run("sources", "--format", "table")
    assert (done.stderr, done.returncode) == ("", 0)
    rows = [line[:54].split(maxsplit=1) for line in done.stdout.splitlines()]
    assert [first for first, _ in rows] == ["source", "--------", "harbour", "log", "ontology"]
    assert [" ".join(rest.split()) for _, rest in rows[2:4]] == [
        "The Harbour Board Quarrels 5 126",
        "the port log 1 22",
    ]
    assert done.stdout.splitlines()[2].endswith("/licenses/by/4.0/  graph:harbour")
    assert rows[4][1].startswith("csto-kg ontology")


def test_sources_of_a_store_with_a_graph_of_ones_own(run: Run, harbour: Path) -> None:
    import pyoxigraph as ox

    assert run("--store", "mine", "sources").returncode == 0
    database = next(path for path in (harbour / "mine").iterdir() if path.is_dir())
    store = ox.Store(str(database))
    store.add(ox.Quad(*[ox.NamedNode("https://example.org/g/own")] * 4))
    store.flush()
    del store
    own = [line for line in run("--store", "mine", "sources").stdout.splitlines() if "own" in line]
    assert own == ['"own"\t\t0\t1\t\t<https://example.org/g/own>\t\t']
    exported = run("--store", "mine", "export", "--source", "own").stdout
    assert exported == (
        "<https://example.org/g/own> <https://example.org/g/own> <https://example.org/g/own> ;\n"
        "    .\n"
    )


@pytest.mark.parametrize(
    "arguments", [["timeline"], ["show", "anna-elan"], ["export"], ["find", "a"], ["sources"]]
)
def test_a_reader_that_leaves_is_no_error(
    environment: dict[str, str],
    harbour: Path,
    arguments: list[str],
) -> None:
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=harbour,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"error" not in said and b"Traceback" not in said
