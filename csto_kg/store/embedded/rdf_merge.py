"""Triples that stand in several graphs, and count once.

The default graph of a dataset that is made of several graphs is their RDF merge (SPARQL 1.1,
section 13.2), in which a triple that two sources state stands once. The engine gives it twice, so
that answers multiply and counts are wrong. Sources seldom repeat each other's triples; where they
do, queries run on a merged copy in memory.

To look for such triples takes 3 s for 1 million, so a store on disk keeps what was found in a file
of its own. Only readers write it, whom nobody can change anything under; whoever opens the store
for writing removes it before anything is changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure

FILE_NAME = "csto-kg.overlap"
_KNOWN = {"none\n": False, "some\n": True}


def overlap(database: ox.Store, graphs: Sequence[str]) -> bool:
    """Whether any triple stands in more than one of the graphs."""
    if len(graphs) < 2:
        return False
    every, distinct = (
        _count(database, pattern, graphs)
        for pattern in ("?s ?p ?o", "SELECT DISTINCT ?s ?p ?o { ?s ?p ?o }")
    )
    return every != distinct


def _count(database: ox.Store, pattern: str, graphs: Iterable[str]) -> ox.Literal:
    found = database.query(
        f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", default_graph=list(map(ox.NamedNode, graphs))
    )
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101  (it is a SELECT)
    count = next(found)["n"]
    assert isinstance(count, ox.Literal)  # noqa: S101  (of COUNT)
    return count


def merged(database: ox.Store, default: Iterable[str], named: Iterable[str]) -> ox.Store:
    """Return a copy in memory whose default graph is the merge of ``default``."""
    copy = ox.Store()
    for graph in default:
        quads = database.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        copy.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for graph in named:
        copy.extend(database.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
    return copy


class Remembered:
    """What was found out about the database of a store directory."""

    def __init__(self, directory: str) -> None:
        self._path = os.path.join(directory, FILE_NAME)

    def read(self) -> bool | None:
        """Return what is known; None when nothing is."""
        try:
            with open(self._path, encoding="ascii") as stream:
                return _KNOWN.get(stream.read(16))
        except (OSError, ValueError):
            return None

    def write(self, found: bool) -> None:
        """Keep it, for readers to come. Where that cannot be, each looks for itself."""
        [text] = [text for text, known in _KNOWN.items() if known is found]
        new = f"{self._path}.{os.getpid()}.new"
        with suppress(OSError):
            try:
                with open(new, "w", encoding="ascii") as stream:
                    stream.write(text)
                os.replace(new, self._path)
            except BaseException:
                with suppress(OSError):
                    os.unlink(new)
                raise


def forget(directory: str) -> None:
    """Remove what is kept, before the database is changed. Raises EnvironmentFailure."""
    try:
        for name in os.listdir(directory):
            if name.startswith(FILE_NAME):  # or what a reader that was killed has left
                os.unlink(os.path.join(directory, name))
    except OSError as error:
        raise EnvironmentFailure(
            f'cannot remove "{error.filename}": {error.strerror}', hint="check its permissions"
        ) from error
