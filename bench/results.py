"""Large results on their way out: ours beside pyoxigraph's own ``results.serialize()``.

    python -m bench.results                    (small: 10,000 triples, their labels)
    python -m bench.results --size 1000000 --rows 100000 --rounds 15 --at-most 1.1

First as whole processes over one store on disk: when the first byte comes, when the last, and
the most memory, for ever more rows: what streams needs no more memory for more of them. Then in
one process, from one store in memory into a file: the query, then the rows as TSV and as JSON,
byte for byte the same.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from bench.loading import PROGRAM, clean_environment, data_folder
from bench.measure import Run, above, interleaved, made, setting
from csto_kg.output.answer import write_answer
from csto_kg.output.sink import Sink
from csto_kg.resources import DATA_VARIABLE
from csto_kg.store.embedded.embedded_store import EmbeddedStore

_QUERY = """PREFIX csto: <https://w3id.org/csto-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?thing ?kind ?label {{ ?thing a ?kind ; rdfs:label ?label }} LIMIT {rows}"""
_FORMATS = {"tsv": ox.QueryResultsFormat.TSV, "json": ox.QueryResultsFormat.JSON}
_OURS, _BARE = "csto-kg", "results.serialize()"
_BARE_PROCESS = """
import sys, pyoxigraph as o
s = o.Store.read_only(sys.argv[1])
r = s.query(sys.argv[2], use_default_graph_as_union=True)
r.serialize(sys.stdout.buffer, o.QueryResultsFormat.TSV)
"""


def main() -> int:
    """Measure in one process and as whole ones, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=10_000, help="triples (default: 10000)")
    parser.add_argument("--rows", type=int, default=1_000, help="default: 1000")
    parser.add_argument("--rounds", type=int, default=15, help="default: 15")
    parser.add_argument("--at-most", type=float, metavar="RATIO", help="exit 1 when above")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Whole processes first: Linux counts into a child's memory what its parent had used.
        whole_processes(folder, given.size, given.rows)
        failed = in_process(folder, given.size, given.rows, given.rounds, given.at_most)
    print("\n" + setting("csto-kg", "pyoxigraph"))
    return failed


def in_process(
    folder: Path, size: int, rows: int, rounds: int, at_most: float | None = None
) -> bool:
    """Time both from the same store in memory; return whether ours costs too much."""
    database = ox.Store()
    database.bulk_load(path=str(made(folder, size)))
    print(f"\n{rows} rows from {size} triples, {rounds} rounds, in turns; "
          "median, quartiles, times results.serialize()")  # fmt: skip
    failed = False
    for name in _FORMATS:
        writers = contenders(database, folder, rows, name)
        same_bytes(writers, folder, rows)
        times = interleaved(writers, rounds)
        print(f"\n{name}, in one process")
        print("\n".join(times.lines(_BARE)))
        failed |= above(f"results as {name}", times.ratio(_OURS, _BARE), at_most)
    return failed


def contenders(
    database: ox.Store, folder: Path, rows: int, name: str
) -> dict[str, Callable[[], object]]:
    """Return what answers the query into a file, ours and pyoxigraph's own."""
    store, text = EmbeddedStore(database), _QUERY.format(rows=rows)

    def ours() -> None:
        with (folder / _OURS).open("wb") as stream:
            sink = Sink(stream, _OURS, terminal=False)
            write_answer(store.query(text), sink, name)
            sink.flush()

    def bare() -> None:
        answer = database.query(text, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        with (folder / "bare").open("wb") as stream:
            answer.serialize(stream, _FORMATS[name])

    return {_OURS: ours, _BARE: bare}


def same_bytes(writers: dict[str, Callable[[], object]], folder: Path, rows: int) -> None:
    """End the program when the two files differ, or have not the rows asked for."""
    for write in writers.values():
        write()
    ours, bare = ((folder / file).read_bytes().rstrip(b"\n") for file in (_OURS, "bare"))
    if ours != bare:
        sys.exit("bench: the two give different bytes")
    count = ours.count(b"\n") if ours.startswith(b"?") else ours.count(b'"label":{')
    if count != rows:
        sys.exit(f"bench: {count} rows instead of {rows}")


def whole_processes(folder: Path, size: int, rows: int) -> None:
    """Print first byte, last byte and memory for one and for ever more rows."""
    data, store = data_folder(folder / "data", size), folder / "store"
    environment = {**clean_environment(), DATA_VARIABLE: str(data)}
    ask = [PROGRAM, "--store", str(store), "sparql", "--format", "tsv"]
    Run([*ask, "ASK {}"], environment)  # makes the store
    bare = [sys.executable, "-c", _BARE_PROCESS, str(store / "csto-kg.db")]
    print(f"tsv into a pipe, whole processes, store on disk\n{'':32} first byte    last byte"
          "     memory")  # fmt: skip
    for limit in (1, rows // 10, rows):
        text = _QUERY.format(rows=limit)
        for name, command in ((_OURS, [*ask, text]), (_BARE, [*bare, text])):
            run = min((Run(command, environment) for _ in range(3)), key=lambda r: r.seconds)
            print(f"  {name:20}{limit:8} {run.first_byte * 1000:8.0f} ms {run.seconds * 1000:8.0f}"
                  f" ms {run.megabytes:7.0f} MB")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
