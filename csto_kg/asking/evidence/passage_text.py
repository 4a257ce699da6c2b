"""A text with its words in a form that can be compared, and where each stands in the file.

Two texts are the same when their words are, after Unicode composition (NFC) and with each run of
white space as one space. Offsets count code points of the file as it is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from csto_kg.text_files import read_text, shown_path

_WORD = re.compile(r"\S+")


def normalize(text: str) -> str:
    """Return the text in NFC, white space (no-break spaces too) folded and stripped."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def digest(text: str) -> str:
    """Return the SHA-256 of the normalized text, in hexadecimal."""
    return hashlib.sha256(normalize(text).encode()).hexdigest()


@dataclass(frozen=True)
class SourceText:
    """The text of a file, named as the user named it."""

    name: str
    content: str

    @cached_property
    def sha256(self) -> str:
        """The hash of the whole text."""
        return digest(self.content)

    @cached_property
    def words(self) -> list[tuple[int, str]]:
        """Each word with its place in the file."""
        normal = unicodedata.is_normalized("NFC", self.content)
        return [
            (match.start(), match[0] if normal else unicodedata.normalize("NFC", match[0]))
            for match in _WORD.finditer(self.content)
        ]

    @cached_property
    def normalized(self) -> str:
        """The normalized text."""
        return " ".join(word for _, word in self.words)

    @cached_property
    def word_starts(self) -> list[int]:
        """Where in the normalized text each word starts."""
        starts, position = [], 0
        for _, word in self.words:
            starts.append(position)
            position += len(word) + 1
        return starts

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the file a part of the normalized text, not empty, stands."""
        return self._offset(start), self._offset(end - 1) + self._width(end - 1)

    def _offset(self, position: int) -> int:
        index = bisect_right(self.word_starts, position) - 1
        start, word = self.words[index]
        return start + self._raw_length(start, word, position - self.word_starts[index])

    def _width(self, position: int) -> int:
        index = bisect_right(self.word_starts, position) - 1
        start, word = self.words[index]
        inside = position - self.word_starts[index]
        return self._raw_length(start, word, inside + 1) - self._raw_length(start, word, inside)

    def _raw_length(self, start: int, word: str, length: int) -> int:
        """How many code points of the file make the first ``length`` ones of a word."""
        if self.content.startswith(word, start):
            return length
        match = _WORD.match(self.content, start)
        raw = match[0] if match else word
        for taken in range(1, len(raw)):
            if unicodedata.combining(raw[taken]):
                continue  # a letter and its marks stay together
            # Equal, not only as long: Korean letters join without being combining marks.
            if unicodedata.normalize("NFC", raw[:taken]).startswith(word[:length]):
                return taken if length else 0
        return len(raw) if length else 0


def source_text(path: str) -> SourceText:
    """Read a text; ``-`` is standard input. A byte order mark is no part of it.

    Raises InputError when the file cannot be read or is not UTF-8, with the place of the byte.
    """
    content = read_text(
        path,
        unreadable="name a file with the text",
        not_utf8="save the text as UTF-8",
        no_stdin="name a file with the text",
        exact=True,
    )
    return SourceText(shown_path(path), content)
