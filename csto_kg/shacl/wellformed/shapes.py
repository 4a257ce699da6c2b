"""Shapes, made from a shapes graph that has been checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from csto_kg.cache import keep, recall
from csto_kg.errors import InputError, Location
from csto_kg.shacl.graph.ill_formed import IllFormedError, shown
from csto_kg.shacl.graph.shapes_graph import Node, ShapesGraph, read_rdf
from csto_kg.terms import PREFIXES, RDFS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from csto_kg.shacl.graph.shapes_graph import ShapesFile

_IMPORTS = PREFIXES["owl"] + "imports"
_SEE_ALSO = f"{RDFS}seeAlso"


@dataclass(frozen=True, eq=False)
class Shapes:
    """Shapes that are well-formed.

    ``made``: what an engine makes of them, once for all its runs.
    """

    graph: ShapesGraph
    made: dict[str, Any] = field(init=False, repr=False, default_factory=dict)

    def see(self, *nodes: Node) -> str | None:
        """Return the address that explains the first of the nodes that names one."""
        for node in nodes:
            for address in self.graph.objects(node, _SEE_ALSO):
                if isinstance(address, ox.NamedNode):
                    return address.value
        return None


def load_shapes(paths: Iterable[str | os.PathLike[str]]) -> Shapes:
    """Read the files as one shapes graph, and return its shapes. No file: no shapes.

    Raises InputError that names the file of what cannot be read, or as :func:`shapes_of` does.
    """
    return shapes_of(ShapesGraph(files=map(read_rdf, paths)))


def shapes_of(graph: ShapesGraph, *, strict: bool = True) -> Shapes:
    """Return the shapes of a graph, checked.

    Not ``strict``: terms and parameters without effect pass, as SHACL has it, and imports, which
    are not followed.

    Raises InputError that names file, line and shape where one is ill-formed, has an error in its
    SPARQL, or uses what is not supported.
    """
    known = graph.digest
    if known is not None and recall("shapes", known, str(strict)) is True:
        return Shapes(graph)
    from csto_kg.shacl.wellformed.check_shapes import check_shapes

    for file in graph.files.values():
        file.refuse_rdf_1_2()
        if strict:
            _refuse_imports(file)
    try:
        check_shapes(graph, strict=strict)
    except IllFormedError as error:
        raise error.placed(graph) from error
    if known is not None:
        keep("shapes", True, known, str(strict))
    return Shapes(graph)


def _refuse_imports(file: ShapesFile) -> None:
    """Raise InputError for an import of what is not in the file: nothing is fetched."""
    described = {quad.subject for quad, _ in file.quads}
    for quad, line in file.quads:
        imported = quad.predicate.value == _IMPORTS and isinstance(quad.subject, ox.NamedNode)
        if imported and quad.object not in described:
            raise InputError(
                f"owl:imports {shown(quad.object)} would fetch other shapes",  # type: ignore[arg-type]
                hint="put all shapes into the files that are given",
                location=Location(file.path, line),
            )
