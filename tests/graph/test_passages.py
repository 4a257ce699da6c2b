"""Passages point where they say into the text, and each yields records or says why not."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path

import pytest

from tests.graph.facts import Dataset, Node, iri, short
from tests.outside import NO_ARTICLE, TEXTS

Text = str


def digest(text: str) -> str:
    """SHA-256 after NFC, with runs of white space as one space and none at the ends."""
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    return hashlib.sha256(folded.encode()).hexdigest()


def blocks(text: str) -> list[range]:
    """The code points of each block between blank lines."""
    return [range(m.start(), m.end()) for m in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text)]


def number(data: Dataset, passage: Node, prop: str) -> int:
    text = data.facts.text(passage, prop)
    assert text is not None, f"{short(passage)} has no {prop}"
    return int(text)


def passages_of(data: Dataset, document: Node) -> list[Node]:
    """The passages of a document in the order of the text."""
    found = [
        p for p in data.instances("csto:Passage")
        if document in data.facts.values(p, "csto:inDocument")
    ]  # fmt: skip
    return sorted(found, key=lambda p: number(data, p, "csto:startOffset"))


def misplaced(data: Dataset, document: Node, text: Text) -> list[str]:
    """Passages whose offsets, hash, paragraph or sentence number the text does not bear out.

    Paragraph 0 is the title with the publication line below it, two blocks; then each block is
    a paragraph. Sentences count from 1 in each paragraph. Together the passages cover each
    character that is no white space once, in order.
    """
    found = []
    covered = 0
    previous = (0, 0)
    for passage in passages_of(data, document):
        start, end = (number(data, passage, f"csto:{p}Offset") for p in ("start", "end"))
        name = short(passage)
        if not covered <= start < end <= len(text):
            found.append(f"{name}: overlaps or lies outside the text")
        if text[covered:start].strip():
            found.append(f"{name}: text before it belongs to no passage")
        words = text[start:end]
        if words != words.strip():
            found.append(f"{name}: begins or ends with white space")
        if data.facts.text(passage, "csto:sha256") != digest(words):
            found.append(f"{name}: another hash")
        block = [i for i, span in enumerate(blocks(text)) if start in span and end - 1 in span]
        paragraph = number(data, passage, "csto:paragraph")
        if [max(i - 1, 0) for i in block] != [paragraph]:
            found.append(f"{name}: another paragraph")
        sentence = number(data, passage, "csto:sentence")
        expected = previous[1] + 1 if paragraph == previous[0] else 1
        if sentence != expected:
            found.append(f"{name}: another sentence number")
        previous = (paragraph, sentence)
        covered = max(covered, end)
    if text[covered:].strip():
        found.append("the end of the text belongs to no passage")
    return found


def misnamed(data: Dataset) -> list[str]:
    """Passages whose name does not give their paragraph and sentence: …-p3s4."""
    return [
        short(p) for p in data.instances("csto:Passage")
        if not short(p).endswith(
            f"-p{number(data, p, 'csto:paragraph')}s{number(data, p, 'csto:sentence')}"
        )
    ]  # fmt: skip


def uncovered(data: Dataset) -> list[str]:
    """Passages with neither a record nor a reason for having none, or with both."""
    found = []
    used = {e for r in data.records for e in data.facts.values(r, "csto:evidence")}
    for passage in data.instances("csto:Passage"):
        reason = data.facts.texts(passage, "csto:withoutRecord")
        if (passage in used) == bool(reason):
            found.append(f"{short(passage)}: {'both' if reason else 'neither'}")
    return found


def foreign_evidence(data: Dataset) -> list[str]:
    """Records of a text that rest on anything but passages of it."""
    found = []
    for record in data.records:
        sources = data.facts.values(record, "csto:source")
        for piece in data.facts.values(record, "csto:evidence"):
            documents = data.facts.values(piece, "csto:inDocument")
            if documents and documents != sources:
                found.append(f"{short(record)}: {short(piece)}")
    return found


def named_after_other_evidence(data: Dataset) -> list[str]:
    """Records that are named after a sentence, edm-p3s3-…, and do not rest on it."""
    found = []
    for record in data.records:
        match = re.match(r"id:(\w+-p\d+s\d+)-", short(record))
        if match and iri(f"id:{match[1]}") not in data.facts.values(record, "csto:evidence"):
            found.append(short(record))
    return found


@pytest.fixture(scope="session")
def texts(data: Dataset) -> dict[Node, Text]:
    """The texts in hand of the documents that passages point into."""
    found: dict[Node, Text] = {}
    for document in data.facts.subjects("csto:textFile"):
        path = TEXTS / Path(data.facts.text(document, "csto:textFile") or "")
        if path.is_file():
            found[document] = path.read_bytes().decode("utf-8")
    if not found:
        pytest.skip(NO_ARTICLE)
    return found


def test_passages_lie_where_they_say(data: Dataset, texts: dict[Node, Text]) -> None:
    for document, text in texts.items():
        assert misplaced(data, document, text) == []


def test_the_whole_text_has_the_hash_and_length_on_record(
    data: Dataset, texts: dict[Node, Text]
) -> None:
    for document, text in texts.items():
        assert data.facts.text(document, "csto:textSha256") == digest(text)
        assert data.facts.text(document, "csto:textLength") == str(len(text))


def test_every_passage_is_of_a_text_with_a_file_name(data: Dataset) -> None:
    assert len(data.instances("csto:Passage")) == 38
    for passage in data.instances("csto:Passage"):
        document = data.facts.value(passage, "csto:inDocument")
        assert document is not None
        assert data.facts.texts(document, "csto:textFile")


def test_names_give_paragraph_and_sentence(data: Dataset) -> None:
    assert misnamed(data) == []


def test_every_passage_yields_records_or_says_why_not(data: Dataset) -> None:
    assert uncovered(data) == []


def test_records_rest_on_their_own_source(data: Dataset) -> None:
    assert foreign_evidence(data) == []
    assert named_after_other_evidence(data) == []


P34 = "id:edm-p3s4"


@pytest.mark.parametrize(
    ("add", "remove", "expected"),
    [
        (f"{P34} csto:startOffset 2376 .", f"{P34} csto:startOffset 2377 .",
         ["begins or ends with white space"]),
        (f"{P34} csto:startOffset 2378 .", f"{P34} csto:startOffset 2377 .",
         ["text before it belongs to no passage", "another hash"]),
        (f"{P34} csto:endOffset 2550 .", f"{P34} csto:endOffset 2547 .",
         ["another hash"]),
        (f"{P34} csto:paragraph 4 .", f"{P34} csto:paragraph 3 .",
         ["another paragraph", "another sentence number"]),
        (f"{P34} csto:sentence 5 .", f"{P34} csto:sentence 4 .", ["another sentence number"]),
        (f'{P34} csto:sha256 "0" .',
         f'{P34} csto:sha256 "32f902f62d838392faac18b9cf7bb6a6e53cc6fcf61bfcc2791a499faad8b183" .',
         ["another hash"]),
    ],
)  # fmt: skip
def test_a_misplaced_passage_is_caught(
    data: Dataset, texts: dict[Node, Text], add: str, remove: str, expected: list[str]
) -> None:
    document = iri("id:edm-15-168")
    broken = misplaced(data.changed(add=add, remove=remove), document, texts[document])
    assert [v for v in broken if v.startswith(f"{P34}: ")] == [f"{P34}: {e}" for e in expected]


def test_a_changed_text_is_caught(data: Dataset, texts: dict[Node, Text]) -> None:
    document = iri("id:edm-15-168")
    text = texts[document]
    assert misplaced(data, document, text.replace("formal head", "former head"))
    assert misplaced(data, document, text + "\n\nMore.") == [
        "the end of the text belongs to no passage"
    ]
    assert misplaced(data, document, text.replace(" ", "\n", 3)) == []  # white space is folded


def test_an_uncovered_passage_is_caught(data: Dataset) -> None:
    broken = data.changed(add='id:edm-p1s1 csto:withoutRecord "none" . id:edm-new a csto:Passage .')
    before = uncovered(data)
    assert [v for v in uncovered(broken) if v not in before] == [
        "id:edm-new: neither", "id:edm-p1s1: both",
    ]  # fmt: skip


def test_foreign_evidence_is_caught(data: Dataset) -> None:
    broken = data.changed(
        add="id:edm-p1s1 csto:inDocument id:astana-declaration .",
        remove="""id:edm-p1s1 csto:inDocument id:edm-15-168 .
                  id:edm-p1s2-general csto:evidence id:edm-p1s2 .""",
    )
    assert "id:edm-p1s1-bone-of-contention: id:edm-p1s1" in foreign_evidence(broken)
    assert named_after_other_evidence(broken) == ["id:edm-p1s2-general"]
