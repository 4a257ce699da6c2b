"""New facts as they stand in users' files, and the place of each.

Blank nodes of two files are never one; their names depend on what is said of them (see
:mod:`csto_kg.rdf_files.stable_blank_nodes`).
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.errors import Location
from csto_kg.progress import silent
from csto_kg.rdf_files.stable_blank_nodes import stable_names
from csto_kg.rdf_files.syntax_errors import OneLine, rdf_1_2
from csto_kg.terms import ID, PREFIXES

if TYPE_CHECKING:
    from csto_kg.progress import Progress
    from csto_kg.rdf_files.file import RdfFile


def quads_by_line(file: RdfFile) -> Iterator[tuple[ox.Quad, int | None]]:
    """Read the file as ``RdfFile.quads`` does, each quad with the line on which it ends.

    None in JSON-LD, which the parser reads as a whole. Raises InputError.
    """
    if file.format.name == "jsonld":
        for quad in file.quads():
            yield quad, None
        return
    with file.open_parsed() as stream:
        lines = OneLine(stream)
        numbers: deque[int] = deque()
        try:
            for quad in file.revealed(_counted(lines, file, numbers)):
                yield quad, numbers.popleft()
        except SyntaxError as error:
            raise file.problem(error) from error


def _counted(lines: OneLine, file: RdfFile, numbers: deque[int]) -> Iterable[ox.Quad]:
    # Tags are revealed in batches, so a line is noted when its quad leaves the parser.
    for quad in ox.parse(lines, format=file.format.engine):  # type: ignore[arg-type]
        numbers.append(lines.number)
        yield quad


def subject_line(text: str, iri: str) -> int | None:
    """Return the line of a JSON-LD text on which a node with this IRI is named, as ``@id`` first.

    Contexts are not looked at: a name is the IRI, one with a usual prefix, or its end.
    """
    names = [iri]
    names += [
        f"{prefix}:{iri[len(base) :]}" for prefix, base in PREFIXES.items() if iri.startswith(base)
    ]
    names += [iri.removeprefix(ID), re.split(r"[/#:]", iri)[-1]]
    quoted = [json.dumps(name, ensure_ascii=safe) for name in names for safe in (False, True)]
    for pattern in (r'"(?:@id|id)"\s*:\s*', ""):
        for name in dict.fromkeys(quoted):
            found = re.search(pattern + re.escape(name), text)
            if found:
                return text.count("\n", 0, found.end()) + 1
    return None


_STEP = 20_000


class StagedFile:
    """A file's facts, each in its graph; those in no named graph are in ``default``.

    Raises InputError for what cannot be read, is no RDF 1.1, or holds no triple.
    """

    def __init__(
        self, file: RdfFile, default: str, copies: Counter[str], progress: Progress
    ) -> None:
        self.file = file
        self._default = ox.NamedNode(default)
        doing = f"reading {file.shown}"
        read: list[ox.Quad] = []
        blank: list[ox.Quad] = []
        for quad in file.quads():
            if rdf_1_2(quad):
                file.check(quad)
            if isinstance(quad.graph_name, ox.BlankNode):
                raise file.blank_graph(quad.graph_name)
            if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
                blank.append(quad)
            read.append(quad)
            if len(read) % _STEP == 0:
                progress(doing, len(read), None)
        if not read:
            raise file.without_triples()
        names = stable_names(blank, copies)
        self._names = list(names.values())
        self.quads = [self._placed(quad, names) for quad in read]
        file.unchanged()

    def lines(self) -> Iterator[tuple[ox.Quad, int | None]]:
        """Read the file again: each quad of :attr:`quads`, in order, and its line if known."""
        again = iter(self._names)
        names: dict[ox.BlankNode, ox.BlankNode] = {}
        for quad, line in quads_by_line(self.file):
            for term in (quad.subject, quad.object):
                if isinstance(term, ox.BlankNode) and term not in names:
                    names[term] = next(again)
            yield self._placed(quad, names), line

    def _placed(self, quad: ox.Quad, names: dict[ox.BlankNode, ox.BlankNode]) -> ox.Quad:
        subject, predicate, value, graph = quad
        if isinstance(subject, ox.BlankNode):
            subject = names[subject]
        if isinstance(value, ox.BlankNode):
            value = names[value]
        if not isinstance(graph, ox.NamedNode):
            graph = self._default
        return ox.Quad(subject, predicate, value, graph)


class Staged:
    """The facts of several files, as one change."""

    def __init__(self, files: Sequence[RdfFile], default: str, progress: Progress = silent) -> None:
        copies: Counter[str] = Counter()
        self.files = [StagedFile(file, default, copies, progress) for file in files]

    def quads(self) -> Iterator[ox.Quad]:
        """Iterate over all facts, repeated ones too, in the order of the files."""
        for staged in self.files:
            yield from staged.quads

    @property
    def graphs(self) -> set[str]:
        """The graphs that the facts are in."""
        return {
            quad.graph_name.value
            for quad in self.quads()
            if isinstance(quad.graph_name, ox.NamedNode)
        }

    def unchanged(self) -> None:
        """Raise InputError if a file has changed since it was read."""
        for staged in self.files:
            staged.file.unchanged()

    def place(self, quad: ox.Quad) -> Location:
        """Return the file and the line of a fact, as near as they are known."""
        found = self.places([quad.triple], ())
        return found.of(quad.triple, quad.subject) or Location(
            ", ".join(staged.file.shown for staged in self.files)
        )

    def places(self, triples: Collection[ox.Triple], subjects: Collection[object]) -> Places:
        """Find the first place of each triple, and of each subject, by one reading of each file."""
        found = Places()
        if not triples and not subjects:
            return found
        self.unchanged()
        wanted_triples, wanted = set(triples), set(subjects)
        wanted.update(triple.subject for triple in triples)
        for staged in self.files:
            shown = staged.file.shown
            for quad, line in staged.lines():
                if quad.subject in wanted:
                    triple = quad.triple
                    if triple in wanted_triples:
                        found.triples.setdefault(triple, Location(shown, line))
                    found.subjects.setdefault(quad.subject, Location(shown, line))
            self._find_in_text(staged, found)
        return found

    @staticmethod
    def _find_in_text(staged: StagedFile, found: Places) -> None:
        """Where the parser gives no lines, look for the subjects' names in the text."""
        if staged.file.format.name != "jsonld":
            return
        with staged.file.open() as stream:
            text = stream.read().decode()
        above = {quad.object: quad.subject for quad in staged.quads}
        for places in (found.subjects, found.triples):
            for key, place in places.items():
                if place.file != staged.file.shown or place.line is not None:
                    continue
                node: object = key.subject if isinstance(key, ox.Triple) else key
                steps = 0
                while isinstance(node, ox.BlankNode) and node in above and steps < len(above):
                    node, steps = above[node], steps + 1
                if isinstance(node, ox.NamedNode):
                    line = subject_line(text, node.value)
                    places[key] = dataclasses.replace(place, line=line)  # type: ignore[index]


class Places:
    """Where triples and subjects stand first."""

    def __init__(self) -> None:
        self.triples: dict[ox.Triple, Location] = {}
        self.subjects: dict[object, Location] = {}

    def of(self, triple: ox.Triple | None, subject: object) -> Location | None:
        """Return the place of the triple, else the subject's first one."""
        if triple is not None and triple in self.triples:
            return self.triples[triple]
        return self.subjects.get(subject)
