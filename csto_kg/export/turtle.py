"""Turtle for people and for diffs: one property a line, the full stop on a line of its own.

::

    id:somebody a csto:Person ;
        rdfs:label "Somebody"@en ;
        .

So a changed fact is one changed line. Subjects stand in the natural order of their IRIs (p2
before p10): a place depends on nothing but the name, and where names follow the source, so does
the file. Of a subject's properties its type, labels, names and title come first. A blank node
that is an object once is written in place, a well-formed list as a list; the others are named by
RDFC-1.0 and come last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from csto_kg.export.canonical import canonical, natural
from csto_kg.export.notation import Notation
from csto_kg.terms import PREFIXES, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", RDF + "nil"
_READ_FIRST = (
    RDF + "type",
    RDFS + "label",
    PREFIXES["skos"] + "prefLabel",
    PREFIXES["skos"] + "altLabel",
    PREFIXES["dct"] + "title",
)
_DEEPEST = 40  # blank nodes nested deeper are named instead: parsers recurse, and so do we

Subject = ox.NamedNode | ox.BlankNode
Object = ox.NamedNode | ox.BlankNode | ox.Literal


class _List(NamedTuple):
    """An rdf:List: its members, and the blank nodes that make it up."""

    members: list[Object]
    nodes: list[ox.BlankNode]


def turtle(quads: Iterable[ox.Quad], prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return the triples of all the quads' graphs, merged, as Turtle.

    Only prefixes that are used are declared. Raises EnvironmentFailure for what RDF 1.1 does
    not have.
    """
    merged = canonical(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    return _Writer(merged, Notation(prefixes)).text()


class _Writer:
    def __init__(self, quads: Iterable[ox.Quad], notation: Notation) -> None:
        self.notation = notation
        self.facts: dict[Subject, dict[ox.NamedNode, list[Object]]] = {}
        self.uses: dict[ox.BlankNode, int] = {}
        for quad in quads:
            # canonical() has refused triple terms, the only other kind of term.
            subject: Subject = quad.subject  # type: ignore[assignment]
            value: Object = quad.object  # type: ignore[assignment]
            self.facts.setdefault(subject, {}).setdefault(quad.predicate, []).append(value)
            if isinstance(value, ox.BlankNode):
                self.uses[value] = self.uses.get(value, 0) + 1
        self.in_place = self._find_in_place()

    def text(self) -> str:
        iris = [s for s in self.facts if isinstance(s, ox.NamedNode)]
        blocks = [self._block(self.notation.iri(s.value), s) for s in _ordered(iris)]
        # Blank nodes that nothing refers to need no name, those that several things do need one.
        nodes = [s for s in self.facts if isinstance(s, ox.BlankNode) and s not in self.in_place]
        unnamed = [self._block("[]", node) for node in nodes if not self.uses.get(node)]
        named = [node for node in nodes if self.uses.get(node)]
        named.sort(key=lambda node: natural(node.value))
        blocks += sorted(unnamed)
        blocks += [self._block(str(node), node) for node in named]
        header = self.notation.header()
        return "\n".join([header, *blocks] if header else blocks)

    def _block(self, name: str, subject: Subject) -> str:
        lines = self._properties(subject, 0)
        return "".join(
            [f"{name} {lines[0]} ;\n", *(f"    {line} ;\n" for line in lines[1:]), "    .\n"]
        )

    def _properties(self, subject: Subject, depth: int) -> list[str]:
        facts = self.facts[subject]
        return [
            f"{self.notation.predicate(p)} {' , '.join(self._objects(facts[p], depth))}"
            for p in sorted(facts, key=_property_key)
        ]

    def _objects(self, values: list[Object], depth: int) -> list[str]:
        iris = [v for v in values if isinstance(v, ox.NamedNode)]
        literals = [v for v in values if isinstance(v, ox.Literal)]
        literals.sort(key=lambda v: (natural(v.value), v.language or "", v.datatype.value))
        nodes = [self._node(v, depth) for v in values if isinstance(v, ox.BlankNode)]
        return [
            *(self.notation.iri(v.value) for v in _ordered(iris)),
            *(self.notation.literal(v) for v in literals),
            *sorted(nodes),
        ]

    def _node(self, node: ox.BlankNode, depth: int) -> str:
        if node not in self.in_place:
            return str(node)
        if node not in self.facts:
            return "[]"
        found = self._list(node)
        if found is not None:
            members = [self._objects([member], depth + 1)[0] for member in found.members]
            return f"( {' '.join(members)} )"
        return f"[ {' ; '.join(self._properties(node, depth + 1))} ]"

    def _list(self, node: ox.BlankNode) -> _List | None:
        """The list that starts at the node; None when it is no well-formed one of its own."""
        found = _List([], [])
        place: Object = node
        while isinstance(place, ox.BlankNode):
            facts = self.facts.get(place, {})
            cells = {predicate.value: values for predicate, values in facts.items()}
            if cells.keys() != {_FIRST, _REST} or any(len(v) != 1 for v in cells.values()):
                return None
            if found.nodes and self.uses[place] != 1:
                return None
            found.members.append(cells[_FIRST][0])
            found.nodes.append(place)
            place = cells[_REST][0]
        return found if place == ox.NamedNode(_NIL) else None

    def _find_in_place(self) -> set[ox.BlankNode]:
        """The blank nodes to write where they are referred to: from a root down, not too deep.

        Those in a cycle are reached from no root and so get names.
        """
        found: set[ox.BlankNode] = set()
        roots = [s for s in self.facts if isinstance(s, ox.NamedNode) or self.uses.get(s) != 1]
        pending: list[tuple[Subject, int]] = [(root, 0) for root in roots]
        while pending:
            subject, depth = pending.pop()
            for value in self._values(subject, found):
                if not isinstance(value, ox.BlankNode) or self.uses[value] != 1:
                    continue
                deeper = depth + 1 if depth < _DEEPEST else 0
                if deeper:
                    found.add(value)
                pending.append((value, deeper))
        return found

    def _values(self, subject: Subject, in_place: set[ox.BlankNode]) -> list[Object]:
        """What is written where the subject is: its objects, or its members if it is a list."""
        if isinstance(subject, ox.BlankNode) and subject in in_place:
            members = self._list(subject)
            if members is not None:
                in_place.update(members.nodes)
                return members.members
        facts = self.facts.get(subject, {})
        return [value for values in facts.values() for value in values]


def _ordered(iris: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
    return sorted(iris, key=lambda iri: natural(iri.value))


def _property_key(predicate: ox.NamedNode) -> tuple[int, object]:
    iri = predicate.value
    if iri in _READ_FIRST:
        return _READ_FIRST.index(iri), ()
    return len(_READ_FIRST), natural(iri)
