"""Shapes, read from their files and checked, each with the place where it stands."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from csto_kg.errors import InputError, Location
from csto_kg.rdf_files.file import RdfFile
from csto_kg.rdf_files.syntax_errors import OneLine, rdf_1_2
from csto_kg.shacl.graph.ill_formed import IllFormedError, owner, shown
from csto_kg.shacl.graph.index import Index, Node
from csto_kg.shacl.wellformed.check_shapes import check_shapes
from csto_kg.terms import PREFIXES, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_IMPORTS = PREFIXES["owl"] + "imports"
_SEE_ALSO = f"{RDFS}seeAlso"


@dataclass(frozen=True, eq=False)
class Shapes:
    """A shapes graph. ``places``: the file and line in which the description of a node starts.

    ``made``: what an engine makes of the shapes, once for all its runs.
    """

    triples: tuple[ox.Triple, ...]
    places: Mapping[Node, Location] = field(default_factory=dict)
    index: Index = field(init=False, repr=False)
    made: dict[str, Any] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", Index(self.triples))

    def place(self, node: Node) -> Location | None:
        """Return where a shape or constraint is described; of a blank one, where it is used."""
        return self.places.get(owner(self.index, node)) or self.places.get(node)

    def see(self, *nodes: Node) -> str | None:
        """Return the address that explains the first of the nodes that names one."""
        for node in nodes:
            for address in self.index.values(node, _SEE_ALSO):
                if isinstance(address, ox.NamedNode):
                    return address.value
        return None


def load_shapes(paths: Iterable[str | os.PathLike[str]]) -> Shapes:
    """Read the files as one shapes graph. No file: no shapes.

    Raises InputError that names file, line and shape when a file cannot be read, or a shape is
    ill-formed, has an error in its SPARQL, or uses what is not supported.
    """
    triples: list[ox.Triple] = []
    places: dict[Node, Location] = {}
    for path in paths:
        file = RdfFile(os.fspath(path))
        try:
            found = list(_with_lines(file))
        except SyntaxError as error:
            raise file.problem(error) from error
        for triple, line in found:
            triples.append(triple)
            if isinstance(triple.subject, ox.NamedNode | ox.BlankNode):
                places.setdefault(triple.subject, Location(file.shown, line))
            if triple.predicate.value == _IMPORTS and isinstance(triple.subject, ox.NamedNode):
                _refuse_import(triple, Location(file.shown, line), found)
    return shapes_of(triples, places)


def shapes_of(
    triples: Sequence[ox.Triple],
    places: Mapping[Node, Location] | None = None,
    *,
    strict: bool = True,
) -> Shapes:
    """Return triples as shapes, checked. Raises InputError as :func:`load_shapes` does.

    Not ``strict``: terms and parameters without effect pass, as SHACL has it.
    """
    shapes = Shapes(tuple(triples), places or {})
    try:
        check_shapes(shapes.index, strict=strict)
    except IllFormedError as error:
        raise ill_formed(shapes, error) from error
    return shapes


def ill_formed(shapes: Shapes, error: IllFormedError) -> InputError:
    """Return our error for a shape that is not right."""
    node = owner(shapes.index, error.node)
    name = f"in {shown(node)}" if isinstance(node, ox.NamedNode) else "in a shape without a name"
    return InputError(
        f"{name}: {error.message}", hint=error.hint, location=shapes.place(error.node)
    )


def _with_lines(file: RdfFile) -> Iterable[tuple[ox.Triple, int]]:
    with file.open() as stream:
        lines = OneLine(stream)
        parsed = ox.parse(
            lines,  # type: ignore[arg-type]
            format=file.format.engine,
            rename_blank_nodes=True,
        )
        for quad in parsed:
            if rdf_1_2(quad) is not None:
                file.check(quad)
            yield quad.triple, lines.number


def _refuse_import(triple: ox.Triple, place: Location, found: list[tuple[ox.Triple, int]]) -> None:
    """Refuse an import of what is not in the file: nothing is fetched."""
    if not any(other.subject == triple.object for other, _ in found):
        raise InputError(
            f"owl:imports {shown(triple.object)} would fetch other shapes",  # type: ignore[arg-type]
            hint="put all shapes into the files that are given",
            location=place,
        )
