"""The Turtle files of rules and shapes as one graph that knows where its triples stand."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure, Location
from csto_kg.rdf_files.syntax_errors import OneLine, turtle_error

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal


class ShapesGraph:
    """All triples of some files; a file that is named twice is read once.

    Raises InputError, with file, line and column, for a file that is not Turtle, and
    EnvironmentFailure for one that cannot be opened.
    """

    def __init__(self, paths: Iterable[str | os.PathLike[str]]) -> None:
        self._objects: dict[tuple[Term, str], dict[Term, str]] = {}
        self._subjects: dict[str, set[Node]] = {}
        self._contents: dict[str, bytes] = {}
        self._lines: dict[str, dict[_Place, int | None]] = {}
        for path in dict.fromkeys(os.fspath(path) for path in paths):
            self._contents[path] = _content(path)
            self._read(path)

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """Return the values of a property of a node, in a set order; a literal has none."""
        return sorted(self._objects.get((subject, predicate), ()), key=str)

    def subjects(self, predicate: str) -> list[Node]:
        """Return the nodes that have a property, in a set order."""
        return sorted(self._subjects.get(predicate, ()), key=str)

    def location(self, subject: Node, predicate: str, value: Term) -> Location:
        """Return the file in which a triple stands and, where its nodes tell, its last line."""
        path = self._objects[subject, predicate][value]
        if path not in self._lines:
            self._lines[path] = _last_lines(self._contents[path])
        return Location(path, self._lines[path].get(_place(subject, predicate, value)))

    def text_start(self, subject: Node, predicate: str, value: ox.Literal) -> Location | None:
        """Return the place of the first character of a literal's text.

        None where that cannot be told: the text is written with escapes.
        """
        path = self._objects[subject, predicate][value]
        content, text = self._contents[path].decode(), value.value
        starts = [match.start() for match in re.finditer(re.escape(text), content)] if text else []
        if len(starts) > 1:  # other rules say the same, or this one's text is part of theirs
            last = self.location(subject, predicate, value).line
            starts = [at for at in starts if content.count("\n", 0, at + len(text)) + 1 == last]
        if len(starts) != 1:
            return None
        before = content[: starts[0]].split("\n")
        return Location(path, len(before), len(before[-1]) + 1)

    def _read(self, path: str) -> None:
        parsed = ox.parse(self._contents[path], format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        try:
            for quad in parsed:
                subject, value, predicate = quad.subject, quad.object, quad.predicate.value
                if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
                    continue  # RDF 1.2: about statements, and no part of a shape
                self._objects.setdefault((subject, predicate), {}).setdefault(value, path)
                self._subjects.setdefault(predicate, set()).add(subject)
        except SyntaxError as error:
            raise turtle_error(path, error) from error


_Place = tuple[object, str, object]


def _place(subject: object, predicate: str, value: object) -> _Place:
    # Labels of blank nodes differ from one reading of a file to the next.
    return subject, predicate, None if isinstance(value, ox.BlankNode) else value


def _last_lines(content: bytes) -> dict[_Place, int | None]:
    lines = OneLine(io.BytesIO(content))
    found: dict[_Place, int | None] = {}
    for quad in ox.parse(lines, format=ox.RdfFormat.TURTLE):  # type: ignore[arg-type]
        place = _place(quad.subject, quad.predicate.value, quad.object)
        found[place] = None if place in found and place[2] is None else lines.number
    return found


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise EnvironmentFailure(
            f'cannot read "{path}": {error.strerror}', hint="check its permissions"
        ) from error
