"""Finds the article's prose in other texts, however they wrap, quote or hyphenate it.

The article is not ours to publish: eight of its words in a row, outside what it quotes itself and
outside its title, are too many. Words are compared by their *atoms*, which are what is left when
case, accents, apostrophes and all punctuation go and compounds fall apart; so a line break, a
comment mark, the seam of two string literals or another kind of dash hides nothing. A compound
counts as one word, as in the article.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import defaultdict

RUN = 8  # words in a row

_APOSTROPHES = re.compile("['’‘ʼ`´ʹ＇]")
_ATOM = re.compile(r"[^\W_]+")
_QUOTATION = re.compile(r"“[^”]*”")

# What may stand between two words of one sentence in a file, but is no word.
_MARKUP = [
    (re.compile(r"\\u([0-9a-fA-F]{4})"), lambda match: chr(int(match[1], 16))),  # \u2019
    (re.compile(r"\\[nrt]"), " "),
    (re.compile(r"""(["'])@[A-Za-z]+(?:-[A-Za-z0-9]+)*"""), r"\1 "),  # "…"@en
    (re.compile(r"""(["'])\^\^(?:<[^<>\s]*>|[\w-]*:[\w-]+)"""), r"\1 "),  # "…"^^xsd:string
    (re.compile(r"""(?<![\w"'])(?:[rbfu]|rb|br|fr|rf)(?=["'])""", re.IGNORECASE), " "),  # f"…"
    (re.compile(r"</?[A-Za-z][^<>]{0,300}>"), " "),  # <br>, <https://…>
]


def _plain(text: str) -> str:
    """Return ``text`` in one case, without accents, apostrophes, invisible marks and markup."""
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    text = unicodedata.normalize("NFKD", html.unescape(text))
    text = "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Cf"})
    return _APOSTROPHES.sub("", text.casefold())


def _atoms(text: str) -> list[str]:
    return _ATOM.findall(_plain(text))


class CopiedText:
    """Knows all runs of a text, and finds them elsewhere."""

    def __init__(self, prose: str) -> None:
        """Take ``prose``, whose “quotations” are nobody's own words: they end a run."""
        self._runs: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for part in _QUOTATION.sub("\0", prose).split("\0"):
            words = [atoms for word in re.split(r"[\s—]+", part) if (atoms := _atoms(word))]
            for start in range(len(words) - RUN + 1):
                run = tuple(atom for word in words[start : start + RUN] for atom in word)
                self._runs[run[:RUN]].append(run)

    def __len__(self) -> int:
        return sum(len(runs) for runs in self._runs.values())

    def find(self, text: str) -> str | None:
        """Return the first run that ``text`` has too, as its atoms, or None."""
        # Twice: a hyphen at the end of a line may be part of the word, or only of the line.
        for variant in (text, re.sub(r"(?<=\w)[-\u2010]\n\W*", "", text)):
            atoms = _atoms(variant)
            for start in range(len(atoms) - RUN + 1):
                for run in self._runs.get(tuple(atoms[start : start + RUN]), ()):
                    if tuple(atoms[start : start + len(run)]) == run:
                        return " ".join(run)
        return None


def article_prose(text: str) -> str:
    """Return the body of the article's file: title and imprint, its first lines, are no prose."""
    title, imprint, body = re.split(r"\n\s*\n", text, maxsplit=2)
    if "\n" in title.strip() or not imprint.startswith("Publication:"):
        raise ValueError(
            "this is not the article's file: title and imprint are not where they were"
        )
    return body
