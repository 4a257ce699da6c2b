"""The article's prose is nowhere in the repository, and the test that says so can see."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.repo.copied_text import RUN, CopiedText, article_prose
from tests.repo.files import repository_texts

# Ours, and about something else, so that this file may spell it out.
SAMPLE = """\
The harbour-master’s old dog slept beneath the café’s blue awning until a co-owner of the bakery,
who “never once in his whole life raised his voice at an animal”, woke it with a bone. Then
the dog ran off—nobody saw where—and came home in the evening with wet paws.
"""
COPY = "The harbour-master’s old dog slept beneath the café’s blue awning"


@pytest.fixture(scope="module")
def sample() -> CopiedText:
    return CopiedText(SAMPLE)


@pytest.fixture(scope="module")
def article(article_file: Path) -> CopiedText:
    return CopiedText(article_prose(article_file.read_text(encoding="utf-8")))


def test_no_file_has_eight_words_of_the_article_in_a_row(root: Path, article: CopiedText) -> None:
    texts = repository_texts(root)
    assert len(texts) > 20
    found = {name: run for name, text in texts.items() if (run := article.find(name + "\n" + text))}
    assert found == {}


def test_no_commit_message_has_eight_words_of_the_article_in_a_row(
    root: Path, article: CopiedText
) -> None:
    log = subprocess.run(
        ["git", "log", "--format=%h%n%B%x00"], cwd=root, check=True, capture_output=True, text=True
    ).stdout
    found = {text.split()[0]: run for text in log.split("\0") if (run := article.find(text))}
    assert found == {}


def test_every_sentence_of_the_article_would_be_found(
    article: CopiedText, article_file: Path
) -> None:
    prose = article_prose(article_file.read_text(encoding="utf-8"))
    pieces = [p for p in re.split(r"“[^”]*”|(?<=\w\w)[.:;]\s", prose) if len(p.split()) >= RUN]
    assert len(pieces) > 30
    missed = [
        number
        for number, piece in enumerate(pieces)
        if not article.find("# notes\n> " + re.sub(r"\s+", "\n> ", piece.strip().upper()))
    ]
    assert missed == []


@pytest.mark.parametrize(
    "planted",
    [
        COPY,
        COPY.upper(),
        COPY.replace("’", "'"),
        COPY.replace("’", ""),
        COPY.replace("’", "&rsquo;"),
        COPY.replace("’", "\\u2019"),
        COPY.replace("é", "e"),
        COPY.replace("é", "e\u0301"),
        COPY.replace("-", " "),
        COPY.replace("-", "–"),
        COPY.replace("-", "\u2011"),
        COPY.replace(" slept", " sl\u00adept"),
        COPY.replace(" ", "\n"),
        COPY.replace(" ", "\n# "),
        COPY.replace(" ", "_"),
        COPY.replace("slept", "slep-\nt"),
        COPY.replace("slept", "**slept**"),
        COPY.replace("slept", "<em>slept</em>"),
        COPY.replace(" dog ", ' dog "@en,\n    "'),
        COPY.replace(" dog ", ' dog "^^xsd:string, "'),
        COPY.replace(" dog ", ' dog "\n    f"'),
        f"nothing else {COPY} nothing else",
        f"“{COPY}”",
    ],
)
def test_disguises_do_not_hide_a_copy(sample: CopiedText, planted: str) -> None:
    assert sample.find(planted)


@pytest.mark.parametrize(
    "harmless",
    [
        "",
        "The harbour-master’s dog slept beneath the café’s blue awning",  # a word is left out
        "master’s old dog slept beneath the café’s blue",
        "never once in his whole life raised his voice at an animal",  # a quotation
        "a co-owner of the bakery, who woke it with a bone. Then the",  # the quotation breaks it
        "The old dog of the harbour-master slept beneath the blue awning of the café",
    ],
)
def test_other_words_and_quotations_do_not_fire(sample: CopiedText, harmless: str) -> None:
    assert sample.find(harmless) is None


def test_a_compound_counts_as_one_word(sample: CopiedText) -> None:
    seven = "harbour-master’s old dog slept beneath the café’s"
    assert len(seven.split()) == RUN - 1
    assert sample.find(seven) is None
    assert sample.find(seven + " blue")


def test_a_copy_in_an_untracked_file_is_seen(tmp_path: Path, sample: CopiedText) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text("ignored.md\n")
    (tmp_path / "ignored.md").write_text(SAMPLE)
    (tmp_path / "facts.ttl").write_text(f'ex:dog rdfs:comment "{COPY}"@en .\n')
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\xff\xfe")
    texts = repository_texts(tmp_path)
    assert {name: bool(sample.find(text)) for name, text in texts.items()} == {
        ".gitignore": False,
        "facts.ttl": True,
    }


def test_another_file_is_not_taken_for_the_article() -> None:
    with pytest.raises(ValueError, match="not the article"):
        article_prose("A title\n\nA paragraph.\n\nAnother.\n")
