"""A shapes graph: triples that describe shapes and rules, looked up, each with its place.

Its files are opened once and parsed once.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure, InputError, Location
from csto_kg.rdf_files.file import RdfFile
from csto_kg.rdf_files.formats import FORMATS, Format
from csto_kg.rdf_files.syntax_errors import OneLine, no_rdf_1_2, turtle_error
from csto_kg.shacl.result import Term
from csto_kg.terms import RDF, XSD


@dataclass(frozen=True)
class ShapesFile:
    """A file as it was when it was opened. Two with one path and content are equal.

    ``problem`` makes our error of what the engine's parser says.
    """

    path: str
    content: bytes = field(repr=False)
    format: Format = field(repr=False)
    problem: Callable[[SyntaxError], InputError] = field(repr=False, compare=False)

    @cached_property
    def quads(self) -> tuple[tuple[ox.Quad, int], ...]:
        """The quads, each with the line on which it ends. Raises InputError with its place."""
        lines = OneLine(io.BytesIO(self.content))
        parsed = ox.parse(lines, format=self.format.engine, rename_blank_nodes=True)  # type: ignore[arg-type]
        try:
            return tuple((quad, lines.number) for quad in parsed)
        except SyntaxError as error:
            raise self.problem(error) from error

    def refuse_rdf_1_2(self) -> None:
        """Raise InputError for what RDF 1.1 does not have; rules pass over it."""
        for quad, _ in self.quads:
            no_rdf_1_2(quad, lambda: io.BytesIO(self.content), self.format, self.path)


def read_turtle(path: str | os.PathLike[str]) -> ShapesFile:
    """Open a Turtle file, whatever its extension; it may be empty.

    Raises EnvironmentFailure when it cannot be opened.
    """
    name = os.fspath(path)
    try:
        with open(name, "rb") as stream:
            content = stream.read()
    except OSError as error:
        raise EnvironmentFailure(
            f'cannot read "{name}": {error.strerror}', hint="check its permissions"
        ) from error
    return ShapesFile(name, content, FORMATS["turtle"], partial(turtle_error, name))


def read_rdf(path: str | os.PathLike[str]) -> ShapesFile:
    """Open a file in any format that facts may have. Raises InputError as ``RdfFile`` does."""
    file = RdfFile(os.fspath(path))
    with file.open() as stream:
        return ShapesFile(file.shown, stream.read(), file.format, file.problem)


Node = ox.NamedNode | ox.BlankNode

TYPE, FIRST, REST = f"{RDF}type", f"{RDF}first", f"{RDF}rest"
NIL = ox.NamedNode(f"{RDF}nil")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def nodes(terms: Iterable[Term]) -> list[Node]:
    """Return the terms that are no literals."""
    return [term for term in terms if isinstance(term, ox.NamedNode | ox.BlankNode)]


def truth(term: object) -> bool | None:
    """Return what an ``xsd:boolean`` says; None for any other term."""
    if not isinstance(term, ox.Literal) or term.datatype.value != f"{XSD}boolean":
        return None
    return _BOOLEANS.get(term.value)


class ShapesGraph:
    """Triples in memory, or those of files; each look-up has one order, whatever order they had.

    ``triples``: all of them, as they came. Triple terms (RDF 1.2) are not looked up: they are about
    statements, and no part of a shape.
    """

    def __init__(
        self, triples: Iterable[ox.Triple] = (), *, files: Iterable[ShapesFile] = ()
    ) -> None:
        self.files = {file.path: file for file in files}
        self._places: dict[ox.Triple, tuple[str, int]] = {}
        self._starts: dict[object, Location] = {}
        self.triples = (*triples, *self._read())
        self._facts: dict[Node, dict[str, list[Term]]] = {}
        self._users: dict[Term, list[tuple[Node, str]]] = defaultdict(list)
        for triple in sorted(set(self.triples), key=str):
            subject, predicate, value = triple.subject, triple.predicate.value, triple.object
            if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
                continue
            self._facts.setdefault(subject, {}).setdefault(predicate, []).append(value)
            self._users[value].append((subject, predicate))

    @cached_property
    def digest(self) -> str | None:
        """What tells its files' content from any other; None where not all is from files."""
        if len(self.triples) > sum(len(file.quads) for file in self.files.values()):
            return None
        digest = hashlib.sha256()
        for file in self.files.values():
            digest.update(f"{file.format.name} {len(file.content)}\n".encode())
            digest.update(file.content)
        return digest.hexdigest()

    def _read(self) -> Iterator[ox.Triple]:
        for path, file in self.files.items():
            for quad, line in file.quads:
                triple = quad.triple
                if self._places.get(triple, (path,))[0] == path:
                    self._places[triple] = path, line
                self._starts.setdefault(triple.subject, Location(path, line))
                yield triple

    def subjects(self, predicate: str | None = None) -> list[Node]:
        """Return the nodes that have a property, or any."""
        return [s for s, found in self._facts.items() if predicate is None or predicate in found]

    def properties(self, subject: Term) -> dict[str, list[Term]]:
        """Return all values of a node, by predicate; a literal has none."""
        return {} if isinstance(subject, ox.Literal) else self._facts.get(subject, {})

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """Return the values of a property of a node."""
        return self.properties(subject).get(predicate, [])

    def value(self, subject: Term, predicate: str) -> Term | None:
        """Return the first value, or None."""
        return next(iter(self.objects(subject, predicate)), None)

    def users(self, value: Term) -> list[tuple[Node, str]]:
        """Return the subjects and predicates that a term is the object of."""
        return self._users.get(value, [])

    def instances(self, *classes: str) -> Iterator[Node]:
        """Return the subjects that are declared to be of one of the classes."""
        for name in classes:
            for subject, predicate in self.users(ox.NamedNode(name)):
                if predicate == TYPE:
                    yield subject

    def members(self, head: Term) -> list[Term] | None:
        """Return the members of an RDF list; None when it is not well-formed."""
        found: list[Term] = []
        seen: set[Term] = set()
        while head != NIL:
            first, rest = self.objects(head, FIRST), self.objects(head, REST)
            if len(first) != 1 or len(rest) != 1 or head in seen:
                return None
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return found

    def owner(self, node: Node) -> Node:
        """Return the named node that a blank one belongs to; itself, if there is none."""
        seen: set[Node] = set()
        place = node
        while isinstance(place, ox.BlankNode) and place not in seen:
            seen.add(place)
            above = self.users(place)
            if not above:
                return node
            place = above[0][0]
        return node if place in seen else place

    def place(self, node: Node) -> Location | None:
        """Return where a node is first described; of a blank one, where it is used."""
        return self._starts.get(self.owner(node)) or self._starts.get(node)

    def location(self, subject: Node, predicate: str, value: Term) -> Location | None:
        """Return the file in which a triple stands and, where its nodes tell, its last line."""
        place = self._place(subject, predicate, value)
        if place is None:
            return None
        path, line = place
        alike = [
            other
            for other in self.objects(subject, predicate)
            if isinstance(other, ox.BlankNode)
            and (self._place(subject, predicate, other) or place)[0] == path
        ]
        nameless = isinstance(subject, ox.BlankNode) or (value in alike and len(alike) > 1)
        return Location(path, None if nameless else line)

    def text_start(self, subject: Node, predicate: str, value: ox.Literal) -> Location | None:
        """Return the place of the first character of a literal's text.

        None where that cannot be told: the text is written with escapes, or in no file.
        """
        place = self._place(subject, predicate, value)
        if place is None:
            return None
        path, line = place
        content, text = self.files[path].content.decode(), value.value
        starts = list(_occurrences(text, content)) if text else []
        if len(starts) > 1:  # other rules say the same, or this one's text is part of theirs
            starts = [at for at in starts if content.count("\n", 0, at + len(text)) + 1 == line]
        if len(starts) != 1:
            return None
        before = content[: starts[0]].split("\n")
        return Location(path, len(before), len(before[-1]) + 1)

    def _place(self, subject: Node, predicate: str, value: Term) -> tuple[str, int] | None:
        return self._places.get(ox.Triple(subject, ox.NamedNode(predicate), value))


def _occurrences(text: str, content: str) -> Iterator[int]:
    """Yield where a text begins, each after the end of the one before."""
    at = content.find(text)
    while at >= 0:
        yield at
        at = content.find(text, at + len(text))
