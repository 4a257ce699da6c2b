"""How close a generated graph comes to the real one: records by kind and by status.

python -m bench.proportions [SIZE]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from bench.generate import Generator
from bench.triples import PREFIXES, full

ROOT = Path(__file__).resolve().parent.parent
CSTO = PREFIXES["csto"]
_STATUS, _TYPE = full("csto:status"), full("rdf:type")


@dataclass
class Proportions:
    """Counts of a graph."""

    triples: int = 0
    subjects: set[str] = field(default_factory=set)
    graphs: set[str] = field(default_factory=set)
    predicates: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)

    def add(self, graph: str, subject: str, predicate: str, value: str) -> None:
        """Count one triple; terms as N-Triples has them."""
        self.triples += 1
        self.graphs.add(graph)
        self.subjects.add(subject)
        self.predicates.add(predicate)
        if predicate == _TYPE:
            self.kinds[_local(value)] += 1
        elif predicate == _STATUS:
            self.statuses[_local(value)] += 1

    def share(self, status: str) -> float:
        """Return which part of the records has a status."""
        return self.statuses[status] / self.statuses.total()


def _local(iri: str) -> str:
    return iri.removeprefix(f"<{CSTO}").removesuffix(">")


def real(folder: Path = ROOT / "graphs") -> Proportions:
    """Return the counts of the shipped graphs."""
    counted = Proportions()
    for path in sorted(folder.glob("*.ttl")):
        for quad in ox.parse(path=str(path)):
            counted.add(path.stem, *map(str, quad.triple))
    return counted


def generated(size: int, seed: int = 1) -> Proportions:
    """Return the counts of a generated graph."""
    counted = Proportions()
    for node in Generator(size, seed).nodes():
        for predicate, value in node.facts:
            counted.add(node.graph, node.subject, full(predicate), full(value))
    return counted


def rows(ours: Counter[str], theirs: Counter[str]) -> Iterable[str]:
    """Return the two side by side, in parts of a hundred."""
    for name, number in sorted(theirs.items(), key=lambda item: (-item[1], item[0])):
        shares = 100 * number / theirs.total(), 100 * ours[name] / ours.total()
        yield f"{name:22} {shares[0]:6.1f} {shares[1]:6.1f}"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("size", type=int, nargs="?", default=100_000, help="default: 100000")
    theirs, ours = real(), generated(parser.parse_args().size)
    print(f"{'':22} {'real':>6} {'made':>6}")
    for name, *counts in (
        ("triples", theirs.triples, ours.triples),
        ("graphs", len(theirs.graphs), len(ours.graphs)),
        ("predicates", len(theirs.predicates), len(ours.predicates)),
    ):
        print(f"{name:22} {counts[0]:6} {counts[1]:6}")
    means = [counted.triples / len(counted.subjects) for counted in (theirs, ours)]
    print(f"{'triples a subject':22} {means[0]:6.1f} {means[1]:6.1f}")
    for title, made, found in (
        ("statuses, % of records", ours.statuses, theirs.statuses),
        ("kinds, % of subjects", ours.kinds, theirs.kinds),
    ):
        print(f"\n{title}")
        print("\n".join(rows(made, found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
