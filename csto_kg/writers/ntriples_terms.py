"""Terms of N-Triples taken apart, for formats with a syntax of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from csto_kg.terms import shorten

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True)
class Value:
    """A term: its kind, its text (IRI, label of a blank node, lexical form), and what types it."""

    kind: Literal["iri", "node", "literal"]
    text: str
    language: str = ""
    datatype: str = ""
    """Empty for a plain text and for one in a language."""

    @property
    def shown(self) -> str:
        """The term in a message."""
        return shorten(self.text) if self.kind == "iri" else f"_:{self.text}"


def decoded(term: str) -> Value:
    """Return a term of N-Triples taken apart."""
    if term[0] == "<":
        return Value("iri", term[1:-1])
    if term[0] == "_":
        return Value("node", term[2:])
    cut = term.rindex('"')
    text, rest = term[1:cut], term[cut + 1 :]
    if "\\" in text:
        text = _ESCAPE.sub(_meant, text)
    if rest.startswith("@"):
        return Value("literal", text, language=rest[1:])
    return Value("literal", text, datatype=rest[3:-1])


def _meant(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _PLAIN.get(match[3], match[3])
