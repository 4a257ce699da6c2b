"""A change by way of a copy: killed or failing at each step, and what the next opening finds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.errors import EnvironmentFailure
from csto_kg.resources import Resources, find_resources
from csto_kg.store.on_disk import swap
from csto_kg.store.on_disk.directory import open_directory
from csto_kg.store.on_disk.swap import change_copy

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = ["csto-kg.db", "csto-kg.json", "csto-kg.lock"]
MOVED = ["csto-kg.db.2", "csto-kg.json", "csto-kg.lock"]
QUAD = ox.Quad(*map(ox.NamedNode, ("x:s", "x:p", "x:o", "x:g")))

# Imports the quad and is killed at the N-th call of a function of the module.
_KILLED = """
import os, signal, sys
import pyoxigraph as ox
from importlib import import_module
from csto_kg.resources import find_resources
from csto_kg.store.on_disk.directory import open_directory
from csto_kg.store.on_disk.swap import change_copy
directory, data, module, name, count = sys.argv[1:]
calls = []
def killed(*arguments, **options):
    calls.append(name)
    if len(calls) == int(count):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **options)
with open_directory(directory, find_resources(data), write=True) as store:
    module = import_module(module)
    real = getattr(module, name)
    setattr(module, name, killed)
    quad = ox.Quad(*map(ox.NamedNode, ("x:s", "x:p", "x:o", "x:g")))
    change_copy(directory, store, lambda copy: copy.extend([quad]))
"""


@pytest.fixture
def resources(root: Path) -> Resources:
    return find_resources(root / "tests" / "fixtures" / "data")


@pytest.fixture
def directory(tmp_path: Path, resources: Resources) -> Path:
    open_directory(tmp_path / "store", resources).close()
    return tmp_path / "store"


def _files(directory: Path) -> list[str]:
    return sorted(os.listdir(directory))


def _state(directory: Path, resources: Resources) -> tuple[list[str], bool]:
    """Return the files after an opening that changes nothing, and whether the change is there."""
    with open_directory(directory, resources, write=True) as store:
        return _files(directory), QUAD in store.database


# The copy is removed if there is one, made, filled; the marker is written and replaced; the
# database so far is removed.
STEPS = [
    ("csto_kg.store.on_disk.swap", "remove_folder", 1, WHOLE, False),
    ("csto_kg.store.on_disk.swap", "sync_directory", 1, [WHOLE[0], *MOVED], False),
    ("csto_kg.store.on_disk.swap", "write_marker", 1, [WHOLE[0], *MOVED], False),
    ("os", "replace", 1, [*sorted([WHOLE[0], *MOVED, "csto-kg.json.new"])], False),
    ("csto_kg.store.on_disk.marker", "sync_directory", 1, [WHOLE[0], *MOVED], True),
    ("csto_kg.store.on_disk.swap", "remove_folder", 2, [WHOLE[0], *MOVED], True),
    ("os", "rmdir", 1, [WHOLE[0], *MOVED], True),
]


@pytest.mark.parametrize(("module", "name", "count", "left", "changed"), STEPS)
def test_killed_at_a_step_the_next_opening_for_writing_leaves_nothing_spare(
    directory: Path, resources: Resources, root: Path,
    module: str, name: str, count: int, left: list[str], changed: bool,
) -> None:  # fmt: skip
    """Killed after the marker, the old folder stayed while no change followed: a same import."""
    arguments = [str(directory), resources.root, module, name, str(count)]
    died = subprocess.run([sys.executable, "-c", _KILLED, *arguments], cwd=root, check=False)
    assert died.returncode == -signal.SIGKILL
    assert _files(directory) == left
    with open_directory(directory, resources) as store:  # a reader sees the same, removes nothing
        assert (QUAD in store.database) == changed
    assert _files(directory) == left
    assert _state(directory, resources) == (MOVED if changed else WHOLE, changed)


def test_a_backup_cut_short_is_removed(directory: Path, resources: Resources) -> None:
    """The engine prepares a backup in a folder of its own."""
    for name in ("csto-kg.db.tmp", "csto-kg.db.2.tmp"):
        (directory / name).mkdir()
        (directory / name / "000001.sst").write_bytes(b"half")
    assert _state(directory, resources) == (WHOLE, False)


def test_what_is_spare_stays_when_the_database_cannot_be_opened(
    directory: Path, resources: Resources
) -> None:
    (directory / "csto-kg.db").rename(directory / "csto-kg.db.2")
    (directory / "csto-kg.db").mkdir()
    (directory / "csto-kg.db" / "CURRENT").write_text("junk")
    with pytest.raises(EnvironmentFailure, match="cannot be opened"):
        open_directory(directory, resources, write=True)
    assert _files(directory) == ["csto-kg.db", *MOVED]


def test_somebody_elses_file_stays(directory: Path, resources: Resources) -> None:
    (directory / "notes.txt").write_text("mine")
    assert _state(directory, resources) == ([*WHOLE, "notes.txt"], False)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="there is no /proc to look into")
@pytest.mark.parametrize("failure", [OSError("no"), KeyboardInterrupt(), ValueError("no")])
def test_a_copy_that_fails_is_closed_before_it_is_removed(
    directory: Path,
    resources: Resources,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
) -> None:
    """The error's frames held it open, and the engine wrote into the folder that was removed."""
    real, seen = swap.remove_folder, []

    def removed(folder: str) -> None:
        places = [_place(number) for number in os.listdir("/proc/self/fd")]
        seen.append([place for place in places if place.startswith(folder + os.sep)])
        real(folder)

    def fill(copy: ox.Store) -> None:
        copy.extend([QUAD])
        assert any(
            _place(n).startswith(str(directory / "csto-kg.db.2"))
            for n in os.listdir("/proc/self/fd")
        )
        raise failure

    monkeypatch.setattr(swap, "remove_folder", removed)
    with open_directory(directory, resources, write=True) as store:
        with pytest.raises((EnvironmentFailure, KeyboardInterrupt, ValueError)):
            change_copy(directory, store, fill)
        assert seen == [[], []]
        assert _files(directory) == WHOLE
        assert QUAD not in store.database


@pytest.mark.parametrize(
    ("failure", "raised", "said"),
    [
        (KeyboardInterrupt(), KeyboardInterrupt, "^$"),
        (OSError("no sync"), EnvironmentFailure, "^the store was changed, but .*: no sync; "),
    ],
)
def test_what_fails_after_the_marker_was_replaced_does_not_remove_the_new_database(
    directory: Path,
    resources: Resources,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
    raised: type[BaseException],
    said: str,
) -> None:
    """A Ctrl-C at that moment left a marker that named a folder which was gone."""

    def fails(_: str) -> None:
        raise failure

    with open_directory(directory, resources, write=True) as store:
        monkeypatch.setattr("csto_kg.store.on_disk.marker.sync_directory", fails)
        with pytest.raises(raised, match=said):
            change_copy(directory, store, lambda copy: copy.extend([QUAD]))
        monkeypatch.undo()
        store.update("INSERT DATA { GRAPH <x:g> { <x:later> <x:p> 1 } }")
    with open_directory(directory, resources) as store:
        assert store.ask("ASK { <x:later> <x:p> 1 . <x:s> <x:p> <x:o> }")
    assert _state(directory, resources) == (MOVED, True)


def _place(descriptor: str) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        return ""
