"""Single terms in Turtle: the shortest form that every parser reads as the same term."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.terms import PREFIXES, RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Mapping

# Of what the grammar allows in a local name, the part that needs no escape and that parsers
# agree on; whatever else there is gets its whole IRI.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?", re.ASCII)

_SHORT = {
    XSD + "integer": re.compile(r"0|-?[1-9][0-9]*", re.ASCII),
    XSD + "decimal": re.compile(r"-?(?:0|[1-9][0-9]*)\.(?:0|[0-9]*[1-9])", re.ASCII),
    XSD + "boolean": re.compile(r"true|false"),
}

_NAMED_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
}
# Controls, line separators, the byte order mark, what turns the reading direction and what is no
# character: written as numbers, so that no editor, terminal or diff changes or hides them.
_ESCAPED = re.compile(
    '["\\\\\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f'
    "\ufeff\ufdd0-\ufdef\ufff0-\uffff]"
)
_NOT_IN_IRI = re.compile('[\x00-\x20<>"{}|^`\\\\\x7f-\x9f\u2028\u2029\ufeff]')


class Notation:
    """Writes terms with a set of prefixes, and remembers which of them it used."""

    def __init__(self, prefixes: Mapping[str, str] = PREFIXES) -> None:
        self._namespaces: dict[str, str] = {}
        for prefix, namespace in prefixes.items():
            # Of two prefixes for one namespace, the first is the one to write.
            self._namespaces.setdefault(namespace, prefix)
        self.used: set[str] = set()

    def header(self) -> str:
        """Return the declarations of the prefixes used so far, sorted."""
        declared = sorted((p, n) for n, p in self._namespaces.items() if p in self.used)
        return "".join(f"@prefix {prefix}: {_iri(namespace)} .\n" for prefix, namespace in declared)

    def predicate(self, term: ox.NamedNode) -> str:
        """Return the predicate; ``a`` for rdf:type."""
        return "a" if term.value == RDF + "type" else self.iri(term.value)

    def iri(self, iri: str) -> str:
        """Return ``prefix:local`` where that is safe, else ``<iri>``."""
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._namespaces.get(iri[:cut])
        if prefix is None or not _LOCAL.fullmatch(iri, cut):
            return _iri(iri)
        self.used.add(prefix)
        return f"{prefix}:{iri[cut:]}"

    def literal(self, literal: ox.Literal) -> str:
        """Return a literal; numbers and booleans bare where their form is the canonical one."""
        if literal.language:
            return f"{_quoted(literal.value)}@{literal.language}"
        datatype = literal.datatype.value
        if datatype == XSD + "string":
            return _quoted(literal.value)
        short = _SHORT.get(datatype)
        if short is not None and short.fullmatch(literal.value):
            return literal.value
        return f"{_quoted(literal.value)}^^{self.iri(datatype)}"


def _quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    return _NAMED_ESCAPES.get(match[0]) or _numbered(match)


def _numbered(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04X}"


def _iri(iri: str) -> str:
    return f"<{_NOT_IN_IRI.sub(_numbered, iri)}>"
