"""The patterns of ``sh:pattern``, which are XPath's, as Python has them.

See https://www.w3.org/TR/xpath-functions/#regex-syntax and #flags.
"""

from __future__ import annotations

import re
from functools import lru_cache

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
_PIECE = re.compile(r"\\.|.", re.DOTALL)
_SPACE = " \t\n\r"


@lru_cache(maxsize=1000)
def python_pattern(pattern: str, flags: str) -> re.Pattern[str]:
    """Return what finds in a text what ``REGEX (text, pattern, flags)`` does.

    ``$`` does not match before a last line's end, ``.`` no carriage return, ``\\s`` ASCII only;
    the flag x drops whitespace and knows no comments. Raises re.error.
    """
    pieces, in_class = [], False
    for piece in _PIECE.findall(pattern):
        if in_class and piece == "[":
            raise re.error("a class within a class is not supported")
        pieces.append(_translated(piece, flags, in_class))
        in_class = piece != "]" if in_class else piece == "["
    chosen = re.NOFLAG
    for flag in flags:
        chosen |= _FLAGS.get(flag, re.NOFLAG)
    return re.compile("".join(pieces), chosen)


def _translated(piece: str, flags: str, in_class: bool) -> str:
    if piece == "\\s":
        return _SPACE if in_class else f"[{_SPACE}]"
    if in_class:
        return piece
    if piece == "\\S":
        return f"[^{_SPACE}]"
    if piece == "." and "s" not in flags:
        return "[^\n\r]"
    if piece == "$" and "m" not in flags:
        return r"\Z"
    return "" if "x" in flags and piece in _SPACE else piece
