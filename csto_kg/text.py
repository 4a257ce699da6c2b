"""Text made safe to show: what a terminal would obey is written out instead.

A literal of the graph, a file name or an argument may hold escape sequences, newlines or
characters that turn the reading direction. Tables and error lines show them as ``\\xNN`` or
``\\uNNNN``; data formats (TSV, JSON, Turtle) have their own escapes and do not come here.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date

DAY_FORM = "write a day as YYYY-MM-DD, as in 2018-11-02"
"""What is said to who writes a day otherwise."""

# Bidirectional overrides and isolates, line and paragraph separators: harmless as data, but on
# a terminal they let one cell rearrange its neighbours.
_UNSAFE_FORMAT = frozenset(
    "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    """Return ``text`` in one line, each control, bidi or lone surrogate character written out.

    Text without such characters comes back unchanged, backslashes included: the result is for
    reading, not for parsing.
    """
    if text.isprintable():
        return text
    return "".join(_visible_character(character) for character in text)


def _visible_character(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character in _UNSAFE_FORMAT or unicodedata.category(character) in ("Cc", "Cs"):
        code = ord(character)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    return character


def display_width(text: str) -> int:
    """Return how many terminal columns ``text`` fills (wide characters two, combining none)."""
    if text.isascii():
        return len(text)
    width = 0
    for character in text:
        if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
            continue
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return width


def fold(text: str) -> str:
    """Return the form in which names are compared: no case, diacritics or runs of spaces.

    ``fold("Élodie  M.") == fold("elodie m.")``.
    """
    folded = " ".join(text.split()).casefold()
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)


def parse_day(text: str) -> date | None:
    """Return the day written as YYYY-MM-DD, and in no other form; None for what is none.

    Python alone would read 20181102 and 2018-W44-5 too.
    """
    if _DAY.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    return None
