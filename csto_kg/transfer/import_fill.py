"""Puts the files' graphs into a database: by the engine itself where it reads as we do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyoxigraph as ox

from csto_kg.progress import Progress
from csto_kg.store.embedded.lexical_forms import Rewritings, record_graph, stored_quad
from csto_kg.store.embedded.updates import remove_derived
from csto_kg.terms import shorten
from csto_kg.transfer.import_decision import REPLACED, SAME
from csto_kg.transfer.import_survey import FilePart, Survey


def fill(database: ox.Store, survey: Survey, done: Mapping[str, str], progress: Progress) -> None:
    """Put the new graphs, and those to replace, into a database that nobody else uses.

    What was derived from the facts goes. Raises InputError for a file that changed meanwhile; the
    database is then of no use.
    """
    remove_derived(database)
    for graph, what in done.items():
        if what == REPLACED:
            progress(f"removing what was in {shorten(graph)}", 0, None)
            database.remove_graph(ox.NamedNode(graph))
            database.remove_graph(ox.NamedNode(record_graph(graph)))
    rewritings = survey.rewritings
    if survey.has_blank and rewritings.found:
        # Records name blank nodes as the store does: the quads are named once, by us.
        quads = [q for p in survey.parts for q in p.quads_apart() if _wanted(q, done)]
        rewritings = Rewritings()
        for quad in quads:
            rewritings.look(quad)
        if rewritings.found:
            rewritings.complete(quads)
        progress("writing", 0, len(quads))
        database.bulk_extend(map(stored_quad, quads))
    else:
        for part in survey.parts:
            _load(database, part, done, progress)
    for part in survey.parts:
        part.file.unchanged()
    if rewritings.found:
        database.bulk_extend(q for s, q in rewritings.records_by_quad() if _wanted(s, done))


def _load(database: ox.Store, part: FilePart, done: Mapping[str, str], progress: Progress) -> None:
    wanted = all(done[graph] != SAME for graph in part.graphs)
    mixed = part.has_default and len(part.graphs) > 1
    doing = f"writing {part.file.shown}"
    if not part.file.plain or not wanted or mixed:
        if any(done[graph] != SAME for graph in part.graphs):
            progress(doing, 0, None)
            database.bulk_extend(stored_quad(q) for q in part.quads_apart() if _wanted(q, done))
        return
    graph = ox.NamedNode(part.default) if part.has_default else None
    with part.file.open() as stream:
        size = part.file.size
        counted = _Counted(stream, lambda read: progress(doing, read, size))
        try:
            database.bulk_load(counted, format=part.file.format.engine, to_graph=graph)  # type: ignore[arg-type]
        except SyntaxError as error:
            raise part.file.problem(error) from error


def _wanted(quad: ox.Quad, done: Mapping[str, str]) -> bool:
    assert isinstance(quad.graph_name, ox.NamedNode)  # noqa: S101  (placed by FilePart)
    return done[quad.graph_name.value] != SAME


class _Counted:
    """A file that tells how much of it has been read."""

    def __init__(self, stream: object, tell: Callable[[int], None]) -> None:
        self._read = stream.read  # type: ignore[attr-defined]
        self._tell = tell
        self._done = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next part of the file."""
        part: bytes = self._read(size)
        self._done += len(part)
        self._tell(self._done)
        return part
