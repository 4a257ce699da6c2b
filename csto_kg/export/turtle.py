"""Turtle for people and for diffs: one property a line, the full stop on a line of its own.

::

    id:somebody a csto:Person ;
        rdfs:label "Somebody"@en ;
        .

So a changed fact is one changed line. Subjects stand by kind, the kinds in a reading order that
the caller gives (others after them by name, and last what has no type); within a kind in the
natural order of their IRIs (p2 before p10): a place depends on nothing but the subject. Of its
properties the type, labels, names and title come first. A blank node that is an object once is
written in place, a well-formed list as a list; the others are named by RDFC-1.0 and come last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.export.blank import BlankNodes
from csto_kg.export.canonical import natural
from csto_kg.export.notation import Notation, visible_text
from csto_kg.export.statements import triples
from csto_kg.terms import PREFIXES, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pyoxigraph as ox

TYPE = f"<{RDF}type>"
_READ_FIRST = {
    f"<{iri}>": place
    for place, iri in enumerate(
        (
            RDF + "type",
            RDFS + "label",
            PREFIXES["skos"] + "prefLabel",
            PREFIXES["skos"] + "altLabel",
            PREFIXES["dct"] + "title",
        )
    )
}


def turtle(
    quads: Iterable[ox.Quad],
    prefixes: Mapping[str, str] = PREFIXES,
    kinds: Sequence[str] = (),
) -> str:
    """Return the triples of all the quads' graphs, merged, as Turtle.

    ``kinds``: IRIs of classes in reading order. Only prefixes that are used are declared. Raises
    EnvironmentFailure for what RDF 1.1 does not have.
    """
    return turtle_of(triples(quads), prefixes, kinds)


def turtle_of(
    lines: Iterable[str], prefixes: Mapping[str, str] = PREFIXES, kinds: Sequence[str] = ()
) -> str:
    """Return canonical N-Triples lines, each there once, as :func:`turtle` does."""
    notation = Notation(prefixes)
    blocks = Blocks(lines, notation, kinds).written()
    header = notation.header()
    return "\n".join([header, *blocks] if header else blocks)


class Blocks:
    """The subjects of one graph, each a block of text.

    ``named``: blank nodes that must keep their names, since they stand elsewhere too.
    """

    def __init__(
        self,
        lines: Iterable[str],
        notation: Notation,
        kinds: Sequence[str] = (),
        named: Collection[str] = (),
    ) -> None:
        self._notation = notation
        self._kinds = {f"<{iri}>": place for place, iri in enumerate(kinds)}
        self._predicates: dict[str, tuple[tuple[int, object], str]] = {}
        self._facts: dict[str, list[tuple[str, str]]] = {}
        subject = None
        facts: list[tuple[str, str]] = []
        for line in visible_text("\n".join(lines)).split("\n"):
            if not line:
                continue
            name, predicate, value = line[:-2].split(" ", 2)
            if name != subject:
                subject = name
                facts = self._facts.setdefault(name, [])
            facts.append((predicate, value))
        self._blank = BlankNodes(self._facts, named)

    def written(self) -> list[str]:
        """Return the blocks in reading order."""
        blank = self._blank
        subjects = [s for s in self._facts if s[0] == "<"]
        if self._kinds:
            subjects.sort(key=lambda s: (self._kind(s), natural(s[1:-1])))
        else:
            subjects.sort(key=lambda s: natural(s[1:-1]))
        iri = self._notation.iri
        blocks = [self._block(iri(s), self._facts[s]) for s in subjects]
        if blank:
            # Blank nodes that nothing refers to need no name, those that several things do do.
            nodes = [s for s in self._facts if s[0] == "_" and s not in blank.in_place]
            unnamed = [s for s in nodes if not blank.needs_name(s)]
            blocks += sorted(self._block("[]", self._facts[s]) for s in unnamed)
            named = [s for s in nodes if blank.needs_name(s)]
            blocks += [self._block(s, self._facts[s]) for s in sorted(named, key=natural)]
        return blocks

    def _kind(self, subject: str) -> tuple[int, object]:
        kinds, types = self._kinds, [o for p, o in self._facts[subject] if p == TYPE]
        places = [kinds[o] for o in types if o in kinds]
        if places:
            return min(places), ()
        return len(kinds) + (not types), min(map(natural, types), default=())

    def _block(self, name: str, facts: list[tuple[str, str]]) -> str:
        return f"{name} " + " ;\n    ".join([*self._properties(facts, 0), ".\n"])

    def _properties(self, facts: list[tuple[str, str]], depth: int) -> list[str]:
        found: dict[str, list[str]] = {}
        for predicate, value in facts:
            found.setdefault(predicate, []).append(value)
        known = self._predicates
        for predicate in found:
            if predicate not in known:
                known[predicate] = _place(predicate), self._notation.predicate(predicate)
        order = sorted(found, key=known.__getitem__)
        return [
            f"{known[p][1]} {self._object(found[p][0], depth)}"
            if len(found[p]) == 1
            else f"{known[p][1]} {' , '.join(self._objects(found[p], depth))}"
            for p in order
        ]

    def _object(self, value: str, depth: int) -> str:
        kind = value[0]
        if kind == '"':
            return self._notation.literal(value)
        if kind == "<":
            return self._notation.iri(value)
        return self._node(value, depth)

    def _objects(self, values: list[str], depth: int) -> list[str]:
        iris = [v for v in values if v[0] == "<"]
        literals = [v for v in values if v[0] == '"']
        nodes = [self._node(v, depth) for v in values if v[0] == "_"]
        return [
            *map(self._notation.iri, sorted(iris, key=natural)),
            *map(self._notation.literal, sorted(literals, key=_literal_key)),
            *sorted(nodes),
        ]

    def _node(self, node: str, depth: int) -> str:
        if node not in self._blank.in_place:
            return node
        if node not in self._facts:
            return "[]"
        found = self._blank.list_at(node)
        if found is not None:
            members = [self._object(member, depth + 1) for member in found.members]
            return f"( {' '.join(members)} )"
        return f"[ {' ; '.join(self._properties(self._facts[node], depth + 1))} ]"


def _place(predicate: str) -> tuple[int, object]:
    return _READ_FIRST.get(predicate, len(_READ_FIRST)), natural(predicate[1:-1])


def _literal_key(literal: str) -> tuple[object, str]:
    cut = literal.rindex('"')
    return natural(literal[1:cut]), literal[cut:]
