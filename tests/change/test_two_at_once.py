"""Two changes, or a change and a reader, of one store."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from csto_kg.change import apply
from csto_kg.change.receipt import Options
from csto_kg.checking.suite import choose_readings
from csto_kg.errors import EnvironmentFailure
from csto_kg.rdf_files.file import RdfFile
from csto_kg.resources import find_resources
from csto_kg.session.session import Session
from csto_kg.store.on_disk.directory import open_directory
from tests.change.outcome import GOOD, NOTES_GRAPH, derived, follows, hashes
from tests.guild import facts, open_guild, tenure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_two_changes_that_are_each_in_order_are_not_both_let_in(
    data: Path, store: Path, tmp_path: Path
) -> None:
    """Both hold when they begin; whichever is second is checked against the first."""
    kinds: list[str] = []
    barrier = threading.Barrier(2)

    def run(name: str, day: str) -> None:
        text = (
            f"id:{name} a csto:Document .\nid:{name}-1 a csto:Citation .\n"
            + tenure(name, day, "1912-01-01", source=f"id:{name}", evidence=f"id:{name}-1")
        )  # fmt: skip
        path = facts(tmp_path / f"{name}.ttl", text.replace(f"id:{name} ;", "id:bert ;", 1))
        with open_guild(data, store) as own:
            barrier.wait()
            kinds.append(own.add(path, name).done)

    threads = [
        threading.Thread(target=run, args=arguments)
        for arguments in (("one", "1910-01-01"), ("two", "1911-01-01"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(kinds) == ["added", "refused"]
    with open_guild(data, store) as own:
        assert own.validate().conforms
        assert derived(own.store) == follows(own.store, data)


def test_a_reader_stays_while_a_change_is_checked_and_delays_only_the_writing(
    data: Path, store: Path, written: Callable[..., Path]
) -> None:
    resources = find_resources(data)
    options = Options(choose_readings(resources, ["none"]))
    files = [RdfFile(str(written(GOOD)))]
    session = Session(resources, store)
    with open_directory(store, resources) as reader:
        before = hashes(reader)
        with pytest.raises(EnvironmentFailure) as caught:
            apply.add(session, options, files, NOTES_GRAPH, wait=0.2)
        assert str(caught.value) == (
            f'the store "{store}" is locked by another csto-kg; wait until that is done, then try '
            "again"
        )
        assert hashes(reader) == before
        late = threading.Timer(0.5, reader.close)
        late.start()
        started = time.monotonic()
        receipt = apply.add(session, options, files, NOTES_GRAPH, wait=30)
        assert time.monotonic() - started > 0.4
        assert receipt.done == "added"
    with open_directory(store, resources) as reader:
        assert hashes(reader).keys() - before.keys() == {NOTES_GRAPH}


def test_whoever_has_reserved_the_store_keeps_writers_out_and_lets_readers_in(
    data: Path, store: Path
) -> None:
    resources = find_resources(data)
    with open_directory(store, resources, reserve=True):
        with open_directory(store, resources) as reader:
            assert reader.graph_names()
        for how in ({"write": True}, {"reserve": True}):
            with pytest.raises(EnvironmentFailure, match="is locked by another csto-kg"):
                open_directory(store, resources, wait=0.1, **how)
    for how in ({"write": True}, {"reserve": True}):
        open_directory(store, resources, wait=0.1, **how).close()
    with open_directory(store, resources):
        open_directory(store, resources, reserve=True, wait=0.1).close()
        with pytest.raises(EnvironmentFailure, match="is locked by another csto-kg"):
            open_directory(store, resources, write=True, wait=0.1)
    open_directory(store, resources, write=True, wait=0.1).close()
