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
Several of one property have a line each.

TriG has such blocks for each graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.terms import PREFIXES
from csto_kg.writers.canonical import natural
from csto_kg.writers.statements import triples
from csto_kg.writers.subjects import ReadingOrder, by_graph, by_subject, value_key
from csto_kg.writers.turtle.blank_nodes import BlankNodes
from csto_kg.writers.turtle.notation import Notation, visible_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pyoxigraph as ox


def turtle(facts: Iterable[ox.Quad | ox.Triple], kinds: Sequence[str] = ()) -> str:
    """Return triples, those of quads merged whatever their graphs, as Turtle.

    ``kinds``: IRIs of classes in reading order. Only prefixes that are used are declared. Raises
    EnvironmentFailure for what RDF 1.1 does not have.
    """
    return turtle_of(triples(facts), kinds=kinds)


def turtle_of(
    lines: Iterable[str], prefixes: Mapping[str, str] = PREFIXES, kinds: Sequence[str] = ()
) -> str:
    """Return canonical N-Triples lines, each there once, as :func:`turtle` does."""
    notation = Notation(prefixes)
    return whole(notation, Blocks(lines, notation, ReadingOrder(kinds)).written())


def trig_of(
    lines: Iterable[str], prefixes: Mapping[str, str] = PREFIXES, kinds: Sequence[str] = ()
) -> str:
    """Return canonical N-Quads lines, each there once, as TriG: a block for each graph."""
    notation, order = Notation(prefixes), ReadingOrder(kinds)
    graphs = by_graph(lines)
    shared = _shared(graphs)
    parts = []
    for name, own in graphs.items():
        blocks = Blocks(own, notation, order, shared).written()
        parts += [in_graph(notation, name, blocks)] if name else blocks
    return whole(notation, parts)


def in_graph(notation: Notation, name: str, blocks: Iterable[str]) -> str:
    """Return the part of a TriG text that is a named graph."""
    shown = notation.iri(name) if name.startswith("<") else name
    written = "\n".join(blocks)
    return f"{shown} {{\n\n{written}\n}}\n"


def whole(notation: Notation, parts: list[str]) -> str:
    """Return the text of all parts, below the prefixes that are used in them."""
    header = notation.header()
    return "\n".join([header, *parts] if header else parts)


def _shared(graphs: Mapping[str, Iterable[str]]) -> set[str]:
    """The blank nodes that several graphs have, or that name one."""
    seen: set[str] = set()
    shared = {name for name in graphs if name.startswith("_")}
    for lines in graphs.values():
        own = {
            term
            for line in lines
            for term in (line[:-2].split(" ", 2)[0], line[:-2].split(" ", 2)[2])
            if term[0] == "_"
        }
        shared |= own & seen
        seen |= own
    return shared


class Blocks:
    """The subjects of one graph, each a block of text.

    ``named``: blank nodes that must keep their names, since they stand elsewhere too.
    """

    def __init__(
        self,
        lines: Iterable[str],
        notation: Notation,
        order: ReadingOrder,
        named: Collection[str] = (),
    ) -> None:
        self._notation = notation
        self._order = order
        self.facts = by_subject(map(visible_text, lines))
        """What is said of each subject, terms as in N-Triples."""
        self._blank = BlankNodes(self.facts, named)
        self._plans: dict[tuple[str, ...], list[tuple[str, int, list[int]]]] = {}

    def written(self) -> list[str]:
        """Return the blocks in reading order."""
        blank, facts = self._blank, self.facts
        blocks = [self.block(s) for s in self._order.named(facts)]
        if blank:
            # Blank nodes that nothing refers to need no name, those that several things do do.
            nodes = [s for s in facts if s[0] == "_" and s not in blank.in_place]
            unnamed = [s for s in nodes if not blank.needs_name(s)]
            blocks += sorted(self._block("[]", facts[s]) for s in unnamed)
            named = [s for s in nodes if blank.needs_name(s)]
            blocks += [self._block(s, facts[s]) for s in sorted(named, key=natural)]
        return blocks

    def block(self, subject: str) -> str:
        """Return the block of a subject with an IRI."""
        return self._block(self._notation.iri(subject), self.facts[subject])

    def _block(self, name: str, facts: list[tuple[str, str]]) -> str:
        return f"{name} " + " ;\n    ".join([*self._properties(facts, 0), ".\n"])

    def _properties(self, facts: list[tuple[str, str]], depth: int) -> list[str]:
        predicates, values = zip(*facts, strict=True)
        iri, literal = self._notation.iri, self._notation.literal
        found = []
        # Most of the time of a large export is spent here: one look at each value, few calls.
        for name, place, others in self._plan(predicates):
            value = values[place]
            if others:
                several = [values[other] for other in others]
                written = _between(several, depth).join(self._objects(several, depth))
            elif value[0] == "<":
                written = iri(value)
            elif value[0] == '"':
                written = literal(value) if value[-1] == ">" else value
            else:
                written = self._node(value, depth)
            found.append(f"{name} {written}")
        return found

    def _plan(self, predicates: tuple[str, ...]) -> list[tuple[str, int, list[int]]]:
        """Each predicate as it is written, with the place of its value, or the places of several.

        Many subjects have the same predicates, so it is kept.
        """
        plan = self._plans.get(predicates)
        if plan is None:
            plan = self._plans[predicates] = [
                (self._notation.predicate(name), places[0], places if len(places) > 1 else [])
                for name, places in self._order.plan(predicates)
            ]
        return plan

    def _object(self, value: str, depth: int) -> str:
        kind = value[0]
        if kind == '"':
            return self._notation.literal(value)
        if kind == "<":
            return self._notation.iri(value)
        return self._node(value, depth)

    def _objects(self, values: list[str], depth: int) -> list[str]:
        named = sorted((v for v in values if v[0] != "_"), key=value_key)
        nodes = [self._node(v, depth) for v in values if v[0] == "_"]
        return [*(self._object(v, depth) for v in named), *sorted(nodes)]

    def _node(self, node: str, depth: int) -> str:
        if node not in self._blank.in_place:
            return node
        if node not in self.facts:
            return "[]"
        found = self._blank.list_at(node)
        if found is not None:
            members = [self._object(member, depth + 1) for member in found.members]
            return f"( {' '.join(members)} )"
        return f"[ {' ; '.join(self._properties(self.facts[node], depth + 1))} ]"


def _between(values: list[str], depth: int) -> str:
    # Blank nodes in place are long; several get a line each.
    return " , " if depth or values[-1][0] != "_" or values[-2][0] != "_" else " ,\n        "
