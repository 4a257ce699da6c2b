"""RDF/XML: one property a line, in the order of our Turtle.

XML cannot hold everything: a predicate must end in an XML name, and most control characters have
no form at all. What does not fit is refused by name, never changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from csto_kg.errors import InputError
from csto_kg.terms import PREFIXES, RDF, shorten
from csto_kg.writers.ntriples_terms import Value, decoded
from csto_kg.writers.subjects import ReadingOrder, by_subject, value_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_START = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_LOCAL = re.compile(f"[{_START}][-.0-9\xb7\u0300-\u036f\u203f\u2040{_START}]*$")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Of the names under rdf:, those that mean something else where a property is expected.
_NOT_PROPERTIES = frozenset(
    RDF + name
    for name in "RDF Description ID about parseType resource nodeID datatype li bagID "
    "aboutEach aboutEachPrefix".split()
)
_RESERVED = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
# Line ends and tabs as numbers: parsers change them otherwise. Some editors split at the last two.
_ESCAPED = re.compile('[&<>"\t\n\r\x7f-\x9f\u2028\u2029\ufeff]')


def rdfxml_of(
    lines: Iterable[str], prefixes: Mapping[str, str] = PREFIXES, kinds: Sequence[str] = ()
) -> str:
    """Return canonical N-Triples lines, each there once, as RDF/XML.

    ``kinds``: IRIs of classes in reading order. Raises InputError for names and characters that XML
    does not have.
    """
    names = _Names(prefixes)
    order = ReadingOrder(kinds)
    facts = by_subject(lines)
    parts = []
    for subject in order.all(facts):
        where = decoded(subject)
        name = "rdf:nodeID" if where.kind == "node" else "rdf:about"
        parts.append(f'  <rdf:Description {name}="{_attribute(where, where)}">\n')
        for predicate, values in order.properties(facts[subject]).items():
            tag, declaration = names.element(predicate[1:-1])
            for value in sorted(values, key=value_key):
                parts.append(f"    {_element(tag, declaration, decoded(value), where)}\n")
        parts.append("  </rdf:Description>\n")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<rdf:RDF{names.declarations()}>\n{''.join(parts)}</rdf:RDF>\n"
    )


class _Names:
    """Element names for predicates, and the prefixes that they use."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes: dict[str, str] = {RDF: "rdf"}
        for prefix, namespace in prefixes.items():
            if prefix != "rdf":
                self._prefixes.setdefault(namespace, prefix)
        self._used = {"rdf": RDF}
        self._known: dict[str, tuple[str, str]] = {}

    def element(self, iri: str) -> tuple[str, str]:
        """Return the name for a predicate, and the declaration that it needs on the spot."""
        if iri not in self._known:
            self._known[iri] = self._new(iri)
        return self._known[iri]

    def declarations(self) -> str:
        found = sorted(self._used.items())
        return "".join(f'\n    xmlns:{prefix}="{_escaped(iri)}"' for prefix, iri in found)

    def _new(self, iri: str) -> tuple[str, str]:
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._prefixes.get(iri[:cut])
        if iri not in _NOT_PROPERTIES and _LOCAL.match(iri, cut) and prefix is not None:
            self._used[prefix] = iri[:cut]
            return f"{prefix}:{iri[cut:]}", ""
        # Any split will do whose end is a name; the longest such end is the readable one.
        fits = (place for place in range(max(cut, 1), len(iri)) if _LOCAL.match(iri, place))
        split = next((place for place in fits if iri[:place] not in _RESERVED), None)
        if split is None or iri in _NOT_PROPERTIES:
            raise InputError(
                f"the predicate {shorten(iri)} cannot be written in RDF/XML: it does not end in "
                "a name that XML allows there",
                hint="choose another format, such as turtle",
            )
        return f"ns:{iri[split:]}", f' xmlns:ns="{_escaped(iri[:split])}"'


def _element(tag: str, declaration: str, value: Value, subject: Value) -> str:
    opened = f"<{tag}{declaration}"
    text = _attribute(value, subject)
    if value.kind == "iri":
        return f'{opened} rdf:resource="{text}"/>'
    if value.kind == "node":
        return f'{opened} rdf:nodeID="{text}"/>'
    if value.language:
        opened += f' xml:lang="{value.language}"'
    elif value.datatype:
        opened += f' rdf:datatype="{_escaped(value.datatype)}"'
    return f"{opened}>{text}</{tag}>"


def _attribute(value: Value, subject: Value) -> str:
    bad = _NOT_XML.search(value.text)
    if bad:
        raise InputError(
            f"a value of {subject.shown} has the character U+{ord(bad[0]):04X}, which XML does "
            "not have",
            hint="choose another format, such as turtle",
        )
    return _escaped(value.text)


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda m: _ESCAPES.get(m[0]) or f"&#{ord(m[0])};", text)
