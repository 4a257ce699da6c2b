"""Changes as the knowledge base offers them: files and sources by name, readings in words."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from csto_kg.change import apply as change
from csto_kg.change.receipt import Options, Receipt, Signature
from csto_kg.checking.causes import traced
from csto_kg.checking.suite import choose_readings
from csto_kg.errors import UsageError
from csto_kg.progress import Progress, silent
from csto_kg.rdf_files.file import STDIN, rdf_files
from csto_kg.session.source_names import source_graph

if TYPE_CHECKING:
    from csto_kg.checking.report import Report
    from csto_kg.session.session import Session

    Path = str | os.PathLike[str]
    Paths = Path | Iterable[Path]
    Words = str | Iterable[str]


def options(
    session: Session,
    readings: Words,
    engine: str,
    strict: bool,
    progress: Progress | None,
) -> Options:
    """Return how to check. Raises UsageError for readings that there are not."""
    words = [readings] if isinstance(readings, str) else list(readings)
    return Options(
        choose_readings(session.resources, words),
        engine,
        strict,
        progress or silent,
        lambda report: traced(session.catalog, report),
    )


def validate(
    session: Session,
    chosen: Options,
    files: Paths = (),
    *,
    source: str | None = None,
    retract: Words = (),
    format_: str | None = None,
) -> Report:
    """Check the graph, or what it would be; see :meth:`KnowledgeBase.validate`."""
    names = [retract] if isinstance(retract, str) else list(retract)
    paths = [name for name in names if name == STDIN or os.path.isfile(name)]
    given = [os.fspath(path) for path in _paths(files)]
    if STDIN in given and STDIN in paths:
        raise UsageError("standard input can be read once", hint="give - once")
    return change.validate(
        session.store,
        session.resources,
        chosen,
        rdf_files(given, format_),
        source=None if source is None else source_graph(source),
        retracted=[_graph(session, name) for name in names if name not in paths],
        retracted_files=rdf_files(paths, format_),
    )


def add(
    session: Session,
    chosen: Options,
    files: Paths,
    source: str,
    *,
    replace: bool = False,
    dry_run: bool = False,
    by: str | None = None,
    format_: str | None = None,
) -> Receipt:
    """Add facts to a source; see :meth:`KnowledgeBase.add`."""
    directory = _directory(session, "add to")
    graph = source_graph(source)
    paths = [os.fspath(path) for path in _paths(files)]
    if not paths:
        raise UsageError("there are no facts to add", hint="name files")
    read = rdf_files(paths, format_)
    session.let_go()
    signature = Signature(by, dry_run=dry_run)
    return change.add(
        directory, session.resources, chosen, read, graph, replace=replace, signature=signature
    )


def retract(
    session: Session, chosen: Options, source: str, *, dry_run: bool = False, by: str | None = None
) -> Receipt:
    """Take a source out; see :meth:`KnowledgeBase.retract`."""
    directory = _directory(session, "take out of")
    graph = _graph(session, source)
    session.let_go()
    signature = Signature(by, dry_run=dry_run)
    return change.retract(directory, session.resources, chosen, graph, signature=signature)


def _directory(session: Session, what: str) -> Path:
    if session.endpoint is not None:
        raise UsageError(
            f"there is no store to {what}, and an endpoint cannot keep others from changing it "
            "while the facts are checked",
            hint="pull it into a store with csto-kg pull, change that, and push it back",
        )
    return session.on_disk(what)


def _graph(session: Session, name: str) -> str:
    from csto_kg.session.source_graphs import choose, source_graphs

    [found] = choose(source_graphs(session), [name], session)
    return found.graph


def _paths(files: Paths) -> list[Path]:
    return [files] if isinstance(files, (str, os.PathLike)) else list(files)
