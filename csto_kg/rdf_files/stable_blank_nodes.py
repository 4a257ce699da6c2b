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
    quads: Sequence[ox.Quad], copies: Counter[str]
) -> dict[ox.BlankNode, ox.BlankNode]:
    """Return a stable name for each blank node of a file, in order of appearance.

    ``copies`` counts the groups of nodes that are alike, in this file and the others of a change,
    so that they stay apart.
    """
    found = {node: node for quad in quads for node in _blank_nodes(quad)}
    for nodes, own in blank_node_groups(quads):
        lines: list[_Line] = [tuple(map(_blank_or_text, quad.triple)) for quad in own]  # type: ignore[misc]
        for number, node in enumerate(_ordered(nodes, lines)):
            found[node] = ox.BlankNode(f"n{number}")
        texts = sorted(" ".join(_text(part, found) for part in line) for line in lines)
        key = hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        copies[key] += 1
        for node in nodes:
            found[node] = ox.BlankNode(f"b{key}c{copies[key]}{found[node].value}")
    return found


def blank_node_groups(
    quads: Iterable[ox.Quad],
) -> list[tuple[list[ox.BlankNode], list[ox.Quad]]]:
    """Return the quads with blank nodes in groups that share none, each with its nodes.

    Everything is in order of appearance.
    """
    parent: dict[ox.BlankNode, ox.BlankNode] = {}
    tied: list[tuple[ox.BlankNode, ox.Quad]] = []

    def root(node: ox.BlankNode) -> ox.BlankNode:
        while (above := parent[node]) != node:
            parent[node] = parent[above]
            node = above
        return node

    for quad in quads:
        nodes = _blank_nodes(quad)
        if nodes:
            for node in nodes:
                parent.setdefault(node, node)
            parent[root(nodes[-1])] = root(nodes[0])
            tied.append((nodes[0], quad))
    found: dict[ox.BlankNode, tuple[list[ox.BlankNode], list[ox.Quad]]] = {}
    for node in parent:
        found.setdefault(root(node), ([], []))[0].append(node)
    for node, quad in tied:
        found[root(node)][1].append(quad)
    return list(found.values())


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


def _blank_nodes(quad: ox.Quad) -> list[ox.BlankNode]:
    return [term for term in (quad.subject, quad.object) if isinstance(term, ox.BlankNode)]


def _blank_or_text(term: object) -> ox.BlankNode | str:
    return term if isinstance(term, ox.BlankNode) else str(term)


def _text(term: ox.BlankNode | str, names: dict[ox.BlankNode, ox.BlankNode]) -> str:
    return str(names[term]) if isinstance(term, ox.BlankNode) else term
