"""Passages in texts: in place, moved, changed; and texts that are not theirs."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csto_kg.asking.evidence.passage_text import SourceText, digest, normalize
from csto_kg.asking.evidence.support import Document, Passage
from csto_kg.asking.evidence.verify import Verdict, match, verify

SENTENCES = [
    "Naïve façades stood by the quay.",
    "“Nobody”,  said the keeper, “paints them.”",
    "It was\u00a0late.",
    "The boats came in one by one, and none was missed.",
    "Nine were counted twice over.",
]
TEXT = f"{SENTENCES[0]} {SENTENCES[1]}\n\n{SENTENCES[2]} {SENTENCES[3]}\n\n{SENTENCES[4]}\n"


def passages(text: str, sentences: list[str]) -> list[Passage]:
    document = Document("x:doc", "doc", "doc.txt", digest(text), len(text))
    places = [text.index(sentence) for sentence in sentences]
    return [
        Passage(f"x:p{n}", document, 1, n, at, at + len(words), digest(words))
        for n, (at, words) in enumerate(zip(places, sentences, strict=True))
    ]


PASSAGES = passages(TEXT, SENTENCES)


def verdicts(text: str) -> list[str]:
    source = SourceText("t", text)
    return [str(verify(passage, source).verdict) for passage in PASSAGES]


def words_at(text: str) -> list[str]:
    source = SourceText("t", text)
    found = [verify(passage, source) for passage in PASSAGES]
    return [normalize(text[finding.start : finding.end]) for finding in found]


def fits(text: str) -> bool:
    return match(PASSAGES[0].document, PASSAGES, SourceText("t", text)).fits


NORMAL = [normalize(sentence) for sentence in SENTENCES]


def test_normal_form() -> None:
    assert normalize(" a\u00a0\n\tb\u2003e\u0301 ") == "a b é"
    assert digest("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"


def test_the_text_itself() -> None:
    assert verdicts(TEXT) == ["ok"] * 5
    assert words_at(TEXT) == NORMAL


def test_one_word_changed() -> None:
    changed = TEXT.replace("keeper", "warden!")
    assert verdicts(changed) == ["ok", "changed", "moved", "moved", "moved"]
    assert words_at(changed)[2:] == NORMAL[2:]
    assert fits(changed)


def test_a_paragraph_inserted() -> None:
    inserted = TEXT.replace("\n\n", "\n\nA new one.\n\n", 1)
    assert verdicts(inserted) == ["ok", "ok", "moved", "moved", "moved"]
    assert words_at(inserted) == NORMAL
    assert fits(inserted)


def test_crlf_line_ends() -> None:
    text = TEXT.replace("\n", "\r\n")
    assert verdicts(text) == ["ok", "ok", "moved", "moved", "moved"]
    assert words_at(text) == NORMAL
    assert fits(text)


@pytest.mark.parametrize("form", ["NFD", "NFC"])
def test_unicode_forms(form: str) -> None:
    text = unicodedata.normalize(form, TEXT)  # type: ignore[arg-type]
    moved = "moved" if form == "NFD" else "ok"
    assert verdicts(text) == [moved] * 5
    assert words_at(text) == NORMAL
    assert fits(text)


def test_white_space_of_every_kind() -> None:
    text = TEXT.replace(" ", " \u2003\n")
    assert verdicts(text) == ["moved"] * 5
    assert words_at(text) == NORMAL
    assert fits(text)


def test_a_passage_inside_a_word() -> None:
    text = "x" + TEXT.replace("Nine", "(Nine").replace("over.\n", "over.)\n")
    assert verdicts(text) == ["moved"] * 5
    assert words_at(text) == NORMAL


def test_a_truncated_text() -> None:
    assert verdicts(TEXT[:-20]) == ["ok", "ok", "ok", "ok", "changed"]
    finding = verify(PASSAGES[4], SourceText("t", TEXT[:20]))
    assert (finding.verdict, finding.words) == (Verdict.CHANGED, "")


def test_of_two_places_the_nearer_one_is_named() -> None:
    far, near = (f"{SENTENCES[4]} {'filler ' * n}{SENTENCES[4]}" for n in (40, 10))
    assert 100 < PASSAGES[4].start < 150
    assert verify(PASSAGES[4], SourceText("t", far)).start == 0
    assert verify(PASSAGES[4], SourceText("t", near)).start == 100


def test_another_text_is_no_changed_text() -> None:
    assert not fits("")
    assert not fits("Lorem ipsum dolor sit amet. " * 100)
    assert not fits(TEXT.upper())
    assert fits(f"An anthology. {SENTENCES[3]} And so on.")


def test_a_hash_that_is_none_is_found_nowhere() -> None:
    odd = Passage("x:odd", PASSAGES[0].document, 1, 1, 0, 5, "no hash")
    assert verify(odd, SourceText("t", TEXT)).verdict is Verdict.CHANGED


def test_a_huge_text_costs_a_bounded_time_and_says_so() -> None:
    text = SourceText("t", "one two three four five " * 100_000)
    started = time.monotonic()
    finding = verify(PASSAGES[3], text)
    assert not match(PASSAGES[0].document, PASSAGES, text).fits
    assert time.monotonic() - started < 20
    assert (finding.verdict, finding.searched_all) == (Verdict.CHANGED, False)


PARTS = st.lists(st.text("aé e\u0301\u0323한\u1112\u1161\u11ab\u00a0\n", min_size=1), min_size=2)


@settings(max_examples=500)
@given(PARTS, st.text("xé\u0301 ", max_size=5))
@example(["a", "\u1112\u1161"], "")
@example(["a", "\u1112\u1161\u11ab"], "")
def test_moved_words_have_the_hash_where_they_are_said_to_be(parts: list[str], before: str) -> None:
    text = " | ".join(parts)
    start = len(parts[0]) + 3
    passage = _passage(start, parts[1])
    assert verify(passage, SourceText("t", text)).verdict is Verdict.OK
    moved = SourceText("t", f"{before} | {text}")
    finding = verify(passage, moved)
    if finding.verdict is Verdict.MOVED:
        assert digest(moved.content[finding.start : finding.end]) == passage.sha256


@given(
    st.lists(st.from_regex(r"[a-cé]+([ \n][a-cé]+)*", fullmatch=True), min_size=2),
    st.from_regex(r"[x ]+", fullmatch=True),
)
def test_words_are_found_wherever_they_move(parts: list[str], before: str) -> None:
    passage = _passage(len(parts[0]) + 1, parts[1])
    text = SourceText("t", before + "|".join(parts).replace(" ", "  "))
    assert verify(passage, text).verdict in (Verdict.MOVED, Verdict.OK)


def _passage(start: int, words: str) -> Passage:
    document = Document("x:doc", "doc", None, None, None)
    return Passage("x:p", document, 1, 1, start, start + len(words), digest(words))


def test_a_text_with_the_hash_of_the_whole_fits_though_no_passage_is_known() -> None:
    document = PASSAGES[0].document
    assert match(document, [], SourceText("t", TEXT.replace("\n", "\r\n"))).fits
    assert not match(document, [], SourceText("t", TEXT + "more")).fits
