"""The file that makes a directory a csto-kg store: ``csto-kg.json``.

It is written last and in one step, so a directory that has it is whole. It says which layout the
store has, which version wrote it, and which shipped data it holds.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass

from csto_kg.errors import EnvironmentFailure

MARKER_NAME = "csto-kg.json"
FORMAT = 1
SLOTS = ("csto-kg.db", "csto-kg.db.2")
"""The names of the database's folder: a large change fills one while the other is in use."""


@dataclass(frozen=True)
class Marker:
    """What a store directory says about itself.

    ``format`` is the layout's number, ``version`` that of the csto-kg that wrote it, ``data`` the
    fingerprint of the shipped files, ``graphs`` the named graphs that they filled and ``database``
    the folder that is in use.
    """

    format: int
    version: str
    data: str
    graphs: tuple[str, ...]
    database: str = SLOTS[0]

    @property
    def version_key(self) -> tuple[int, ...]:
        return version_key(self.version)


def version_key(version: str) -> tuple[int, ...]:
    """Return the numbers of ``1.2.3`` for comparing; what follows them (``rc1``) is ignored."""
    key = []
    for part in version.split("."):
        digits = "".join(c for c in part if c in "0123456789")
        if not digits or not part.startswith(digits):
            break
        key.append(int(digits))
        if digits != part:
            break
    return tuple(key)


def read_marker(directory: str) -> Marker | None:
    """Return the marker of a store directory, None when there is none.

    Raises EnvironmentFailure when the file is there and is no marker of any known kind.
    """
    path = os.path.join(directory, MARKER_NAME)
    try:
        with open(path, encoding="utf-8") as stream:
            content = json.load(stream)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EnvironmentFailure(
            f'cannot read "{path}": {error.strerror}', hint="check its permissions"
        ) from error
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(content, dict) or type(content.get("format")) is not int:
        raise _damaged(path)
    if content["format"] > FORMAT:
        # A later layout may say anything else; its number is all that we must understand.
        return Marker(content["format"], str(content.get("version", "")), "", ())
    version, data, graphs = (content.get(key) for key in ("version", "data", "graphs"))
    database = content.get("database", SLOTS[0])
    if not (
        isinstance(version, str)
        and isinstance(data, str)
        and isinstance(graphs, list)
        and all(isinstance(graph, str) for graph in graphs)
        and database in SLOTS
    ):
        raise _damaged(path)
    return Marker(content["format"], version, data, tuple(graphs), database)


def write_marker(directory: str, marker: Marker) -> None:
    """Put the marker in place: whole and on disk, or not at all. Raises OSError."""
    path = os.path.join(directory, MARKER_NAME)
    with open(path + ".new", "w", encoding="utf-8") as stream:
        json.dump(asdict(marker), stream, indent=1, sort_keys=True)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(path + ".new", path)
    sync_directory(directory)


def sync_directory(directory: str) -> None:
    """Make renames in ``directory`` outlive a power cut. Raises OSError."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damaged(path: str) -> EnvironmentFailure:
    return EnvironmentFailure(
        f'"{path}" is damaged', hint="make the store anew in an empty directory"
    )
