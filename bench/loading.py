"""Loading into a store on disk: ours beside pyoxigraph's own bulk load, as whole processes.

    python -m bench.loading                    (small: 10,000 triples)
    python -m bench.loading --size 1000000 --rounds 5

``csto-kg import FILE`` reads N-Quads into a store; where this csto-kg has no such command, only
seeding is measured: a store made from a data folder whose ``graphs/`` is one large Turtle file.
Each run gets a new directory, and each store must hold all triples before its time counts.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from bench.measure import Run, Times, above, interleaved, made, setting
from csto_kg.cache import CACHE_VARIABLE
from csto_kg.cli.main import COMMANDS
from csto_kg.resources import DATA_VARIABLE

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = str(Path(sys.executable).with_name("csto-kg"))
# Turtle into a named graph, as ours: one that is named costs half as much again as the default.
_BULK = """
import sys, pyoxigraph as o
named = {"to_graph": o.NamedNode("https://w3id.org/csto-kg/graph/made")}
s = o.Store(sys.argv[1])
s.bulk_load(path=sys.argv[2], **(named if sys.argv[2].endswith(".ttl") else {}))
"""
_SEED, _IMPORT = "csto-kg, seeding, Turtle", "csto-kg import, N-Quads"
_BARE = {_SEED: "bulk_load, Turtle", _IMPORT: "bulk_load, N-Quads"}


def main() -> int:
    """Check, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=10_000, help="triples (default: 10000)")
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument("--at-most", type=float, metavar="RATIO", help="exit 1 when above")
    given = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"loading {given.size} triples into a new store on disk, whole processes, "
              f"{given.rounds} rounds, in turns;\nmedian, quartiles, times bulk_load")  # fmt: skip
        cpu: dict[str, list[float]] = {}
        for ours, processes in contenders(folder, given.size, cpu).items():
            times = interleaved(processes, given.rounds)
            print("\n".join(["\nfrom start to end", *times.lines(_BARE[ours])]))
            # the first is that of the warm-up
            used = Times({name: cpu[name][1:] for name in processes})
            print("\n".join(["of the processor", *used.lines(_BARE[ours])]))
            failed |= above(ours, times.ratio(ours, _BARE[ours]), given.at_most)
    if "import" not in COMMANDS:
        print("\nthis csto-kg has no command import: not measured")
    print("\n" + setting("csto-kg", "pyoxigraph"))
    return failed


def contenders(
    folder: Path, size: int, cpu: dict[str, list[float]]
) -> dict[str, dict[str, Callable[[], object]]]:
    """Return for each way of ours its process and that of pyoxigraph; ``cpu`` gets its seconds."""
    data = data_folder(folder / "data", size)
    turtle = next((data / "graphs").iterdir())
    store, floor = folder / "store", int(0.97 * size)

    def timed(name: str, command: list[str], environment: dict[str, str]) -> None:
        cpu.setdefault(name, []).append(Run(command, environment).cpu)
        # ours keeps the database in a folder of the store's directory
        database = next((path.parent for path in store.glob("*/CURRENT")), store)
        # reading the count is the same small time for both
        if len(ox.Store.read_only(str(database))) < floor:
            sys.exit(f"bench: {command[0]} did not load all triples")
        shutil.rmtree(store)

    def bulk(name: str, path: Path) -> None:
        command = [sys.executable, "-c", _BULK, str(store), str(path)]
        timed(name, command, clean_environment())

    def ours(name: str, data: Path, *arguments: str) -> None:
        environment = {**clean_environment(), DATA_VARIABLE: str(data)}
        command = [PROGRAM, "--store", str(store), *arguments]
        timed(name, command, environment)

    found: dict[str, dict[str, Callable[[], object]]] = {
        _SEED: {
            _SEED: lambda: ours(_SEED, data, "sparql", "ASK {}"),
            _BARE[_SEED]: lambda: bulk(_BARE[_SEED], turtle),
        }
    }
    if "import" in COMMANDS:
        nquads = made(folder, size)
        found[_IMPORT] = {
            _IMPORT: lambda: ours(_IMPORT, ROOT, "import", str(nquads)),
            _BARE[_IMPORT]: lambda: bulk(_BARE[_IMPORT], nquads),
        }
    return found


def clean_environment() -> dict[str, str]:
    """Return the environment without the user's own settings, and without what is kept of runs.

    What an earlier run found out would spare the work that is measured.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("CSTO_KG_")}
    return {**own, CACHE_VARIABLE: "off"}


def data_folder(folder: Path, size: int) -> Path:
    """Make a data folder with a generated graph as its only one, and return it."""
    (folder / "graphs").mkdir(parents=True)
    made(folder, size, "turtle").rename(folder / "graphs" / "made.ttl")
    for name in ("ontology", "queries"):
        (folder / name).symlink_to(ROOT / name)
    return folder


if __name__ == "__main__":
    sys.exit(main())
