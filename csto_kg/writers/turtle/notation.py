"""Single terms in Turtle: the shortest form that every parser reads as the same term.

Terms come as they stand in N-Triples, which is valid Turtle already, and go out shorter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from csto_kg.terms import PREFIXES, RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Key = TypeVar("Key")
Found = TypeVar("Found")

# Of what the grammar allows in a local name, the part that needs no escape and that parsers
# agree on; whatever else there is gets its whole IRI.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?", re.ASCII)

_SHORT = {
    f"<{XSD}integer>": re.compile(r"0|-?[1-9][0-9]*", re.ASCII),
    f"<{XSD}decimal>": re.compile(r"-?(?:0|[1-9][0-9]*)\.(?:0|[0-9]*[1-9])", re.ASCII),
    f"<{XSD}boolean>": re.compile(r"true|false"),
}

# Controls, line separators, the byte order mark, what turns the reading direction and what is no
# character: written as numbers, so that no editor, terminal or diff changes or hides them. The
# engine has escaped what is below U+0080.
HIDDEN = re.compile(
    "[\x80-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufdd0-\ufdef\ufff0-\uffff]"
)


def visible_text(text: str) -> str:
    """Return N-Triples with all that cannot be seen escaped."""
    return text if text.isascii() else HIDDEN.sub(_numbered, text)


class Known(dict[Key, Found]):
    """What a function gave, kept; the same terms come again and again."""

    def __init__(self, function: Callable[[Key], Found]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, key: Key) -> Found:
        found = self[key] = self._function(key)
        return found


class Notation:
    """Writes terms with a set of prefixes, and remembers which of them it used."""

    def __init__(self, prefixes: Mapping[str, str] = PREFIXES) -> None:
        self._namespaces: dict[str, str] = {}
        for prefix, namespace in prefixes.items():
            # Of two prefixes for one namespace, the first is the one to write.
            self._namespaces.setdefault(namespace, prefix)
        self.used: set[str] = set()
        """The prefixes that stand in what was written, for the header."""
        self._known = Known(self._shortest)
        self.iri: Callable[[str], str] = self._known.__getitem__
        """Returns ``prefix:local`` for ``<iri>`` where that is safe, else the same."""

    @property
    def prefixes(self) -> dict[str, str]:
        """The namespaces by prefix, each namespace once."""
        return {prefix: namespace for namespace, prefix in self._namespaces.items()}

    def header(self) -> str:
        """Return the declarations of the prefixes used so far, sorted."""
        declared = sorted((p, n) for n, p in self._namespaces.items() if p in self.used)
        return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in declared)

    def predicate(self, term: str) -> str:
        """Return the predicate; ``a`` for rdf:type."""
        return "a" if term == f"<{RDF}type>" else self.iri(term)

    def _shortest(self, term: str) -> str:
        cut = max(term.rfind("#"), term.rfind("/")) + 1
        prefix = self._namespaces.get(term[1:cut])
        if prefix is None or not _LOCAL.fullmatch(term, cut, len(term) - 1):
            return term
        self.used.add(prefix)
        return f"{prefix}:{term[cut:-1]}"

    def literal(self, term: str) -> str:
        """Return a literal; numbers and booleans bare where their form is the canonical one."""
        if term[-1] != ">":  # a plain text, or one in a language
            return term
        cut = term.rindex('"')
        datatype = term[cut + 3 :]
        short = _SHORT.get(datatype)
        if short is not None and short.fullmatch(term, 1, cut):
            return term[1:cut]
        return f"{term[: cut + 3]}{self.iri(datatype)}"


def _numbered(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04X}"
