"""Blank nodes in a text for people: which are written in place, and which are lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csto_kg.terms import RDF

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    Facts = Sequence[tuple[str, str]]

_FIRST, _REST, _NIL = f"<{RDF}first>", f"<{RDF}rest>", f"<{RDF}nil>"
_DEEPEST = 40  # blank nodes nested deeper are named instead: parsers recurse, and so do we


class RdfList(NamedTuple):
    """An rdf:List: its members, and the blank nodes that make it up."""

    members: list[str]
    nodes: list[str]


class BlankNodes:
    """The blank nodes of a graph, given as predicates and objects by subject, in N-Triples.

    ``named``: those that must keep their names, since they stand in other graphs too. False
    where there are none.
    """

    def __init__(self, facts: Mapping[str, Facts], named: Collection[str] = ()) -> None:
        self._facts = facts
        self._named = frozenset(named)
        self._uses: dict[str, int] = {}
        for values in facts.values():
            for _, value in values:
                if value[0] == "_":
                    self._uses[value] = self._uses.get(value, 0) + 1
        self.in_place: set[str] = set()
        """Those to write where they are referred to."""
        self._any = bool(self._uses) or any(s[0] == "_" for s in facts)
        if self._uses:
            self._find_in_place()

    def __bool__(self) -> bool:
        return self._any

    def needs_name(self, node: str) -> bool:
        """Whether something refers to the node by its name."""
        return node in self._uses or node in self._named

    def list_at(self, node: str) -> RdfList | None:
        """Return the list that starts at the node; None when it is no well-formed one."""
        found = RdfList([], [])
        place = node
        while place[0] == "_":
            facts = self._facts.get(place, ())
            cell = dict(facts)
            if len(facts) != 2 or cell.keys() != {_FIRST, _REST}:
                return None
            if found.nodes and not self._once(place):
                return None
            found.members.append(cell[_FIRST])
            found.nodes.append(place)
            place = cell[_REST]
        return found if place == _NIL else None

    def _once(self, node: str) -> bool:
        return self._uses.get(node) == 1 and node not in self._named

    def _find_in_place(self) -> None:
        # From a root down, not too deep. Those in a cycle are reached from no root: they get names.
        roots = [s for s in self._facts if s[0] != "_" or not self._once(s)]
        pending = [(root, 0) for root in roots]
        while pending:
            subject, depth = pending.pop()
            for value in self._values(subject):
                if value[0] != "_" or not self._once(value):
                    continue
                deeper = depth + 1 if depth < _DEEPEST else 0
                if deeper:
                    self.in_place.add(value)
                pending.append((value, deeper))

    def _values(self, subject: str) -> list[str]:
        """What is written where the subject is: its objects, or its members if it is a list."""
        if subject in self.in_place:
            members = self.list_at(subject)
            if members is not None:
                self.in_place.update(members.nodes)
                return members.members
        return [value for _, value in self._facts.get(subject, ())]
