"""What stands between quotation marks in the article, letter by letter, each in one record."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.graph.facts import Dataset, Node, iri, short

QUOTED = re.compile(r"“([^“”]*)”")
BRACKETED = re.compile(r"\[([^\[\]]*)\]")


class Printed(NamedTuple):
    """Words that the text marks, and the passage in which they stand."""

    words: str
    passage: str


def printed(data: Dataset, text: str, mark: re.Pattern[str]) -> list[Printed]:
    found = []
    for passage in data.instances("csto:Passage"):
        start, end = (data.facts.text(passage, f"csto:{p}Offset") for p in ("start", "end"))
        assert start is not None and end is not None
        words = text[int(start) : int(end)]
        found += [Printed(match[1], short(passage)) for match in mark.finditer(words)]
    return found


def recorded(data: Dataset, *properties: str) -> list[tuple[Node, str, list[str]]]:
    """Record, words, names of the passages that it rests on; for records of the article."""
    return [
        (record, words, [short(e) for e in data.facts.values(record, "csto:evidence")])
        for record in data.records
        if iri("id:edm-15-168") in data.facts.values(record, "csto:source")
        for prop in properties
        for words in data.facts.texts(record, prop)
    ]


def misquoted(data: Dataset, text: str) -> list[str]:
    """Quotations on record that the article does not print so, and printed ones not on record."""
    found = []
    for mark, properties in (
        (QUOTED, ("csto:verbatim", "csto:quotedWords")),
        (BRACKETED, ("csto:insertion",)),
    ):
        in_text = printed(data, text, mark)
        in_records = recorded(data, *properties)
        for record, words, passages in in_records:
            if not any(Printed(words, passage) in in_text for passage in passages):
                found.append(f"{short(record)}: not printed so: {words}")
        for words, passage in in_text:
            holders = [r for r, w, passages in in_records if w == words and passage in passages]
            if len(holders) != 1:
                found.append(f"{passage}: in {len(holders)} records: {words}")
    return found


def stray_insertions(data: Dataset) -> list[str]:
    """Insertions that are not the bracketed words of the record's own quotation."""
    found = []
    for record in data.records:
        quoted = data.facts.texts(record, "csto:verbatim")
        bracketed = {words for quotation in quoted for words in BRACKETED.findall(quotation)}
        if bracketed != set(data.facts.texts(record, "csto:insertion")):
            found.append(short(record))
    return found


def scare_quotes_of_a_speaker(data: Dataset) -> list[str]:
    """Words of a speaker on a record that has none."""
    return [
        short(r) for r in data.facts.subjects("csto:verbatim")
        if not data.facts.values(r, "csto:speaker")
    ]  # fmt: skip


@pytest.fixture(scope="session")
def text(article_file: Path) -> str:
    return article_file.read_bytes().decode("utf-8")


def test_the_article_has_the_marks_that_the_test_knows(data: Dataset, text: str) -> None:
    assert text.count("“") == text.count("”") == len(printed(data, text, QUOTED)) == 12
    assert text.count("[") == text.count("]") == len(printed(data, text, BRACKETED)) == 2
    assert '"' not in text


def test_every_quotation_is_the_articles_own_and_in_one_record(data: Dataset, text: str) -> None:
    assert misquoted(data, text) == []


def test_insertions_are_the_bracketed_words(data: Dataset) -> None:
    assert stray_insertions(data) == []


def test_a_speakers_words_have_a_speaker(data: Dataset) -> None:
    assert scare_quotes_of_a_speaker(data) == []


def test_a_misquotation_is_caught(data: Dataset, text: str) -> None:
    broken = data.changed(
        add="""id:edm-p6s2-eager csto:verbatim "Armenia is keen" .
               id:edm-p7s2-bold-rhetoric csto:quotedWords "punish" .""",
        remove='id:edm-p6s2-eager csto:verbatim "Armenia is eager" .',
    )
    assert misquoted(broken, text) == [
        "id:edm-p6s2-eager: not printed so: Armenia is keen",
        "id:edm-p6s2: in 0 records: Armenia is eager",
        "id:edm-p7s2: in 2 records: punish",
    ]


def test_a_quotation_from_another_sentence_is_caught(data: Dataset, text: str) -> None:
    broken = data.changed(
        add="id:edm-p7s2-russia-punish csto:evidence id:edm-p7s3 .",
        remove="id:edm-p7s2-russia-punish csto:evidence id:edm-p7s2 .",
    )
    assert misquoted(broken, text) == [
        "id:edm-p7s2-russia-punish: not printed so: punish", "id:edm-p7s2: in 0 records: punish",
    ]  # fmt: skip


def test_a_lost_insertion_is_caught(data: Dataset, text: str) -> None:
    broken = data.changed(remove='id:edm-p4s4-will-demand csto:insertion "non-member" .')
    assert stray_insertions(broken) == ["id:edm-p4s4-will-demand"]
    assert misquoted(broken, text) == ["id:edm-p4s4: in 0 records: non-member"]
