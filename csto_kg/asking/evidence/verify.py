"""Is each passage still in the text, and in its place?

A passage is known by its place and by the hash of its words; the words themselves are not in the
graph. In its place: *ok*. The same words elsewhere: *moved*. Neither: *changed*. A text in which
nearly none of a document's passages stand is another text altogether, and no change.

Finding moved words means hashing windows of the text. The search goes outwards from where the
passage should be and ends after a set number of windows, so that a huge file costs seconds.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from csto_kg.asking.evidence.passage_text import SourceText, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from csto_kg.asking.evidence.support import Document, Passage

WINDOWS = 50_000
"""How many windows of a text are hashed at most in looking for one passage."""

_MATCH_WINDOWS = 400_000  # in all, when a text is matched with a document
_FEWEST = 0.1  # the share of a document's passages that a text of that document has at least


class Verdict(StrEnum):
    """How a passage stands in a text."""

    OK = "ok"
    MOVED = "moved"
    CHANGED = "changed"
    NOT_VERIFIED = "not verified"


@dataclass(frozen=True)
class Finding:
    """The verdict on one passage, and the words that stand at its place, or at the new one.

    ``start`` and ``end`` give that place in the file. ``searched_all`` is false when a passage
    was not found and the text is too long to be searched from end to end.
    """

    passage: Passage
    verdict: Verdict
    words: str = ""
    start: int = 0
    end: int = 0
    searched_all: bool = True


@dataclass(frozen=True)
class Match:
    """How well a text fits a document: the same text as a whole, or how many passages it has."""

    document: Document
    same: bool
    found: int
    total: int

    @property
    def fits(self) -> bool:
        """Whether this is a text of the document, changed or not."""
        return self.same or self.found > self.total * _FEWEST


def match(document: Document, passages: Sequence[Passage], text: SourceText) -> Match:
    """Return how well a text fits a document with these passages; counts no more than needed."""
    same = document.text_sha256 == text.sha256
    result = Match(document, same, 0, len(passages))
    limit = max(1_000, _MATCH_WINDOWS // max(len(passages), 1))
    for passage in passages:
        if result.fits:
            break
        if _in_place(passage, text) or _whole_words(passage, text, limit) is not None:
            result = replace(result, found=result.found + 1)
    return result


def verify(passage: Passage, text: SourceText) -> Finding:
    """Return the verdict on a passage in a text of its document."""
    if _in_place(passage, text):
        return _finding(passage, Verdict.OK, text, passage.start, passage.end)
    place = _whole_words(passage, text) or _anywhere(passage, text)
    if place is not None:
        return _finding(passage, Verdict.MOVED, text, *text.place(*place))
    everything = len(text.normalized) <= WINDOWS
    end = min(passage.end, len(text.content))
    return _finding(passage, Verdict.CHANGED, text, passage.start, end, searched_all=everything)


def _finding(
    passage: Passage,
    verdict: Verdict,
    text: SourceText,
    start: int,
    end: int,
    *,
    searched_all: bool = True,
) -> Finding:
    words = " ".join(text.content[start:end].split())
    return Finding(passage, verdict, words, start, end, searched_all)


def _in_place(passage: Passage, text: SourceText) -> bool:
    return digest(text.content[passage.start : passage.end]) == passage.sha256


def _whole_words(
    passage: Passage, text: SourceText, limit: int = WINDOWS
) -> tuple[int, int] | None:
    """Find the passage where a word starts and one ends: cheap, and nearly always enough."""
    length = passage.end - passage.start
    content = text.normalized
    starts = islice(_outwards(text.word_starts, _expected(passage, text)), limit)
    windows = (
        (start, start + length)
        for start in starts
        if content[start + length : start + length + 1] in ("", " ")
    )
    return _find(passage, content, windows)


def _anywhere(passage: Passage, text: SourceText) -> tuple[int, int] | None:
    """Find a passage that starts within a word, or whose folded form has another length."""
    length = passage.end - passage.start
    content = text.normalized
    expected = _expected(passage, text)
    everywhere = ((s, s + length) for s in _outwards(range(len(content)), expected))
    return _find(passage, content, everywhere) or _find(
        passage, content, _other_lengths(text, expected, length)
    )


def _other_lengths(text: SourceText, expected: int, length: int) -> Iterator[tuple[int, int]]:
    """Windows of whole words that are somewhat shorter or longer than the passage."""
    content = text.normalized
    slack = max(16, length // 8)
    for start in _outwards(text.word_starts, expected):
        end = content.find(" ", start + max(length - slack, 1))
        while end != -1 and end <= start + length + slack:
            yield start, end
            end = content.find(" ", end + 1)
        if end == -1:
            yield start, len(content)


def _find(
    passage: Passage, content: str, windows: Iterable[tuple[int, int]]
) -> tuple[int, int] | None:
    wanted = bytes.fromhex(passage.sha256) if _is_hash(passage.sha256) else b""
    for start, end in islice(windows, WINDOWS):
        if start < end <= len(content):
            words = content[start:end]
            if hashlib.sha256(words.encode()).digest() == wanted:
                return start, end
    return None


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)


def _expected(passage: Passage, text: SourceText) -> int:
    """About where in the normalized text the passage should be."""
    whole = max(len(text.content), 1)
    return min(passage.start, whole) * len(text.normalized) // whole


def _outwards(positions: Sequence[int], centre: int) -> Iterator[int]:
    """The positions, which are sorted, by their distance from ``centre``."""
    right = bisect_left(positions, centre)
    left = right - 1
    while left >= 0 or right < len(positions):
        near_left = right >= len(positions) or (
            left >= 0 and centre - positions[left] <= positions[right] - centre
        )
        if near_left:
            yield positions[left]
            left -= 1
        else:
            yield positions[right]
            right += 1
