"""What users' files hold, found before the store is touched: their graphs, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from csto_kg.progress import Progress
from csto_kg.rdf_files.file import RdfFile
from csto_kg.rdf_files.syntax_errors import rdf_1_2
from csto_kg.store.embedded.lexical_forms import VALUE_TYPES, Rewritings, at_risk
from csto_kg.terms import RDF

_STEP = 20_000
_DIRECTED = RDF + "dirLangString"
_SUSPECT = frozenset((*VALUE_TYPES, RDF + "langString"))


@dataclass
class FilePart:
    """A file and the graph for its triples that are in none."""

    file: RdfFile
    default: str
    graphs: set[str] = field(default_factory=set)
    """The graphs that it fills, the default one too."""
    has_default: bool = False
    has_blank: bool = False

    def quads(self) -> Iterator[ox.Quad]:
        """Read the file, each triple in the graph that it goes to."""
        return map(self.placed, self.file.quads())

    def quads_apart(self) -> Iterator[ox.Quad]:
        """Read the file with new blank nodes, so that those of two files stay apart."""
        return _relabelled(self.quads()) if self.has_blank else self.quads()

    def placed(self, quad: ox.Quad) -> ox.Quad:
        """Return a quad of the file in the graph that it goes to."""
        if isinstance(quad.graph_name, ox.NamedNode):
            return quad
        return ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(self.default))


class Survey:
    """What the files hold. Raises InputError for what cannot be taken in."""

    def __init__(self, parts: Sequence[FilePart], progress: Progress) -> None:
        self.parts = parts
        self.rewritings = Rewritings()
        self.counts: dict[str, int] = {}
        """How many triples the files have for each graph, repeated ones too."""
        for part in parts:
            self._look(part, progress)
        if not self.has_blank and self.rewritings.found:
            for part in parts:
                self.rewritings.complete(part.quads())

    @property
    def graphs(self) -> list[str]:
        """The graphs that the files fill, sorted."""
        return sorted({graph for part in self.parts for graph in part.graphs})

    @property
    def has_blank(self) -> bool:
        """Whether any file has blank nodes."""
        return any(part.has_blank for part in self.parts)

    def quads(self, graph: str) -> Iterator[ox.Quad]:
        """Read one graph's quads, blank nodes of different files kept apart."""
        name = ox.NamedNode(graph)
        for part in self.parts:
            if graph in part.graphs:
                yield from (quad for quad in part.quads_apart() if quad.graph_name == name)

    def _look(self, part: FilePart, progress: Progress) -> None:
        literal, blank = ox.Literal, ox.BlankNode
        suspect, look = _SUSPECT, self.rewritings.suspect
        counts: dict[object, int] = {}
        last: object = None
        begun = count = 0
        doing = f"reading {part.file.shown}"
        for quad in part.file.quads(hasty=True):
            subject, _, value, graph = quad
            if type(value) is literal:
                datatype = value.datatype.value
                if datatype in suspect:
                    if at_risk(value):
                        look(part.placed(quad))
                elif datatype == _DIRECTED:
                    part.file.check(quad)
            elif type(value) is not ox.NamedNode:
                part.has_blank = True
                if rdf_1_2(quad):
                    part.file.check(quad)
            if type(subject) is blank:
                part.has_blank = True
            if graph != last:
                counts[last] = counts.get(last, 0) + count - begun
                last, begun = graph, count
            count += 1
            if count % _STEP == 0:
                progress(doing, count, None)
        if not count:
            raise part.file.without_triples()
        counts[last] = counts.get(last, 0) + count - begun
        self._note_graphs(part, counts)

    def _note_graphs(self, part: FilePart, counts: Mapping[object, int]) -> None:
        for name, count in counts.items():
            if isinstance(name, ox.DefaultGraph):
                part.has_default = True
                self._note(part, part.default, count)
            elif isinstance(name, ox.NamedNode):
                self._note(part, name.value, count)
            elif name is not None:
                raise part.file.blank_graph(name)

    def _note(self, part: FilePart, graph: str, count: int) -> None:
        part.graphs.add(graph)
        self.counts[graph] = self.counts.get(graph, 0) + count


def _relabelled(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    known: dict[object, ox.BlankNode] = {}

    def term(old: object) -> object:
        return known.setdefault(old, ox.BlankNode()) if isinstance(old, ox.BlankNode) else old

    for quad in quads:
        yield ox.Quad(
            term(quad.subject),  # type: ignore[arg-type]
            quad.predicate,
            term(quad.object),  # type: ignore[arg-type]
            quad.graph_name,
        )
