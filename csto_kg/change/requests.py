"""Changes as the knowledge base offers them: files and sources by name, readings in words."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from csto_kg.change import apply
from csto_kg.change.receipt import Options, Receipt, Signature
from csto_kg.checking.suite import choose_readings
from csto_kg.errors import UsageError
from csto_kg.progress import Progress, silent
from csto_kg.rdf_files.file import STDIN, rdf_files
from csto_kg.session.source_graphs import source_graph

if TYPE_CHECKING:
    from csto_kg.checking.report import Report
    from csto_kg.session.session import Session

    Path = str | os.PathLike[str]
    Paths = Path | Iterable[Path]
    Words = str | Iterable[str]


def options(
    session: Session, readings: Words, engine: str, strict: bool, progress: Progress | None
) -> Options:
    """Return how to check. Raises UsageError for readings that there are not."""
    chosen = choose_readings(session.resources, _listed(readings))
    return Options(chosen, engine, strict, progress or silent)


def validate(
    session: Session,
    how: Options,
    files: Paths = (),
    *,
    source: str | None = None,
    retract: Words = (),
    format_: str | None = None,
) -> Report:
    """Check the graph, or what it would be; see :meth:`KnowledgeBase.validate`."""
    given, names = _listed(files), _listed(retract)
    paths = [name for name in names if name == STDIN or os.path.isfile(name)]
    read = rdf_files([*given, *paths], format_)
    return apply.validate(
        session,
        how,
        read[: len(given)],
        source=None if source is None else source_graph(source),
        retracted=[_graph(session, name) for name in names if name not in paths],
        retracted_files=read[len(given) :],
    )


def add(
    session: Session,
    how: Options,
    files: Paths,
    source: str,
    *,
    replace: bool = False,
    dry_run: bool = False,
    by: str | None = None,
    format_: str | None = None,
) -> Receipt:
    """Add facts to a source; see :meth:`KnowledgeBase.add`."""
    _refuse_without_directory(session, "add to")
    graph = source_graph(source)
    read = rdf_files(files, format_)
    if not read:
        raise UsageError("there are no facts to add", hint="name files")
    signature = Signature(by, dry_run=dry_run)
    return apply.add(session, how, read, graph, replace=replace, signature=signature)


def retract(
    session: Session, how: Options, source: str, *, dry_run: bool = False, by: str | None = None
) -> Receipt:
    """Take a source out; see :meth:`KnowledgeBase.retract`."""
    _refuse_without_directory(session, "take out of")
    graph = _graph(session, source)
    return apply.retract(session, how, graph, signature=Signature(by, dry_run=dry_run))


def _refuse_without_directory(session: Session, what: str) -> None:
    if session.endpoint is not None:
        raise UsageError(
            f"there is no store to {what}, and an endpoint cannot keep others from changing it "
            "while the facts are checked",
            hint="pull it into a store with csto-kg pull, change that, and push it back",
        )
    session.on_disk(what)


def _graph(session: Session, name: str) -> str:
    from csto_kg.session.source_graphs import choose, source_graphs

    [found] = choose(source_graphs(session), [name], session)
    return found.graph


def _listed(paths: Paths) -> list[str]:
    return [os.fspath(p) for p in ([paths] if isinstance(paths, (str, os.PathLike)) else paths)]
