"""Property paths: read from shapes, written as SPARQL, read back and written as SHACL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.shacl.graph.shapes_graph import FIRST, NIL, REST, ShapesGraph
from csto_kg.shacl.result import SH

if TYPE_CHECKING:
    from csto_kg.shacl.result import Term


@dataclass(frozen=True)
class Predicate:
    """A single property."""

    iri: str

    def __str__(self) -> str:
        return f"<{self.iri}>"


@dataclass(frozen=True)
class Inverse:
    """A path walked backwards."""

    path: Path

    def __str__(self) -> str:
        inner = str(self.path)
        return f"^({inner})" if inner[0] == "^" else f"^{inner}"


@dataclass(frozen=True)
class Repeated:
    """A path walked as often as ``mark`` says: ``?``, ``*`` or ``+``."""

    path: Path
    mark: str

    def __str__(self) -> str:
        # ^a* is ^(a*) in SPARQL; a mark after a mark, or after ^, needs brackets
        inner = str(self.path)
        return (
            f"({inner}){self.mark}" if inner[0] == "^" or inner[-1] in "?*+" else inner + self.mark
        )


@dataclass(frozen=True)
class Sequence:
    """Paths one after another."""

    parts: tuple[Path, ...]

    def __str__(self) -> str:
        return f"({'/'.join(map(str, self.parts))})"


@dataclass(frozen=True)
class Alternative:
    """Any of several paths."""

    parts: tuple[Path, ...]

    def __str__(self) -> str:
        return f"({'|'.join(map(str, self.parts))})"


Path = Predicate | Inverse | Repeated | Sequence | Alternative

_MARKS = {"zeroOrOnePath": "?", "zeroOrMorePath": "*", "oneOrMorePath": "+"}
_NAMES = {mark: name for name, mark in _MARKS.items()}


def path_text(path: Path) -> str:
    """Return the text of a result's path: the bare IRI of a property, else a SPARQL path."""
    return path.iri if isinstance(path, Predicate) else str(path)


def read_path(graph: ShapesGraph, node: Term, above: frozenset[Term] = frozenset()) -> Path:
    """Return the path that starts at a node of the shapes.

    Raises ValueError that says what is wrong.
    """
    if isinstance(node, ox.NamedNode) and node != NIL:
        return Predicate(node.value)
    if not isinstance(node, ox.BlankNode):
        raise ValueError("a property path is an IRI or a blank node")  # noqa: TRY004
    if node in above:
        raise ValueError("the property path contains itself")
    above |= {node}
    found = graph.properties(node)
    if FIRST in found or REST in found:
        return Sequence(_parts(graph, node, above))
    kinds = [
        (name.removeprefix(SH), values) for name, values in found.items() if name.startswith(SH)
    ]
    if len(kinds) != 1 or len(kinds[0][1]) != 1 or len(found) != 1:
        raise ValueError("a property path has exactly one kind, such as sh:inversePath")
    kind, value = kinds[0][0], kinds[0][1][0]
    if kind == "inversePath":
        return Inverse(read_path(graph, value, above))
    if kind == "alternativePath":
        return Alternative(_parts(graph, value, above))
    if kind in _MARKS:
        return Repeated(read_path(graph, value, above), _MARKS[kind])
    raise ValueError(f"sh:{kind} makes no property path")


def _parts(graph: ShapesGraph, head: Term, above: frozenset[Term]) -> tuple[Path, ...]:
    members = graph.members(head)
    if members is None or len(members) < 2:
        raise ValueError("a property path in a list has two parts at least")
    return tuple(read_path(graph, member, above) for member in members)


_TOKEN = re.compile(r"<([^>]*)>|([()^/|?*+])")


def parse_path(text: str) -> Path:
    """Return the path that :func:`path_text` wrote."""
    if not text.startswith(("<", "(", "^")):
        return Predicate(text)
    tokens = [match[1] or match[2] for match in _TOKEN.finditer(text)]
    path, end = _parse(tokens, 0)
    if end != len(tokens):
        raise ValueError(f"no property path: {text}")
    return path


def _parse(tokens: list[str], at: int) -> tuple[Path, int]:
    if tokens[at] == "^":
        path, at = _parse(tokens, at + 1)
        return Inverse(path), at
    inner: Path
    if tokens[at] == "(":
        parts = []
        sign = ")"
        while True:
            part, at = _parse(tokens, at + 1)
            parts.append(part)
            if tokens[at] == ")":
                break
            sign = tokens[at]
        at += 1
        inner = parts[0]
        if sign == "/":
            inner = Sequence(tuple(parts))
        elif sign == "|":
            inner = Alternative(tuple(parts))
    else:
        inner, at = Predicate(tokens[at]), at + 1
    if at < len(tokens) and tokens[at] in _NAMES:
        return Repeated(inner, tokens[at]), at + 1
    return inner, at


def path_triples(
    path: Path, new_node: Callable[[], ox.BlankNode]
) -> tuple[ox.NamedNode | ox.BlankNode, list[ox.Triple]]:
    """Return the node that stands for a path in RDF, and the triples that make it up."""
    triples: list[ox.Triple] = []
    return _node(path, new_node, triples), triples


def _node(
    path: Path, new_node: Callable[[], ox.BlankNode], triples: list[ox.Triple]
) -> ox.NamedNode | ox.BlankNode:
    if isinstance(path, Predicate):
        return ox.NamedNode(path.iri)
    if isinstance(path, Sequence):
        return _list(path.parts, new_node, triples)
    node = new_node()
    value: ox.NamedNode | ox.BlankNode
    if isinstance(path, Alternative):
        kind, value = "alternativePath", _list(path.parts, new_node, triples)
    elif isinstance(path, Inverse):
        kind, value = "inversePath", _node(path.path, new_node, triples)
    else:
        kind, value = _NAMES[path.mark], _node(path.path, new_node, triples)
    triples.append(ox.Triple(node, ox.NamedNode(SH + kind), value))
    return node


def _list(
    parts: tuple[Path, ...], new_node: Callable[[], ox.BlankNode], triples: list[ox.Triple]
) -> ox.BlankNode:
    cells = [new_node() for _ in parts]
    rests: list[ox.NamedNode | ox.BlankNode] = [*cells[1:], NIL]
    for cell, part, rest in zip(cells, parts, rests, strict=True):
        triples.append(ox.Triple(cell, ox.NamedNode(FIRST), _node(part, new_node, triples)))
        triples.append(ox.Triple(cell, ox.NamedNode(REST), rest))
    return cells[0]


def parts(path: Path) -> Iterator[Path]:
    """The path and all paths in it."""
    yield path
    if isinstance(path, Inverse | Repeated):
        yield from parts(path.path)
    elif isinstance(path, Sequence | Alternative):
        for part in path.parts:
            yield from parts(part)
