"""What is kept on disk comes back as it was, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from csto_kg import cache
from csto_kg.cache import keep, recall

VALUE = {"lines": ["a", "ß\U0001f600"], "number": 3, "nothing": None}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "kept"
    monkeypatch.setenv("CSTO_KG_CACHE", str(found))
    return found


def entry(folder: Path) -> Path:
    [found] = folder.iterdir()
    return found


def test_a_value_comes_back_for_what_it_was_made_from(folder: Path) -> None:
    assert recall("kind", "a", "bc") is None
    keep("kind", VALUE, "a", "bc")
    assert recall("kind", "a", "bc") == VALUE
    assert [recall(*key) for key in (("kind", "ab", "c"), ("kind", "a"), ("other", "a", "bc"))] == [
        None, None, None,
    ]  # fmt: skip
    assert (folder.stat().st_mode & 0o777, entry(folder).stat().st_mode & 0o777) == (0o700, 0o600)


def test_another_program_has_nothing_of_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep("kind", 1, "a")
    monkeypatch.setattr(cache, "_program", lambda: b"another one")
    assert recall("kind", "a") is None
    keep("kind", 2, "a")
    monkeypatch.undo()
    monkeypatch.setenv("CSTO_KG_CACHE", str(folder))
    assert recall("kind", "a") == 1


def test_each_damaged_byte_and_each_shorter_file_is_nothing(folder: Path) -> None:
    keep("kind", VALUE, "a")
    whole = entry(folder).read_bytes()
    for at in range(len(whole)):
        for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :]):
            entry(folder).write_bytes(damaged)
            assert recall("kind", "a") is None
    entry(folder).write_bytes(whole)
    assert recall("kind", "a") == VALUE


def _of_another_user(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    os.chown(path, 12345, 12345)


def _swapped(path: Path) -> None:
    keep("kind", "of b", "b")
    [other] = {*path.parent.iterdir()} - {path}
    other.replace(path)


def _no_file(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.rename(path.parent / "elsewhere")
        make(path)

    return change


FOREIGN = {
    "another user's": _of_another_user,
    "another entry": _swapped,
    "a pipe": _no_file(os.mkfifo),
    "a folder": _no_file(Path.mkdir),
    "a link": _no_file(lambda path: path.symlink_to(path.parent / "elsewhere")),
    "too large": lambda path: os.truncate(path, 1_000_000_000),
}


@pytest.mark.parametrize("change", FOREIGN.values(), ids=FOREIGN)
def test_what_is_no_entry_of_ours_is_not_used(folder: Path, change: Callable[[Path], None]) -> None:
    keep("kind", VALUE, "a")
    change(entry(folder))
    assert recall("kind", "a") is None


def test_a_folder_that_cannot_be_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("CSTO_KG_CACHE", str(tmp_path / "file" / "kept"))
    keep("kind", VALUE, "a")
    assert recall("kind", "a") is None


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"CSTO_KG_CACHE": "off", "XDG_CACHE_HOME": "{0}/xdg", "HOME": "{0}"}, None),
        ({"CSTO_KG_CACHE": "", "XDG_CACHE_HOME": "{0}/xdg", "HOME": "{0}"}, "xdg/csto-kg"),
        ({"CSTO_KG_CACHE": "", "XDG_CACHE_HOME": "xdg", "HOME": "{0}"}, ".cache/csto-kg"),
        ({"CSTO_KG_CACHE": "", "XDG_CACHE_HOME": "", "HOME": "{0}"}, ".cache/csto-kg"),
        ({"CSTO_KG_CACHE": "{0}/mine", "XDG_CACHE_HOME": "{0}/xdg"}, "mine"),
        ({"CSTO_KG_CACHE": "", "XDG_CACHE_HOME": "", "HOME": "nowhere"}, None),
    ],
)
def test_where_it_is_kept(
    settings: dict[str, str], place: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in settings.items():
        monkeypatch.setenv(name, value.format(tmp_path))
    keep("kind", VALUE, "a")
    assert recall("kind", "a") == (VALUE if place else None)
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.parent for path in found] == ([tmp_path / place] if place else [])


def test_the_oldest_go_and_what_others_put_there_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_FILES", 4)
    monkeypatch.setattr(cache, "_OFTEN", 1)
    folder.mkdir()
    (folder / "a-letter.txt").write_text("keep me", encoding="utf-8")
    (folder / f"kind-{'0' * 64}.0a").write_text("half of an entry", encoding="utf-8")
    for number in range(3):
        keep("kind", number, str(number))
    for age, path in enumerate(sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)):
        os.utime(path, (age, age))
    assert recall("kind", "1") == 1  # which makes it the newest
    keep("kind", 3, "3")  # one too many, with the half of one
    keep("kind", 4, "4")
    assert [recall("kind", str(number)) for number in range(5)] == [None, 1, None, 3, 4]
    assert (folder / "a-letter.txt").read_text(encoding="utf-8") == "keep me"
    assert len([*folder.iterdir()]) == 4


def test_many_bytes_are_too_many_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_BYTES", 3000)
    monkeypatch.setattr(cache, "_OFTEN", 1)
    for number in range(5):
        keep("kind", "x" * 1000, str(number))
        assert sum(path.stat().st_size for path in folder.iterdir()) <= 3000
    assert recall("kind", "4") == "x" * 1000
    monkeypatch.setattr(cache, "_LARGEST", 500)
    keep("kind", "y" * 1000, "large")
    assert recall("kind", "large") is None


def test_too_many_are_looked_for_at_first_and_now_and_then(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    monkeypatch.setattr(cache, "_trim", lambda _: looked.append(len([*folder.iterdir()])))
    for number in range(250):
        keep("kind", number, str(number))
    assert looked == [1, 101, 201]


def test_two_programs_keep_the_same_at_once(folder: Path) -> None:
    code = "from csto_kg.cache import keep\nfor n in range(300): keep('kind', 'v' * 5000, 'a')"
    environment = {**os.environ, "PYTHONPATH": str(Path(cache.__file__).parent.parent)}
    running = [subprocess.Popen([sys.executable, "-c", code], env=environment) for _ in range(2)]
    seen = set()
    while any(each.poll() is None for each in running):
        seen.add(recall("kind", "a"))
    assert [each.returncode for each in running] == [0, 0]
    assert seen <= {None, "v" * 5000}
    assert recall("kind", "a") == "v" * 5000
    assert len([*folder.iterdir()]) == 1
