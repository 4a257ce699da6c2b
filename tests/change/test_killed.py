"""A change killed at any moment leaves the store as it was, or changed as a whole."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from csto_kg.change import journal
from csto_kg.checking.snapshot import derived_graph
from csto_kg.checking.suite import load_rules
from csto_kg.resources import find_resources
from csto_kg.shacl.rules.fixpoint import derive
from csto_kg.store.on_disk.directory import open_directory
from csto_kg.terms import is_derived
from tests.guild import NOTES, ROOT, tenure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Snapshot = tuple[frozenset[str], int]

FACTS = NOTES + "".join(
    tenure("cora", f"{year}-01-01", f"{year}-12-31", value="01 , 1 , 'a'@en-GB")
    for year in range(1904, 1912)
)


class Launcher:
    """The program in processes that start at once."""

    def __init__(self, data: Path) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.change.launcher"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "CSTO_KG_DATA": str(data), "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def run(self, *arguments: str, kill_after: float | None = None) -> int:
        """Run a command, or kill it after some seconds; return how it ended."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(arguments) + "\n")
        self._server.stdin.flush()
        process = int(self._server.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return os.waitstatus_to_exitcode(int(self._server.stdout.readline()))

    def close(self) -> None:
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait(timeout=60)


@pytest.fixture
def launcher(data: Path) -> Iterator[Launcher]:
    started = Launcher(data)
    yield started
    started.close()


def snapshot(store: Path, data: Path) -> Snapshot:
    """The facts, and how many entries the journal has. What is derived must follow from the facts,
    or not be there.
    """
    resources = find_resources(data)
    with open_directory(store, resources) as opened:
        quads = list(opened.quads())
        kept = {name for name in opened.graph_names(internal=True) if is_derived(name)}
        if kept:
            held = {quad.triple for quad in quads}
            for rules in load_rules(resources):
                name = derived_graph(rules.reading)
                found = {quad.triple for quad in opened.quads(name)}
                assert found == set(derive(held, rules.rules).triples)
        return frozenset(map(str, quads)), len(journal.changes(opened))


def killed_again_and_again(
    launcher: Launcher, data: Path, store: Path, path: Path, times: int, chance: random.Random
) -> dict[str, int]:
    """Kill changes at random moments; return how many were made and how many were not."""
    # Without readings, more of the time is spent where the store changes.
    quick = ["--reading", "none"]
    add = ["--store", str(store), "add", str(path), "--source", "notes", *quick]
    retract = ["--store", str(store), "retract", "notes", *quick]
    without, _ = snapshot(store, data)
    started = time.monotonic()
    assert launcher.run(*add) == 0
    whole = time.monotonic() - started
    held, _ = snapshot(store, data)
    assert held > without
    facts, entries = snapshot(store, data)
    found = {"made": 0, "not made": 0}
    for _ in range(times):
        after = chance.uniform(0, 1.1) * whole
        code = launcher.run(*(retract if facts == held else add), kill_after=after)
        now, number = snapshot(store, data)
        if (now, number) == (facts, entries):
            assert code == -signal.SIGKILL
            found["not made"] += 1
            if after > whole:  # the machine has become slower since
                whole *= 1.3
        else:
            assert number == entries + 1
            assert now == (without if facts == held else held)
            found["made"] += 1
        facts, entries = now, number
    assert launcher.run(*(retract if facts == held else add)) == 0
    names = sorted(os.listdir(store))
    assert names[0] in ("csto-kg.db", "csto-kg.db.2")
    assert set(names[1:]) - {"csto-kg.overlap"} == {"csto-kg.json", "csto-kg.lock"}
    return found


def test_killed_a_few_times(
    launcher: Launcher, data: Path, store: Path, written: Callable[..., Path]
) -> None:
    chance = random.Random(1)
    found = killed_again_and_again(launcher, data, store, written(FACTS), 6, chance)
    assert found["made"] + found["not made"] == 6


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_killed_many_times(
    launcher: Launcher, data: Path, store: Path, written: Callable[..., Path], seed: int
) -> None:
    chance = random.Random(seed)
    found = killed_again_and_again(launcher, data, store, written(FACTS), 55, chance)
    assert min(found.values()) > 0, found
