"""The store on disk: ``--store DIR``.

::

    DIR/csto-kg.json    the marker: written last, so a directory that has it is whole
    DIR/csto-kg.lock    locked by every csto-kg that uses the store, readers together
    DIR/csto-kg.db/     the database; or csto-kg.db.2, as the marker says (see swap.py)
    DIR/csto-kg.overlap whether sources repeat each other's triples (see rdf_merge.py)

An absent or empty DIR is filled with the shipped graph; ``csto-kg.unfinished`` stands there
meanwhile, and a filling that was cut short begins again. A DIR with other things in it and no
marker is somebody else's: nothing is written there. A database without marker and without
``csto-kg.unfinished`` has lost its marker and may hold a user's graphs: it is left alone.
When the shipped data has changed, its graphs are replaced in one atomic step and all other graphs
stay; a store written by a newer csto-kg is left alone.

A csto-kg that is killed may leave files that are in no use. Whoever opens the store for writing
removes them, once the database that the marker names is open; readers leave them alone.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from contextlib import suppress

import pyoxigraph as ox

from csto_kg.__about__ import __version__
from csto_kg.errors import EnvironmentFailure
from csto_kg.resources import Resources
from csto_kg.store.embedded.embedded_store import EmbeddedStore, graphs_apart, load_files
from csto_kg.store.embedded.rdf_merge import FILE_NAME as OVERLAP_NAME
from csto_kg.store.embedded.rdf_merge import Remembered, forget
from csto_kg.store.embedded.updates import drop, insertion, nothing_derived
from csto_kg.store.interface import detail
from csto_kg.store.on_disk.lock import LOCK_NAME, WAIT_SECONDS, DirectoryLock
from csto_kg.store.on_disk.marker import (
    FORMAT,
    MARKER_NAME,
    SLOTS,
    Marker,
    read_marker,
    sync_directory,
    version_key,
    write_marker,
)
from csto_kg.terms import is_internal

_DATABASE = SLOTS[0]
_FILLING = "csto-kg.db.new"
_UNFINISHED = "csto-kg.unfinished"  # stands there from the start of a filling until its end
_COPYING = tuple(slot + ".tmp" for slot in SLOTS)  # where the engine prepares a backup
_LEFT_FILES = (MARKER_NAME + ".new", _UNFINISHED)
_LEFT_FOLDERS = (*SLOTS, _FILLING, *_COPYING)  # all but the slot that the marker names
_OURS = frozenset((LOCK_NAME, OVERLAP_NAME, *_LEFT_FILES, *_LEFT_FOLDERS))


class StoreOnDisk(EmbeddedStore):
    """A store over a directory; ``lock`` is held until it is closed."""

    def __init__(
        self,
        database: ox.Store,
        lock: DirectoryLock,
        *,
        apart: Collection[str],
        remembered: Remembered | None,
    ) -> None:
        super().__init__(database, apart=apart, remembered=remembered)
        self.lock = lock

    def close(self) -> None:
        # RocksDB closes its files when the last reference goes; only then may the lock go.
        super().close()
        self.lock.release()


def open_directory(
    directory: str | os.PathLike[str],
    resources: Resources,
    *,
    write: bool = False,
    reserve: bool = False,
    wait: float = WAIT_SECONDS,
) -> StoreOnDisk:
    """Open the store in ``directory``, filling it or bringing its shipped graphs up to date.

    With ``write``, the database can be changed and nobody else is in it; without, any number of
    readers share it. With ``reserve``, readers share it and nobody changes it, until the store is
    closed or :func:`begin_writing` makes it writable. ``wait`` is how many seconds to wait for
    another process.

    Raises EnvironmentFailure when the directory is foreign, locked, damaged, newer than this
    csto-kg, or must be written to and cannot be; InputError when a shipped file is no Turtle.
    """
    path = os.fspath(directory)
    if not _look(path) or read_marker(path) is None:
        lock = _fill(path, resources, wait)
    else:
        _check_age(path)
        lock = DirectoryLock(
            path, exclusive=write, reserve=reserve, create=write or reserve, wait=wait
        )
    try:
        marker = _check_age(path)
        if marker.data != resources.fingerprint:
            lock = _refresh(path, resources, lock, wait)
        lock.take(exclusive=write, reserve=reserve)
        # Read again under the lock that lasts: a change since then may have moved the database.
        folder = _check_age(path).database
        database = _open_database(path, folder, write=write)
        if write:
            _remove_leftovers(path, folder)
            forget(path)
        apart = graphs_apart(resources)
        remembered = None if write else Remembered(path)
        return StoreOnDisk(database, lock, apart=apart, remembered=remembered)
    except BaseException:
        lock.release()
        raise


def begin_writing(directory: str | os.PathLike[str], store: StoreOnDisk) -> None:
    """Let a store that was opened with ``reserve`` in ``directory`` be changed.

    Waits for readers to end. What was read before is still so. Raises EnvironmentFailure.
    """
    path = os.fspath(directory)
    store.lock.take(exclusive=True)
    folder = _check_age(path).database
    store.let_go()  # the engine does not open a database twice
    store.adopt(_open_database(path, folder, write=True))
    _remove_leftovers(path, folder)
    forget(path)


def _look(path: str) -> bool:
    """Whether there is a directory; raises for one that is not ours, or is no directory."""
    try:
        names = os.listdir(path)
    except FileNotFoundError:
        return False
    except NotADirectoryError as error:
        raise EnvironmentFailure(
            f'the store "{path}" is not a directory', hint="name a directory"
        ) from error
    except OSError as error:
        raise EnvironmentFailure(
            f'cannot read the store "{path}": {error.strerror}', hint="check its permissions"
        ) from error
    if MARKER_NAME not in names and not _OURS.issuperset(names):
        raise EnvironmentFailure(
            f'"{path}" holds other files and is no csto-kg store',
            hint="name an empty directory, or one that csto-kg made",
        )
    return True


def _check_age(path: str) -> Marker:
    marker = read_marker(path)
    if marker is None:
        raise _lost(path, MARKER_NAME)
    if marker.format > FORMAT or marker.version_key > version_key(__version__):
        raise EnvironmentFailure(
            f'the store "{path}" was written by csto-kg {marker.version or "of a later kind"}, '
            f"newer than this one ({__version__})",
            hint="upgrade csto-kg, or name another directory",
        )
    return marker


def _fill(path: str, resources: Resources, wait: float) -> DirectoryLock:
    """Make the store, or find that another process has just made it; return the lock held."""
    resources.graph_files  # noqa: B018  (nothing is made when there is nothing to fill it with)
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise _not_writable(path, error) from error
    if not os.access(path, os.W_OK):
        raise _not_writable(path)
    lock = DirectoryLock(path, exclusive=True, create=True, wait=wait)
    try:
        if read_marker(path) is None:
            _build(path, resources)
    except (OSError, RuntimeError) as error:
        lock.release()
        raise _not_writable(path, error) from error
    except BaseException:
        lock.release()
        raise
    return lock


def _build(path: str, resources: Resources) -> None:
    database, filling = os.path.join(path, _DATABASE), os.path.join(path, _FILLING)
    unfinished = os.path.join(path, _UNFINISHED)
    # No filling makes the second slot: it is there only where something was changed.
    if os.path.exists(os.path.join(path, SLOTS[1])) or (
        os.path.exists(database) and not os.path.exists(unfinished)
    ):
        raise _lost(path, MARKER_NAME)
    with open(unfinished, "wb"):
        pass
    sync_directory(path)
    for leftover in (filling, database):
        if os.path.isdir(leftover):
            shutil.rmtree(leftover)
    filled = ox.Store(filling)
    load_files(filled, resources.graph_files, bulk=True, look=not resources.shipped)
    filled.flush()
    del filled  # closes the files, so that the folder can be renamed
    os.rename(filling, database)
    sync_directory(path)
    _mark(path, resources)
    os.unlink(unfinished)


def _refresh(path: str, resources: Resources, lock: DirectoryLock, wait: float) -> DirectoryLock:
    """Replace the shipped graphs of an older store; return the exclusive lock held."""
    lock.release()
    if not os.access(path, os.W_OK):
        raise EnvironmentFailure(
            f'the store "{path}" holds older data than this csto-kg and cannot be written to',
            hint="make it writable once, or name another directory",
        )
    lock = DirectoryLock(path, exclusive=True, create=True, wait=wait)
    try:
        marker = _check_age(path)
        if marker.data != resources.fingerprint:
            forget(path)
            database = _open_database(path, marker.database, write=True)
            fresh = ox.Store()
            load_files(fresh, resources.graph_files, look=not resources.shipped)
            try:
                # One update is one transaction: a reader or a crash sees all of it or nothing.
                # The marker comes after it; a crash in between only repeats the step.
                database.update(_replacement(fresh, marker.graphs, nothing_derived(database)))
                database.flush()
                del database
                _mark(path, resources, marker.database)
            except (OSError, RuntimeError) as error:
                raise _not_writable(path, error) from error
    except BaseException:
        lock.release()
        raise
    return lock


def _replacement(fresh: ox.Store, old_graphs: tuple[str, ...], also: str) -> str:
    names = {name.value for name in fresh.named_graphs() if isinstance(name, ox.NamedNode)}
    names = {name for name in names if not is_internal(name)}  # records go with their graphs
    steps = [drop(graph) for graph in sorted({*old_graphs, *names})]
    return " ;\n".join([*filter(None, [*steps, also]), insertion(fresh)])


def _mark(path: str, resources: Resources, database: str = _DATABASE) -> None:
    graphs = tuple(file.graph for file in resources.graph_files)
    write_marker(path, Marker(FORMAT, __version__, resources.fingerprint, graphs, database))


def _open_database(path: str, folder: str, *, write: bool) -> ox.Store:
    database = os.path.join(path, folder)
    if not os.path.isdir(database):
        raise _lost(path, folder)
    try:
        return ox.Store(database) if write else ox.Store.read_only(database)
    except (OSError, RuntimeError) as error:
        raise EnvironmentFailure(
            f'the database of the store "{path}" cannot be opened: {detail(error)}',
            hint="check its permissions; if it is damaged, make it anew in an empty directory",
        ) from error


def _remove_leftovers(path: str, in_use: str) -> None:
    """Remove what a csto-kg that was killed has left. What cannot be removed does no harm."""
    names = set(os.listdir(path))
    for name in sorted(names.intersection(_LEFT_FILES)):
        with suppress(OSError):
            os.unlink(os.path.join(path, name))
    for name in sorted(names.intersection(_LEFT_FOLDERS) - {in_use}):
        from csto_kg.store.on_disk.swap import remove_folder

        with suppress(OSError):
            remove_folder(os.path.join(path, name))


def _lost(path: str, what: str) -> EnvironmentFailure:
    return EnvironmentFailure(
        f'the store "{path}" has lost its {what}',
        hint="restore it from a copy, or make the store anew in an empty directory",
    )


def _not_writable(path: str, error: BaseException | None = None) -> EnvironmentFailure:
    reason = ""
    if error is not None:
        strerror = error.strerror if isinstance(error, OSError) else None
        reason = f": {strerror or detail(error)}"
    return EnvironmentFailure(
        f'cannot write the store "{path}"{reason}', hint="name a directory that you can write to"
    )
