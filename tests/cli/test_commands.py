"""``query`` and ``sparql`` as a user meets them: output, error lines and exit codes, whole."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from csto_kg import __version__
from csto_kg.cli.main import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

ID = "https://w3id.org/csto-kg/id/"


def test_the_version(run: Run) -> None:
    assert run("--version").stdout == f"csto-kg {__version__}\n"


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_every_help_has_examples(run: Run, command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert "Examples:\n    csto-kg" in done.stdout
    assert done.stderr == ""


def test_without_a_command_the_overview_is_shown(run: Run) -> None:
    done = run()
    assert done.returncode == 2
    assert "Usage: csto-kg" in done.stderr + done.stdout


def test_the_catalogue(run: Run) -> None:
    assert run("query").stdout == (
        "?group\t?name\t?summary\n"
        '"places"\t"any-on"\t"Was anything made on a day?"\n'
        '"places"\t"named"\t"What bears a given name?"\n'
        '"tools"\t"all-tools"\t"Which tools are there?"\n'
        '"tools"\t"tools-in"\t"Which tools are kept in a place?"\n'
    )


def test_a_query_described(run: Run) -> None:
    assert run("query", "tools-in", "--describe").stdout == (
        "tools-in: Which tools are kept in a place?\n"
        "\n"
        "One row for each tool, oldest first.\n"
        "\n"
        "The answer does not say: Where a tool was before.\n"
        "\n"
        "Parameters:\n"
        "  place: a csto:Place; required\n"
        "      The place\n"
        "  state: iri; may be given several times; one of csto:Good, csto:Worn; default csto:Good\n"
        "  from: date\n"
        "      Made on this day or later\n"
        "\n"
        "Tags: tools\n"
        "\n"
        "Run it:\n"
        "  csto-kg query tools-in -p place=…\n"
    )


def test_a_query_with_parameters(run: Run) -> None:
    done = run("query", "tools-in", "-p", "place=SHED", "-p", "from=2000-01-01", "-p",
               "state=csto:Good", "-p", "state=csto:Worn")  # fmt: skip
    assert done.stdout == (
        f'?tool\t?made\n<{ID}big-hammer>\t"2001-05-06"^^<http://www.w3.org/2001/XMLSchema#date>\n'
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_value_may_hold_an_equals_sign(run: Run) -> None:
    assert run("query", "named", "-p", "name=a=b").returncode == 0


def test_formats(run: Run) -> None:
    text = "SELECT ?x { VALUES ?x { 1 } }"
    assert run("sparql", text, "--format", "table").stdout == "x\n-\n1\n"
    assert run("sparql", text, "--format", "md").stdout == "| x |\n| --- |\n| 1 |\n"
    assert run("sparql", text, "--format", "csv").stdout == "x\n1\n"
    assert json.loads(run("sparql", text, "--format", "json").stdout)["head"] == {"vars": ["x"]}
    assert run("sparql", "CONSTRUCT { id:a a csto:B } {}").stdout.endswith("\nid:a a csto:B .\n")


def test_sparql_from_a_file_and_from_standard_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("\ufeffASK { id:saw ?p ?o }")
    assert run("sparql", "--file", "q.rq").stdout == "true\n"
    assert run("sparql", "-", input="ASK { id:nothing ?p ?o }").stdout == "false\n"
    assert run("sparql", "--file", "-", input="ASK {}").stdout == "true\n"


def test_output_to_a_file(run: Run, tmp_path: Path) -> None:
    done = run("sparql", "ASK {}", "--output", "answer.tsv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "answer.tsv").read_text() == "true\n"
    assert run("sparql", "ASK {}", "--output", "-").stdout == "true\n"


def test_the_store_option_before_and_after_the_command_and_in_the_environment(
    run: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    for index, done in enumerate((
        run("--store", "s0", "sparql", "ASK { id:saw ?p ?o }"),
        run("sparql", "--store", "s1", "ASK { id:saw ?p ?o }"),
        run("sparql", "ASK { id:saw ?p ?o }", env={**environment, "CSTO_KG_STORE": "s2"}),
        run("--store", "no", "sparql", "ASK { id:saw ?p ?o }", "--store", "s3",
            env={**environment, "CSTO_KG_STORE": "no"}),
    )):  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (0, "true\n", "")
        assert (tmp_path / f"s{index}" / "csto-kg.json").is_file()
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["qeury"], 2, 'there is no command "qeury"; did you mean "query"?'),
        (["xyzzy"], 2, 'there is no command "xyzzy"; use one of '),
        (["query", "--fromat", "tsv"], 2, 'there is no option "--fromat" here; did you mean '
         '"--format"?'),
        (["query", "--format", "xls"], 2, "invalid value for '--format': 'xls' is not one of "),
        (["query", "tool-in"], 2, 'there is no stored query "tool-in"; did you mean "tools-in"?'),
        (["query", "-p", "a=b"], 2, 'a query must be named; list them with "csto-kg query"'),
        (["query", "--describe"], 2, 'a query must be named; list them with "csto-kg query"'),
        (["query", "tools-in"], 2, 'the query "tools-in" needs the parameter "place": The place; '
         "give it with -p place=…"),
        (["query", "tools-in", "-p", "place"], 2, '"place" sets no parameter; write -p NAME=VALUE'),
        (["query", "tools-in", "-p", "place=saw"], 2, '"saw" is saw (csto:Tool), and nothing of '),
        (["query", "named", "-p", "name=x", "--format", "csv"], 2, "CONSTRUCT and DESCRIBE answer "
         'in no format "csv"; use --format turtle'),
        (["sparql"], 2, "there is no query; give one: its text, --file FILE, or - for standard "
         "input"),
        (["sparql", "ASK {}", "--file", "x"], 2, "there are two queries, in TEXT and --file; "),
        (["sparql", "ASK {}", "extra"], 2, "got unexpected extra argument (extra); see "
         '"csto-kg sparql --help"'),
        (["sparql", "ASK {}", "--timeout", "0"], 2, "invalid value for '--timeout': 0"),
        (["sparql", "INSERT DATA { <a:b> <a:b> 1 }"], 2, "<query>:1:1: INSERT makes this an "
         "update, and only queries are run here; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"),
        (["sparql", "ASK { SERVICE <x:y> {} }"], 2, "<query>:1:7: SERVICE would send the query to "
         "another server, and is not allowed; ask the local graph alone"),
        (["sparql", "ASK {\n ?x foo ?y }"], 3, '<query>:2:5: "foo" does not fit here; check the '
         "syntax just before it"),
        (["sparql", "ASK { ?x csot:a ?y }"], 3, '<query>:1:10: the prefix "csot:" is not declared; '
         'did you mean "csto"?'),
        (["sparql", "--file", "no.rq"], 3, "no.rq: cannot be read: No such file or directory; name "
         "a file that holds a query"),
        (["sparql", b"ASK { 'caf\xe9' }"], 3, "<query>:1:11: this is not UTF-8; write the query "
         "in UTF-8"),
        (["sparql", "ASK {}", "--output", "no/where"], 4, 'cannot write to "no/where": its folder '
         "does not exist; make the folder first"),
    ],
)  # fmt: skip
def test_bad_calls_get_one_line(
    run: Run, arguments: list[str | bytes], code: int, said: str
) -> None:
    done = run(*arguments)
    assert done.stderr.startswith(f"csto-kg: error: {said}")
    assert done.stderr.count("\n") == 1
    assert (done.returncode, done.stdout) == (code, "")


def test_a_syntax_error_names_the_file_or_standard_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("ASK {\n\n  foo }")
    line = ':3:3: "foo" does not fit here; check the syntax just before it\n'
    assert run("sparql", "--file", "q.rq").stderr == f"csto-kg: error: q.rq{line}"
    done = run("sparql", "-", input="ASK {\n\n  foo }")
    assert done.stderr == f"csto-kg: error: <stdin>{line}"


def test_a_query_that_is_not_utf_8(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes(b"ASK {\n 'caf\xe9' }")
    done = run("sparql", "--file", "q.rq")
    assert done.stderr == ("csto-kg: error: q.rq:2: this is not UTF-8; save the query as UTF-8\n")
    assert done.returncode == 3


def test_a_foreign_store(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear")
    done = run("--store", "home", "query", "all-tools")
    assert done.stderr == (
        'csto-kg: error: "home" holds other files and is no csto-kg store; '
        "name an empty directory, or one that csto-kg made\n"
    )
    assert done.returncode == 4


def test_listing_and_describing_leave_the_store_alone(run: Run, tmp_path: Path) -> None:
    assert run("--store", "new", "query").returncode == 0
    assert run("--store", "new", "query", "tools-in", "--describe").returncode == 0
    assert not (tmp_path / "new").exists()


def test_broken_data_are_named(run: Run, root: Path, tmp_path: Path) -> None:
    data = shutil.copytree(root / "tests" / "fixtures" / "data", tmp_path / "data")
    (data / "graphs" / "bad.ttl").write_text("<a:b>\n <a:c> 1 ; ; x .")
    done = run("query", "all-tools", env={"CSTO_KG_DATA": str(data), "PYTHONPATH": str(root)})
    assert done.stderr.startswith(f"csto-kg: error: {data}/graphs/bad.ttl:2:")
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)


def test_a_terminal_gets_a_table(run: Run, environment: dict[str, str]) -> None:
    import os
    import pty

    parent, child = pty.openpty()
    with subprocess.Popen(
        [*__import__("tests.cli.conftest", fromlist=["PROGRAM"]).PROGRAM, "query"],
        stdout=child, stdin=subprocess.DEVNULL, env=environment,
    ) as process:  # fmt: skip
        os.close(child)
        shown = b""
        try:
            while piece := os.read(parent, 65536):
                shown += piece
        except OSError:
            pass  # the other end has gone
        assert process.wait() == 0
    os.close(parent)
    assert shown.decode().replace("\r\n", "\n") == (
        "places\n"
        "  any-on     Was anything made on a day?\n"
        "  named      What bears a given name?\n"
        "\n"
        "tools\n"
        "  all-tools  Which tools are there?\n"
        "  tools-in   Which tools are kept in a place?\n"
    )
