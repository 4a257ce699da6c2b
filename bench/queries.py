"""Five shapes of query on a generated graph: ours beside rdflib, oxrdflib and bare pyoxigraph.

    python -m bench.queries                    (small: 10,000 triples)
    python -m bench.queries --size 1000000 --rounds 9

All peers hold the same graph in memory, and give the same rows before anything is measured.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib

from bench.measure import interleaved, made, setting
from bench.triples import PREFIXES
from csto_kg.store.embedded.embedded_store import EmbeddedStore

Rows = list[tuple[str | None, ...]]
Peer = Callable[[str], Rows]

HEAD = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
QUERIES = {
    "two-join lookup": """
        SELECT ?tenure ?person ?label {
          ?tenure csto:office id:g0o0-office-0 ; csto:holder ?person .
          ?person rdfs:label ?label }""",
    "optional with filter": """
        SELECT ?tenure ?start ?day {
          ?tenure a csto:Tenure ; csto:startEarliest ?start .
          FILTER (?start >= "2000-01-01"^^xsd:date)
          OPTIONAL { ?release csto:endsTenure ?tenure ; csto:dateEarliest ?day .
                     FILTER (?day < "2015-01-01"^^xsd:date) } }""",
    "group and count": """
        SELECT ?act ?status (COUNT(?said) AS ?n) {
          ?said csto:speechAct ?act ; csto:status ?status } GROUP BY ?act ?status""",
    "property path": """
        SELECT ?said ?ground { ?said csto:answers/csto:restsOn+ ?ground }""",
    "order with limit": """
        SELECT ?record ?day { ?record csto:dateEarliest ?day } ORDER BY ?day ?record LIMIT 50""",
}
_ORDERED = frozenset({"order with limit"})


def main() -> int:
    """Compare the answers, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=10_000, help="triples (default: 10000)")
    parser.add_argument("--rounds", type=int, default=15, help="default: 15")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        peers = load(Path(folder), given.size)
    print(f"queries on {given.size} triples, {given.rounds} rounds, in turns; "
          "median, quartiles, times bare pyoxigraph")  # fmt: skip
    for name, query in QUERIES.items():
        text = HEAD + query
        rows = agreed(name, text, peers)
        print(f"\n{name}: {len(rows)} rows")
        times = interleaved({p: _asked(ask, text) for p, ask in peers.items()}, given.rounds)
        print("\n".join(times.lines("pyoxigraph")))
    print("\n" + setting("csto-kg", "pyoxigraph", "rdflib", "oxrdflib"))
    return 0


def load(folder: Path, size: int) -> dict[str, Peer]:
    """Load the generated graph of a size into all peers."""
    database = ox.Store()
    database.bulk_load(path=str(made(folder, size)))
    store = EmbeddedStore(database)
    # As one graph, which is rdflib's quickest; no triple stands in two graphs.
    plain = rdflib.Graph().parse(made(folder, size, "ntriples"), format="nt")
    over = rdflib.Dataset(store=_oxrdflib(database), default_union=True)

    def bare(text: str) -> Rows:
        answer = database.query(text, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        return _rows(answer)

    return {
        "csto-kg": lambda text: _rows(store.select(text)),
        "pyoxigraph": bare,
        "rdflib over oxrdflib": lambda text: _rdflib_rows(over.query(text)),
        "rdflib": lambda text: _rdflib_rows(plain.query(text)),
    }


def agreed(name: str, text: str, peers: dict[str, Peer]) -> Rows:
    """Return the rows on which all peers agree; end the program when one does not, or none is."""
    answers = {peer: ask(text) for peer, ask in peers.items()}
    first, *others = answers.items()
    for peer, rows in others:
        same = rows == first[1] if name in _ORDERED else Counter(rows) == Counter(first[1])
        if not same:
            sys.exit(f"bench: {name}: {peer} and {first[0]} give different rows")
    if not first[1]:
        sys.exit(f"bench: {name}: no rows, so nothing to measure")
    return first[1]


def _asked(ask: Peer, text: str) -> Callable[[], Rows]:
    return lambda: ask(text)


def _rows(answer: ox.QuerySolutions) -> Rows:
    width = range(len(answer.variables))
    return [tuple(_text(row[i]) for i in width) for row in answer]


def _text(term: Any) -> str | None:
    return None if term is None else term.value


def _rdflib_rows(answer: Iterable[Any]) -> Rows:
    return [tuple(None if term is None else str(term) for term in row) for row in answer]


def _oxrdflib(database: ox.Store) -> Any:
    from oxrdflib import OxigraphStore

    return OxigraphStore(store=database)


if __name__ == "__main__":
    sys.exit(main())
