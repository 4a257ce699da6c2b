"""Sorted Turtle, the same bytes each time, beside pyoxigraph's own unsorted dump of one graph.

    python -m bench.export                     (small: 10,000 triples)
    python -m bench.export --size 1000000 --rounds 3 --at-most 3

Both write a file from the same store in memory, and both files hold the same triples.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from bench.measure import above, interleaved, made, setting
from csto_kg.export import serialize as formats
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.output.sink import Sink
from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.terms import PREFIXES, graph_iri

_GRAPH = ox.NamedNode(graph_iri("made"))
_OURS, _DUMP = "csto-kg, sorted Turtle", "pyoxigraph, unsorted Turtle"


def main() -> int:
    """Compare the triples, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=10_000, help="triples (default: 10000)")
    parser.add_argument("--rounds", type=int, default=7, help="default: 7")
    parser.add_argument("--at-most", type=float, metavar="RATIO", help="exit 1 when above")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = ox.Store()
        database.bulk_load(path=str(made(Path(folder), given.size, "ntriples")), to_graph=_GRAPH)
        writers = contenders(database, Path(folder))
        sound(writers, Path(folder), len(database))
        times = interleaved(writers, given.rounds)
    print(f"export of {given.size} triples, {given.rounds} rounds, in turns; "
          "median, quartiles, times the unsorted dump")  # fmt: skip
    print("\n".join(times.lines(_DUMP)))
    print("\n" + setting("csto-kg", "pyoxigraph"))
    return above("export", times.ratio(_OURS, _DUMP), given.at_most)


def contenders(database: ox.Store, folder: Path) -> dict[str, Callable[[], object]]:
    """Return what writes the graph, each into ``FOLDER/out-N``."""
    store, graphs = EmbeddedStore(database), [_GRAPH.value]
    with KnowledgeBase.open() as kb:
        kinds = kb.session.kinds_in_order()

    def ours(format_: str, name: str) -> None:
        with (folder / name).open("wb") as stream:
            text = formats.export(store, graphs, format_, kinds)
            Sink(stream, name, terminal=False).write(text)

    def dump(rdf_format: ox.RdfFormat, name: str) -> None:
        with (folder / name).open("wb") as stream:
            graph = None if rdf_format.supports_datasets else _GRAPH
            database.dump(stream, rdf_format, from_graph=graph, prefixes=dict(PREFIXES))

    return {
        _OURS: lambda: ours("turtle", "ours.ttl"),
        _DUMP: lambda: dump(ox.RdfFormat.TURTLE, "dump.ttl"),
        "csto-kg, sorted N-Quads": lambda: ours("nquads", "ours.nq"),
        "pyoxigraph, unsorted N-Quads": lambda: dump(ox.RdfFormat.N_QUADS, "dump.nq"),
    }


def sound(writers: dict[str, Callable[[], object]], folder: Path, triples: int) -> None:
    """End the program when a file does not hold the triples of the store, or changes."""
    found: dict[str, set[ox.Triple]] = {}
    for name, write in writers.items():
        write()
        found[name] = set()
    for name, file in zip(writers, ("ours.ttl", "dump.ttl", "ours.nq", "dump.nq"), strict=True):
        found[name] = {quad.triple for quad in ox.parse(path=str(folder / file))}
        if len(found[name]) != triples or found[name] != found[_DUMP if name != _OURS else name]:
            sys.exit(f"bench: {name}: the file has other triples than the store")
    before = (folder / "ours.ttl").read_bytes()
    writers[_OURS]()
    if (folder / "ours.ttl").read_bytes() != before:
        sys.exit("bench: the second export differs from the first")


if __name__ == "__main__":
    sys.exit(main())
