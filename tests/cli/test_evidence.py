"""``evidence``: what a record rests on, and whether a text still says it."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

import pytest

from tests.harbour import text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

RECORD = """\
Boris Öst asked for a vote
  record    harbour-vote-asked, attributed statement
  passage   harbour-p1s3: the harbour report, paragraph 1, sentence 3
            code points 131 to 169 of harbour.txt
            SHA-256 {sha}
"""
CITATION = """\
Anna Élan headed the board until 2 June 2001
  record    log-tenure, reported as fact
  citation  cite-herald: Port Herald, 2001-06-02
            https://example.org/herald/1
            supports: The last day of Anna Élan.
"""
UNVERIFIABLE = "csto-kg: a citation cannot be verified against a text\n"


def sha_of(words: str) -> str:
    from csto_kg.asking.evidence.passage_text import digest

    return digest(words)


WORDS = "On 3 June, Boris Öst asked for a vote."
PLAIN = RECORD.format(sha=sha_of(WORDS))


@pytest.mark.usefixtures("harbour")
def test_a_record(run: Run) -> None:
    done = run("evidence", "harbour-vote-asked")
    assert (done.stdout, done.stderr, done.returncode) == (PLAIN, "", 0)


@pytest.mark.usefixtures("harbour")
def test_a_record_with_its_text(run: Run) -> None:
    done = run("evidence", "harbour-vote-asked", "--text", "harbour.txt")
    verified = f"            ok: the words stand there, and have this hash\n            | {WORDS}\n"
    assert (done.stdout, done.stderr, done.returncode) == (PLAIN + verified, "", 0)
    piped = run("evidence", "harbour-vote-asked", "--text", "-", input=text())
    assert (piped.stdout, piped.returncode) == (done.stdout, 0)


@pytest.mark.usefixtures("harbour")
def test_citations(run: Run) -> None:
    assert run("evidence", "log-tenure").stdout == CITATION
    done = run("evidence", "log-tenure", "--text", "harbour.txt")
    assert (done.stdout, done.returncode) == (CITATION, 0)
    assert done.stderr == UNVERIFIABLE + "csto-kg: there is no passage here to verify\n"
    assert (
        run("evidence", "cite-herald").stdout
        == "Port Herald on the board\n" + "\n".join(CITATION.splitlines()[2:]) + "\n"
    )


@pytest.mark.usefixtures("harbour")
def test_a_passage_is_its_own_evidence(run: Run) -> None:
    shown = run("evidence", "harbour-p1s3").stdout
    assert shown == "\n".join(["harbour, paragraph 1, sentence 3", *PLAIN.splitlines()[2:], ""])


@pytest.mark.usefixtures("harbour")
def test_a_thing_shows_each_record_about_it_and_each_passage_once(run: Run) -> None:
    shown = run("evidence", "anna-elan").stdout
    assert [line.split()[1] for line in shown.splitlines() if line.startswith("  record")] == [
        "harbour-fair,", "harbour-tenure,", "harbour-term,", "log-tenure,"
    ]  # fmt: skip
    assert shown.endswith(f"\n\n{CITATION}")


@pytest.mark.usefixtures("harbour")
def test_a_thing_without_records(run: Run) -> None:
    done = run("evidence", "port-herald")
    assert done.stdout == "No record about id:port-herald gives evidence.\n"


@pytest.mark.usefixtures("harbour")
def test_for_programs(run: Run) -> None:
    done = run("evidence", "anna-elan", "--text", "harbour.txt", "--format", "json")
    assert done.stderr == UNVERIFIABLE
    rows = json.loads(done.stdout)["results"]["bindings"]
    assert [row.get("verdict", {}).get("value") for row in rows] == ["ok"] * 4 + [None]
    assert rows[0]["evidence"]["value"].endswith("/harbour-p1s2")
    assert rows[4]["url"]["value"] == "https://example.org/herald/1"
    header = run("evidence", "log-tenure", "--format", "csv").stdout.splitlines()[0]
    assert "verdict" not in header


CHANGES = {
    "word": (lambda t: t.replace("asked for", "demanded"), 1, "CHANGED: other words stand there, "
             "and the passage is not anywhere in the text"),
    "paragraph": (lambda t: t.replace("\n\n", "\n\nNew.\n\n", 1), 1,
                  "MOVED: the same words stand at code points 137 to 175"),
    "crlf": (lambda t: t.replace("\n", "\r\n"), 1,
             "MOVED: the same words stand at code points 133 to 171"),
    "bom": (lambda t: "\ufeff" + t, 0, "ok: the words stand there, and have this hash"),
    "nfd": (lambda t: unicodedata.normalize("NFD", t), 1,
            "MOVED: the same words stand at code points 133 to 172"),
    "truncated": (lambda t: t[:140], 1, "CHANGED: other words stand there, and the passage is not "
                  "anywhere in the text"),
    "cut before": (lambda t: t[:100], 1, "CHANGED: the text ends before it, and the passage is "
                   "not anywhere in the text"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(CHANGES))
def test_a_changed_text(run: Run, harbour: Path, name: str) -> None:
    change, code, verdict = CHANGES[name]
    (harbour / "copy.txt").write_bytes(change(text()).encode())
    done = run("evidence", "harbour-vote-asked", "--text", "copy.txt")
    assert done.stdout.startswith(f"{PLAIN}            {verdict}\n")
    assert done.returncode == code
    hint = "csto-kg: copy.txt has CRLF line ends, which shift all places\n"
    assert done.stderr == (hint if name == "crlf" else "")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "copy.txt: this is not the text of harbour: it is empty; give harbour.txt"),
        (b"\n \n", "copy.txt: this is not the text of harbour: it is empty; give harbour.txt"),
        (b"Lorem ipsum. " * 99, "copy.txt: this is not the text of harbour: 0 of its 6 passages "
         "stand in it; give harbour.txt"),
        (b"good\nb\xe4d", "copy.txt:2: this is not UTF-8: byte 6 (0xe4) is wrong there; save the "
         "text as UTF-8"),
        (None, "copy.txt: cannot be read: No such file or directory; name a file with the text"),
    ],
)  # fmt: skip
def test_a_wrong_text(run: Run, harbour: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (harbour / "copy.txt").write_bytes(content)
    done = run("evidence", "harbour-vote-asked", "--text", "copy.txt")
    assert (done.stdout, done.stderr) == ("", f"csto-kg: error: {message}\n")
    assert done.returncode == 3


@pytest.mark.usefixtures("harbour")
def test_one_text_twice_and_standard_input_twice(run: Run) -> None:
    done = run("evidence", "anna-elan", "--text", "harbour.txt", "--text", "harbour.txt")
    assert done.stderr == (
        "csto-kg: error: harbour.txt: this is a second text of harbour; give one text for each "
        "document\n"
    )
    assert done.returncode == 3
    assert run("evidence", "anna-elan", "--text", "-", "--text", "-").returncode == 2


def test_each_document_needs_its_text(run: Run, harbour: Path) -> None:
    graphs = harbour / "graphs"
    graphs.mkdir()
    data = harbour / "data" / "graphs"
    source = (data / "harbour.ttl").read_text(encoding="utf-8")
    (graphs / "harbour.ttl").write_text(source, encoding="utf-8")
    # The same report once more, as another document about the same people.
    for name in ("harbour-", "id:harbour ", "graph:harbour", "harbour.txt"):
        source = source.replace(name, name.replace("harbour", "second"))
    source = source.replace("the harbour report", "the second report")
    (graphs / "second.ttl").write_text(source.replace("bb2739c1", "00000000"), encoding="utf-8")
    data.unlink()
    data.symlink_to(graphs)
    done = run("evidence", "boris-ost", "--text", "harbour.txt")
    assert done.stderr == (
        "csto-kg: the passages of the second report (second) are not verified: give its text too\n"
    )
    assert done.returncode == 0
    assert "            ok: the words stand there" in done.stdout
    assert "            not verified: no text of second was given\n" in done.stdout


def test_the_article_itself(
    run: Run, root: Path, environment: dict[str, str], article_file: Path
) -> None:
    environment["CSTO_KG_DATA"] = str(root)
    done = run(
        "evidence", "Eurasia Daily Monitor 15/168", "--text", str(article_file), "--format", "csv"
    )
    assert done.returncode == 0
    assert done.stdout.count(",ok,") > 100
    assert ",moved," not in done.stdout and ",changed," not in done.stdout
