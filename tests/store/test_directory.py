"""The store on disk: filled once, never half, and nobody else's directory touched."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg import __version__
from csto_kg.errors import CstoKgError, EnvironmentFailure, InputError, error_line
from csto_kg.resources import Resources, find_resources
from csto_kg.store.on_disk.directory import open_directory
from csto_kg.store.on_disk.swap import change_copy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHIPPED = 39  # triples in tests/fixtures/data
USER_TRIPLE = "INSERT DATA { GRAPH <x:mine> { <x:a> <x:b> 1 } }"


@pytest.fixture
def data(root: Path, tmp_path: Path) -> Path:
    return shutil.copytree(root / "tests" / "fixtures" / "data", tmp_path / "data")


@pytest.fixture
def resources(data: Path) -> Resources:
    return find_resources(data)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "store"


def _size(directory: Path, resources: Resources) -> int:
    with open_directory(directory, resources) as store:
        return sum(1 for _ in store.quads())


def _state(directory: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(directory)): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in [directory, *directory.rglob("*")]
    }


def _refusal(directory: Path, resources: Resources, **options: float) -> str:
    with pytest.raises(CstoKgError) as caught:
        open_directory(directory, resources, **options)  # type: ignore[arg-type]
    assert caught.value.exit_code == 4
    return error_line(caught.value)


@pytest.mark.parametrize("make", [lambda _: None, os.mkdir])
def test_an_absent_or_empty_directory_is_filled(
    directory: Path, resources: Resources, make: Callable[[Path], None]
) -> None:
    make(directory)
    assert _size(directory, resources) == SHIPPED
    assert sorted(os.listdir(directory)) == ["csto-kg.db", "csto-kg.json", "csto-kg.lock"]
    marker = json.loads((directory / "csto-kg.json").read_text())
    assert marker["format"] == 1
    assert marker["version"] == __version__
    assert marker["data"] == resources.fingerprint
    assert [name.rsplit("/", 1)[1] for name in marker["graphs"]] == [
        "ontology",
        "places",
        "workshop",
    ]


def test_reading_again_changes_nothing(directory: Path, resources: Resources) -> None:
    _size(directory, resources)
    before = _state(directory)
    assert _size(directory, resources) == SHIPPED
    assert _state(directory) == before


def test_several_readers_at_once(directory: Path, resources: Resources) -> None:
    with open_directory(directory, resources) as one, open_directory(directory, resources) as two:
        assert one.ask("ASK { id:saw ?p ?o }")
        assert two.ask("ASK { id:saw ?p ?o }")


def test_a_reader_cannot_write(directory: Path, resources: Resources) -> None:
    with open_directory(directory, resources) as store, pytest.raises(RuntimeError):
        store.database.update(USER_TRIPLE)


def test_a_foreign_directory_is_refused_and_untouched(
    directory: Path, resources: Resources
) -> None:
    (directory / "photos").mkdir(parents=True)
    (directory / "thesis.txt").write_text("years of work")
    before = _state(directory)
    assert _refusal(directory, resources) == (
        f'csto-kg: error: "{directory}" holds other files and is no csto-kg store; '
        "name an empty directory, or one that csto-kg made"
    )
    assert _state(directory) == before


def test_a_file_in_place_of_a_directory(directory: Path, resources: Resources) -> None:
    directory.write_text("a file")
    assert _refusal(directory, resources) == (
        f'csto-kg: error: the store "{directory}" is not a directory; name a directory'
    )
    assert directory.read_text() == "a file"


@pytest.mark.parametrize(
    ("change", "who"),
    [({"version": "99.0.0"}, "99.0.0"), ({"format": 2, "version": "0.2", "data": 5}, "0.2")],
)
def test_a_newer_store_is_refused_and_untouched(
    directory: Path, resources: Resources, change: dict[str, object], who: str
) -> None:
    _size(directory, resources)
    marker = directory / "csto-kg.json"
    marker.write_text(json.dumps({**json.loads(marker.read_text()), **change}))
    before = _state(directory)
    assert _refusal(directory, resources) == (
        f'csto-kg: error: the store "{directory}" was written by csto-kg {who}, newer than this '
        f"one ({__version__}); upgrade csto-kg, or name another directory"
    )
    assert _state(directory) == before


def test_newer_data_replace_the_shipped_graphs_and_keep_the_users(
    directory: Path, data: Path, resources: Resources
) -> None:
    with open_directory(directory, resources, write=True) as store:
        store.database.update(USER_TRIPLE)
    (data / "graphs" / "places.ttl").unlink()
    (data / "graphs" / "rooms.ttl").write_text("<x:room> <x:p> 1, 2 .")
    with open_directory(directory, find_resources(data)) as store:
        names = [name.rsplit("/", 1)[-1] for name in store.graph_names()]
        assert names == ["ontology", "rooms", "workshop", "x:mine"]
        assert store.ask("ASK { <x:room> <x:p> 2 }")
        assert store.ask("ASK { <x:a> <x:b> 1 }")
        assert not store.ask("ASK { ?s a csto:Place }")


def test_a_change_cut_short_before_the_marker_is_done_again(
    directory: Path, data: Path, resources: Resources
) -> None:
    _size(directory, resources)
    old_marker = (directory / "csto-kg.json").read_text()
    (data / "graphs" / "rooms.ttl").write_text("<x:room> <x:p> 1, 2 .")
    newer = find_resources(data)
    assert _size(directory, newer) == SHIPPED + 2
    (directory / "csto-kg.json").write_text(old_marker)
    assert _size(directory, newer) == SHIPPED + 2


def test_data_that_cannot_be_read_leave_the_store_as_it_was(
    directory: Path, data: Path, resources: Resources
) -> None:
    _size(directory, resources)
    (data / "graphs" / "rooms.ttl").write_text("<x:room> <x:p>")
    with pytest.raises(InputError):
        open_directory(directory, find_resources(data))
    (data / "graphs" / "rooms.ttl").unlink()
    assert _size(directory, find_resources(data)) == SHIPPED


def test_a_filling_that_was_killed_begins_again(
    directory: Path, resources: Resources, root: Path
) -> None:
    code = (
        "import os, sys, signal\n"
        "import csto_kg.store.on_disk.directory as d\n"
        "from csto_kg.resources import find_resources\n"
        "def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)\n"
        "setattr(d, sys.argv[1], die)\n"
        f"d.open_directory({str(directory)!r}, find_resources({resources.root!r}))\n"
    )
    for moment in ("load_files", "_mark"):
        died = subprocess.run([sys.executable, "-c", code, moment], cwd=root, check=False)
        assert died.returncode == -signal.SIGKILL
        assert "csto-kg.unfinished" in os.listdir(directory)
    assert _size(directory, resources) == SHIPPED
    assert sorted(os.listdir(directory)) == ["csto-kg.db", "csto-kg.json", "csto-kg.lock"]


def test_a_lost_marker_does_not_cost_the_users_graphs(
    directory: Path, resources: Resources
) -> None:
    with open_directory(directory, resources, write=True) as store:
        store.database.update(USER_TRIPLE)
    marker = directory / "csto-kg.json"
    kept = marker.read_text()
    marker.unlink()
    assert _refusal(directory, resources) == (
        f'csto-kg: error: the store "{directory}" has lost its csto-kg.json; '
        "restore it from a copy, or make the store anew in an empty directory"
    )
    marker.write_text(kept)
    assert _size(directory, resources) == SHIPPED + 1


def test_a_lost_marker_does_not_cost_the_users_graphs_in_the_second_slot(
    directory: Path, resources: Resources
) -> None:
    """Only the first slot was looked for: the store was made anew, and the next change took it."""
    with open_directory(directory, resources, write=True) as store:
        change_copy(directory, store, lambda copy: copy.update(USER_TRIPLE))
    (directory / "csto-kg.json").rename(directory.parent / "kept")
    for name in ("", "csto-kg.unfinished"):
        (directory / (name or "csto-kg.lock")).touch()
        assert "has lost its csto-kg.json" in _refusal(directory, resources)
    (directory.parent / "kept").rename(directory / "csto-kg.json")
    assert _size(directory, resources) == SHIPPED + 1


def test_a_filling_killed_at_its_very_end_does_not_cost_the_users_graphs_later(
    directory: Path, resources: Resources
) -> None:
    """``csto-kg.unfinished`` stayed beside the marker and said that all may be made anew."""
    _size(directory, resources)
    (directory / "csto-kg.unfinished").touch()
    with open_directory(directory, resources, write=True) as store:
        store.database.update(USER_TRIPLE)
    assert sorted(os.listdir(directory)) == ["csto-kg.db", "csto-kg.json", "csto-kg.lock"]
    (directory / "csto-kg.json").unlink()
    assert "has lost its csto-kg.json" in _refusal(directory, resources)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "1"}', '{"format": 1}'])
def test_a_damaged_marker(directory: Path, resources: Resources, content: str) -> None:
    _size(directory, resources)
    (directory / "csto-kg.json").write_text(content)
    assert _refusal(directory, resources) == (
        f'csto-kg: error: "{directory}/csto-kg.json" is damaged; '
        "make the store anew in an empty directory"
    )


def test_a_damaged_database(directory: Path, resources: Resources) -> None:
    _size(directory, resources)
    (directory / "csto-kg.db" / "CURRENT").write_text("junk")
    assert _refusal(directory, resources) == (
        f'csto-kg: error: the database of the store "{directory}" cannot be opened: Corruption: '
        "CURRENT file does not end with newline; check its permissions; if it is damaged, make it "
        "anew in an empty directory"
    )


def test_a_locked_store_is_waited_for_and_then_refused(
    directory: Path, resources: Resources
) -> None:
    with open_directory(directory, resources, write=True):
        started = time.monotonic()
        line = _refusal(directory, resources, wait=0.3)
        assert 0.3 <= time.monotonic() - started < 5
    assert line == (
        f'csto-kg: error: the store "{directory}" is locked by another csto-kg; '
        "wait until that is done, then try again"
    )
    assert _size(directory, resources) == SHIPPED


def test_a_writer_waits_for_readers(directory: Path, resources: Resources) -> None:
    with open_directory(directory, resources), pytest.raises(EnvironmentFailure, match="locked"):
        open_directory(directory, resources, write=True, wait=0.1)


def test_two_that_fill_at_once_make_one_store(directory: Path, resources: Resources) -> None:
    code = (
        "import sys\n"
        "from csto_kg.resources import find_resources\n"
        "from csto_kg.store.on_disk.directory import open_directory\n"
        "with open_directory(sys.argv[1], find_resources(sys.argv[2]), wait=30) as store:\n"
        "    print(sum(1 for _ in store.quads()))\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(directory), resources.root], stdout=subprocess.PIPE
        )
        for _ in range(4)
    ]
    assert [process.communicate()[0] for process in processes] == [b"39\n"] * 4


def test_closing_gives_the_lock_back(directory: Path, resources: Resources) -> None:
    open_directory(directory, resources, write=True).close()
    descriptor = os.open(directory / "csto-kg.lock", os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(descriptor)


def _without_rights(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python so that the permissions of files hold, for root too."""
    prefix = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.getuid() == 0 else []
    if prefix and shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and there is no setpriv to change that")
    return subprocess.run(
        [*prefix, sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


_OPEN = (
    "import sys\n"
    "from csto_kg.errors import CstoKgError, error_line\n"
    "from csto_kg.resources import find_resources\n"
    "from csto_kg.store.on_disk.directory import open_directory\n"
    "try:\n"
    "    with open_directory(sys.argv[1], find_resources(sys.argv[2])) as store:\n"
    "        print(sum(1 for _ in store.quads()))\n"
    "except CstoKgError as error:\n"
    "    print(error_line(error))\n"
)


def test_a_read_only_store_can_be_read(directory: Path, resources: Resources) -> None:
    _size(directory, resources)
    _protect(directory)
    before = _state(directory)
    done = _without_rights(_OPEN, str(directory), resources.root)
    assert (done.stdout, done.stderr) == ("39\n", "")
    assert _state(directory) == before


def test_a_read_only_store_with_older_data_is_refused(
    directory: Path, data: Path, resources: Resources
) -> None:
    _size(directory, resources)
    (data / "graphs" / "rooms.ttl").write_text("<x:room> <x:p> 1 .")
    _protect(directory)
    done = _without_rights(_OPEN, str(directory), str(data))
    assert done.stdout == (
        f'csto-kg: error: the store "{directory}" holds older data than this csto-kg and cannot '
        "be written to; make it writable once, or name another directory\n"
    )


def test_a_place_that_cannot_be_written_to(directory: Path, resources: Resources) -> None:
    directory.mkdir(mode=0o755)
    _protect(directory)
    done = _without_rights(_OPEN, str(directory), resources.root)
    assert done.stdout == (
        f'csto-kg: error: cannot write the store "{directory}"; name a directory that you can '
        "write to\n"
    )
    done = _without_rights(_OPEN, str(directory / "deeper"), resources.root)
    assert done.stdout == (
        f'csto-kg: error: cannot write the store "{directory / "deeper"}": Permission denied; '
        "name a directory that you can write to\n"
    )


def _protect(directory: Path) -> None:
    for path in [*directory.rglob("*"), directory]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def test_the_database_is_a_plain_oxigraph_store(directory: Path, resources: Resources) -> None:
    _size(directory, resources)
    assert len(ox.Store.read_only(str(directory / "csto-kg.db"))) == SHIPPED
