"""JSON-LD 1.1: a context with our prefixes only, and each value in full; one property a line.

The context stands in the file, so that no tool fetches anything; datatypes and languages stand
with the values, so that no tool needs to know our terms. Each graph is a named graph.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from csto_kg.terms import PREFIXES
from csto_kg.writers.ntriples_terms import decoded
from csto_kg.writers.subjects import TYPE, ReadingOrder, by_graph, by_subject, value_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?", re.ASCII)
_HIDDEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def jsonld_of(
    lines: Iterable[str], prefixes: Mapping[str, str] = PREFIXES, kinds: Sequence[str] = ()
) -> str:
    """Return canonical N-Quads lines, each there once, as JSON-LD.

    ``kinds``: IRIs of classes in reading order.
    """
    lines = list(lines)
    writer = _NodeWriter(prefixes, lines, ReadingOrder(kinds))
    members: list[str] = []
    for graph, own in by_graph(lines).items():
        nodes = writer.nodes(own)
        if graph:
            inside = ",\n".join(nodes)
            name = _text(writer.name(graph))
            members.append(f'{{"@id": {name}, "@graph": [\n{inside}\n]}}')
        else:
            members += nodes
    context = ",\n".join(f"  {_text(p)}: {_text(n)}" for p, n in sorted(writer.used.items()))
    body = ",\n".join(members)
    return f'{{\n"@context": {{\n{context}\n}},\n"@graph": [\n{body}\n]\n}}\n'


class _NodeWriter:
    def __init__(
        self, prefixes: Mapping[str, str], lines: Iterable[str], order: ReadingOrder
    ) -> None:
        # An IRI that begins like one of our prefixes would be taken for a short name.
        schemes = {scheme for line in lines for scheme in re.findall(r"<([^:<>]*):(?!//)", line)}
        self._prefixes: dict[str, str] = {}
        for prefix, namespace in prefixes.items():
            if prefix not in schemes:
                self._prefixes.setdefault(namespace, prefix)
        self._order = order
        self.used: dict[str, str] = {}

    def nodes(self, lines: Iterable[str]) -> list[str]:
        facts = by_subject(lines)
        return [self._node(subject, facts[subject]) for subject in self._order.all(facts)]

    def name(self, term: str) -> str:
        """Return an IRI, shortened where that is safe, or a blank node."""
        if term[0] == "_":
            return term
        iri = term[1:-1]
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._prefixes.get(iri[:cut])
        if prefix is None or not _LOCAL.fullmatch(iri, cut):
            return iri
        self.used[prefix] = iri[:cut]
        return f"{prefix}:{iri[cut:]}"

    def _node(self, subject: str, facts: list[tuple[str, str]]) -> str:
        parts = [f'"@id": {_text(self.name(subject))}']
        for predicate, values in self._order.properties(facts).items():
            values.sort(key=value_key)
            types = [v for v in values if predicate == TYPE and v[0] != '"']
            if types:
                named = ", ".join(_text(self.name(value)) for value in types)
                parts.append(f'"@type": [{named}]')
            others = [v for v in values if v not in types]
            if others:
                written = ", ".join(map(self._value, others))
                one = written if len(others) == 1 else f"[{written}]"
                parts.append(f"{_text(self.name(predicate))}: {one}")
        return "  {" + ",\n   ".join(parts) + "}"

    def _value(self, term: str) -> str:
        value = decoded(term)
        if value.kind != "literal":
            return f'{{"@id": {_text(self.name(term))}}}'
        if value.language:
            return f'{{"@language": {_text(value.language)}, "@value": {_text(value.text)}}}'
        if value.datatype:
            kind = self.name(f"<{value.datatype}>")
            return f'{{"@type": {_text(kind)}, "@value": {_text(value.text)}}}'
        return _text(value.text)


def _text(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    if written.isascii():
        return written
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", written)
