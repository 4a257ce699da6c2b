"""A change of any size on disk, whole or not at all, at the speed of the engine's bulk loader.

The loader cannot be undone, so it works on a copy: the engine's backup, made of hard links, which
takes milliseconds. When the copy is complete and on disk, the marker, replaced in one step, names
it as the database. A process that is killed before that leaves the store as it was and a folder
that the next change removes.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure
from csto_kg.store.embedded import EmbeddedStore
from csto_kg.store.engine import engine_errors
from csto_kg.store.marker import MARKER_NAME, SLOTS, read_marker, sync_directory, write_marker

_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.5)  # seconds between attempts to remove a folder


def change_copy(
    directory: str | os.PathLike[str], store: EmbeddedStore, fill: Callable[[ox.Store], None]
) -> None:
    """Let ``fill`` change a copy of the store's database, then put it in place of the database.

    ``store`` is the one opened for writing in ``directory``, and goes on with the new database.
    Raises what ``fill`` raises, and EnvironmentFailure; the store is then as it was.
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
            _remove(new)
            store.database.backup(new)
            copy = ox.Store(new)
            fill(copy)
            copy.flush()
            sync_directory(new)
            sync_directory(path)
            write_marker(path, replace(marker, database=slot))
    except BaseException:
        copy = None  # closes its files
        with suppress(OSError):
            _remove(new)
        raise
    assert copy is not None  # noqa: S101  (it is filled)
    store.adopt(copy)
    with suppress(OSError):  # the next change tries again
        _remove(old)


def _remove(folder: str) -> None:
    # The engine's own threads may still write into a database that is being let go of, so that
    # the folder is not empty when its turn comes: then it is tried again.
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
