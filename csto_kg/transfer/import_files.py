"""Import as a whole: look, decide, write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csto_kg.errors import UsageError
from csto_kg.progress import Progress, silent
from csto_kg.rdf_files.file import rdf_files
from csto_kg.session.source_graphs import source_graph
from csto_kg.store.interface import engine_errors
from csto_kg.store.on_disk.directory import open_directory
from csto_kg.store.on_disk.swap import change_copy
from csto_kg.terms import ONTOLOGY_GRAPH
from csto_kg.transfer.import_decision import SAME, decide
from csto_kg.transfer.import_fill import fill
from csto_kg.transfer.import_survey import FilePart, Survey

if TYPE_CHECKING:
    import os

    from csto_kg.rdf_files.file import RdfFile
    from csto_kg.resources import Resources
    from csto_kg.session.session import Session

    Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


@dataclass(frozen=True)
class Imported:
    """A graph of the files: what was done, and how many triples the files have for it."""

    graph: str
    done: str
    triples: int


def import_paths(
    session: Session,
    paths: Paths,
    *,
    source: str | None = None,
    replace: bool = False,
    format_: str | None = None,
    progress: Progress = silent,
) -> list[Imported]:
    """Import the files at some paths into the session's store, as :func:`import_files` does.

    ``format_`` is theirs, by default by their extensions. Raises UsageError without a store on
    disk.
    """
    directory = session.on_disk("import into")
    files = rdf_files(paths, format_, option="--format")
    session.let_go()
    return import_files(
        directory, session.resources, files, source=source, replace=replace, progress=progress
    )


def import_files(
    directory: str | os.PathLike[str],
    resources: Resources,
    files: Sequence[RdfFile],
    *,
    source: str | None = None,
    replace: bool = False,
    progress: Progress = silent,
) -> list[Imported]:
    """Import the files into the store in ``directory``, which is made if it is new.

    A triple that is in no named graph goes to the graph ``source``, by default to one named after
    its file. With ``replace``, a graph takes the place of the one of its name.

    Raises InputError for a file that cannot be read, UsageError for a graph that may not be
    written, EnvironmentFailure when the store fails; the store is then as it was.
    """
    parts = [FilePart(file, _graph(file, source)) for file in files]
    survey = Survey(parts, progress)
    if source is not None and not any(part.has_default for part in parts):
        raise UsageError(
            "--source names the graph of triples, and all triples of these files are in named "
            "graphs already",
            hint="leave it out",
        )
    with open_directory(directory, resources, write=True) as store:
        with engine_errors("the store could not be read"):
            protected = {ONTOLOGY_GRAPH, *(file.graph for file in resources.graph_files)}
            done = decide(store, survey, protected, replace=replace)
        if any(what != SAME for what in done.values()):
            change_copy(directory, store, lambda copy: fill(copy, survey, done, progress))
        return [Imported(graph, what, survey.counts[graph]) for graph, what in done.items()]


def _graph(file: RdfFile, source: str | None) -> str:
    if source is not None:
        return source_graph(source)
    try:
        return source_graph(file.stem)
    except UsageError as error:
        raise UsageError(f'"{file.shown}" gives no name for a source', hint=error.hint) from None
