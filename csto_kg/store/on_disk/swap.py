"""A change of any size on disk, whole or not at all, at the speed of the engine's bulk loader.

The loader cannot be undone, so it works on a copy: the engine's backup, made of hard links, which
takes milliseconds. When the copy is complete and on disk, the marker, replaced in one step, names
it as the database. A process that is killed before that leaves the store as it was, one that is
killed after it the changed store; either may leave a folder that is not in use, which the next
opening for writing removes, whether or not a change follows (see directory.py).
"""

from __future__ import annotations

import os
import shutil
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure
from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.store.interface import NOT_CERTAIN, detail, engine_errors
from csto_kg.store.on_disk.marker import (
    MARKER_NAME,
    SLOTS,
    read_marker,
    sync_directory,
    write_marker,
)

_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.5)  # seconds between attempts to remove a folder


def change_copy(
    directory: str | os.PathLike[str], store: EmbeddedStore, fill: Callable[[ox.Store], None]
) -> None:
    """Let ``fill`` change a copy of the store's database, then put it in place of the database.

    ``store`` is the one opened for writing in ``directory``, and goes on with the new database.
    Raises what ``fill`` raises, and EnvironmentFailure; the store is then as it was, unless the
    message says that it was changed. An interruption may come before the change or after it.
    """
    path = os.fspath(directory)
    marker = read_marker(path)
    if marker is None:
        raise EnvironmentFailure(
            f'the store "{path}" has lost its {MARKER_NAME}', hint="restore it from a copy"
        )
    slot = SLOTS[1] if marker.database == SLOTS[0] else SLOTS[0]
    old, new = os.path.join(path, marker.database), os.path.join(path, slot)
    copy: ox.Store | None = None
    try:
        with engine_errors("the store could not be changed"):
            remove_folder(new)
            store.database.backup(new)
            copy = ox.Store(new)
            fill(copy)
            copy.flush()
            sync_directory(new)
            sync_directory(path)
            write_marker(path, replace(marker, database=slot))
    except BaseException as error:
        _let_go(error)
        if copy is not None and _database(path) == slot:
            # It came after the marker was replaced: that is the change, and the copy must stay.
            store.adopt(copy)
            copy = None  # the store alone has it, also while somebody keeps the error
            if isinstance(error, EnvironmentFailure):
                raise EnvironmentFailure(
                    f"{NOT_CERTAIN}: {detail(error.__cause__ or error)}",
                    hint="look whether the disk is in order",
                ) from error
            raise
        copy = None  # now its files are closed, and the engine writes no more
        if _database(path) == marker.database:
            with suppress(OSError):
                remove_folder(new)
        raise
    assert copy is not None  # noqa: S101  (it is filled)
    store.adopt(copy)
    with suppress(OSError):  # the next opening for writing tries again
        remove_folder(old)


def _database(directory: str) -> str | None:
    """Return the folder that the marker names; None when that cannot be found out."""
    with suppress(EnvironmentFailure):
        marker = read_marker(directory)
        return None if marker is None else marker.database
    return None


def remove_folder(folder: str) -> None:
    """Remove a database's folder, if it is there. Raises OSError when it stays.

    What is still written into it while it is removed can keep it from being empty when its turn
    comes: then it is tried again.
    """
    for pause in (*_PAUSES, None):
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            if not os.path.exists(folder):  # else a file in it went while it was removed
                return
        except OSError:
            if pause is None:
                raise
        else:
            return
        time.sleep(pause or 0)


def _let_go(error: BaseException) -> None:
    """Empty the frames that an error has passed through: ``fill`` had the database there."""
    found: BaseException | None = error
    while found is not None:
        traceback.clear_frames(found.__traceback__)
        found = found.__context__
