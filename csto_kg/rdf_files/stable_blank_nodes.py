"""Names for blank nodes that depend on what is said of them, not on the reading.

A parser gives each blank node a new name whenever it reads a file. Here those of one file get names
made from the facts around them: the same facts again are then the same triples, so that adding a
file twice adds nothing, and a result before a change can be told from one after it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

_ROUNDS = 16
"""How far around a node we look. Nodes that look alike that far are told apart by their order."""

_Line = tuple[ox.BlankNode | str, str, ox.BlankNode | str]


def stable_names(
    quads: Iterable[ox.Quad], copies: Counter[str]
) -> dict[ox.BlankNode, ox.BlankNode]:
    """Return a stable name for each blank node of a file, in order of appearance.

    ``copies`` counts the groups of nodes that are alike, in this file and the others of a change,
    so that they stay apart.
    """
    groups = _Groups()
    for quad in quads:
        groups.add(quad)
    found: dict[ox.BlankNode, ox.BlankNode] = {node: node for node in groups.parent}
    for nodes, lines in groups.parted():
        for number, node in enumerate(_ordered(nodes, lines)):
            found[node] = ox.BlankNode(f"n{number}")
        texts = sorted(" ".join(_text(part, found) for part in line) for line in lines)
        key = hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        copies[key] += 1
        for node in nodes:
            found[node] = ox.BlankNode(f"b{key}c{copies[key]}{found[node].value}")
    return found


class _Groups:
    """Triples parted into groups that share no blank node."""

    def __init__(self) -> None:
        self.parent: dict[ox.BlankNode, ox.BlankNode] = {}
        self._lines: list[tuple[ox.BlankNode, _Line]] = []

    def add(self, quad: ox.Quad) -> None:
        subject, value = quad.subject, quad.object
        nodes = [term for term in (subject, value) if isinstance(term, ox.BlankNode)]
        if not nodes:
            return
        for node in nodes:
            self.parent.setdefault(node, node)
        self.parent[self._root(nodes[-1])] = self._root(nodes[0])
        line = tuple(t if isinstance(t, ox.BlankNode) else str(t) for t in quad.triple)
        self._lines.append((nodes[0], line))  # type: ignore[arg-type]

    def parted(self) -> Iterable[tuple[list[ox.BlankNode], list[_Line]]]:
        found: dict[ox.BlankNode, tuple[list[ox.BlankNode], list[_Line]]] = {}
        for node in self.parent:
            found.setdefault(self._root(node), ([], []))[0].append(node)
        for node, line in self._lines:
            found[self._root(node)][1].append(line)
        return found.values()

    def _root(self, node: ox.BlankNode) -> ox.BlankNode:
        while (above := self.parent[node]) != node:
            self.parent[node] = self.parent[above]
            node = above
        return node


def _ordered(nodes: Sequence[ox.BlankNode], lines: Sequence[_Line]) -> list[ox.BlankNode]:
    """Return the nodes in an order that does not depend on the file's where they differ."""
    looks = dict.fromkeys(nodes, "")
    apart = 1
    for _ in range(_ROUNDS if len(nodes) > 1 else 0):
        around: dict[ox.BlankNode, list[str]] = {node: [looks[node]] for node in nodes}
        for subject, predicate, value in lines:
            if isinstance(subject, ox.BlankNode):
                around[subject].append(f">{predicate} {_look(value, looks)}")
            if isinstance(value, ox.BlankNode):
                around[value].append(f"<{predicate} {_look(subject, looks)}")
        looks = {
            node: hashlib.sha256(
                "\n".join(sorted(said)).encode("utf-8", "surrogatepass")
            ).hexdigest()
            for node, said in around.items()
        }
        before, apart = apart, len(set(looks.values()))
        if apart in (before, len(nodes)):
            break
    return sorted(nodes, key=looks.__getitem__)  # stable: alike ones in order of appearance


def _look(term: ox.BlankNode | str, looks: dict[ox.BlankNode, str]) -> str:
    return "_:" + looks[term] if isinstance(term, ox.BlankNode) else term


def _text(term: ox.BlankNode | str, names: dict[ox.BlankNode, ox.BlankNode]) -> str:
    return str(names[term]) if isinstance(term, ox.BlankNode) else term
